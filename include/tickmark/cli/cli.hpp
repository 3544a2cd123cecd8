#pragma once

namespace tickmark {

/// Runs the program with the words of its command line and returns its exit code; no exception
/// leaves it.
int run_command_line(int argc, const char* const* argv);

} // namespace tickmark
