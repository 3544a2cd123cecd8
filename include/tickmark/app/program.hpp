#pragma once

#include <string>

namespace tickmark {

/// "tickmark 0.1.0"
std::string program_title();

/// Lets Ctrl-C and SIGTERM stop the program at the next safe place (exit 130).
void stop_on_interrupt();

} // namespace tickmark
