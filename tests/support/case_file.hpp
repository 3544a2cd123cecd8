#pragma once

#include <map>
#include <string>
#include <vector>

namespace tickmark::testing {

/// One command of a case and what it must give.
struct CaseStep {
    std::vector<std::string> words;
    int exit_code = 0;
    bool checks_out = false; ///< a section says what standard output must be
    bool checks_err = false;
    std::string out;
    std::string err;
};

/// A whole-command test in one file; tests/cases/README.md says how it is written.
struct CaseFile {
    std::string copy; ///< folder of the project that the workspace begins as; may be empty
    std::map<std::string, std::string> env;
    std::map<std::string, std::string> files;
    std::vector<CaseStep> steps;
};

/// Errors: std::runtime_error naming the line
CaseFile parse_case(const std::string& text);

/// Whether `text` is what `pattern` says: a line `...` stands for any number of lines, `{*}` in a
/// line for any text.
bool matches_pattern(const std::string& pattern, const std::string& text);

} // namespace tickmark::testing
