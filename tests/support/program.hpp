#pragma once

#include "support/places.hpp"
#include <map>
#include <string>
#include <vector>

namespace tickmark::testing {

/// One run of the built program (or another). Standard input is empty.
struct ProgramCall {
    std::vector<std::string> words;         ///< of the command line, without the program's name
    std::map<std::string, std::string> env; ///< set on top of this process's environment
    std::string folder;                     ///< working folder; empty: this process's own
    std::string program = built_program();
};

struct ProgramRun {
    int exit_code = 0; ///< 128 + the signal where one ended it, as a shell says it
    std::string out;
    std::string err;
};

/// Runs to the end and returns what came out. A program that hangs is ended by ctest's time limit.
///
/// Errors: std::runtime_error where it cannot be started
ProgramRun run_program(const ProgramCall& call);

} // namespace tickmark::testing
