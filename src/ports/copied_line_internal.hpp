#pragma once

#include "tickmark/ports/sql.hpp"

#include <string_view>

namespace tickmark::postgres {

/// Reads a line of the text format of PostgreSQL's COPY, with its line end, into `values`. False
/// where it is anything else or does not hold a value for each.
bool read_copied_line(std::string_view line, std::vector<SqlValue>& values);

} // namespace tickmark::postgres
