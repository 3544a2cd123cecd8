#pragma once

#include "tickmark/cli/command.hpp"

/// One function for each command, in the file of its name; src/cli/commands.cpp lists them in the
/// order of `tickmark --help`.
namespace tickmark::cli_commands {

void add_init(CommandLine& line);
void add_check(CommandLine& line);
void add_collect(CommandLine& line);
void add_status(CommandLine& line);
void add_assess(CommandLine& line);
void add_report(CommandLine& line);
void add_trace(CommandLine& line);
void add_verify(CommandLine& line);
void add_custody(CommandLine& line);
void add_doctor(CommandLine& line);

} // namespace tickmark::cli_commands
