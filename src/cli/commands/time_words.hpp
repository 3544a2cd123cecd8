#pragma once

#include "tickmark/app/time_options.hpp"
#include "tickmark/cli/command.hpp"

namespace tickmark::cli_commands {

/// Adds --as-of, --known-at and --period; `times` must live as long as the command's action.
void add_time_words(Command& command, TimeOptions& times);

} // namespace tickmark::cli_commands
