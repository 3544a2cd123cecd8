#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"
#include "tickmark/formats/csv_reader.hpp"

namespace tickmark::csv {

/// What a source's block says of its delimited text: delimiter, encoding, header_row.
CsvOptions options_of(const Node& block);

void check_options(const Node& block, Problems& problems);

} // namespace tickmark::csv
