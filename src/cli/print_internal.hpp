#pragma once

#include "tickmark/base/error.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace tickmark::cli_internal {

/// Text fit for a terminal: control characters other than line feeds become blanks, so that a
/// value out of a file cannot steer the terminal.
std::string printable(std::string_view text);

/// The one place that prints an Error in words.
void print_error(const Error& error, std::ostream& err);

/// The one place that prints an Error as JSON: {"error":{code,doing,why,where,hint}}.
void print_error_json(const Error& error, std::ostream& out);

} // namespace tickmark::cli_internal
