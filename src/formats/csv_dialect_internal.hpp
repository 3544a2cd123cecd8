#pragma once

#include "tickmark/base/row_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tickmark::formats {

/// What there is to find the delimiter by.
struct CsvSample {
    std::string text;      ///< the start of the file
    bool is_whole = false; ///< nothing follows
};

/// The delimiter among , ; tab and | under which the sample has a header with the wanted columns
/// and then the most records of one width; a comma when nothing tells.
char find_delimiter(
    const CsvSample& sample,
    const std::vector<WantedColumn>& wanted,
    const std::optional<long long>& header_row);

} // namespace tickmark::formats
