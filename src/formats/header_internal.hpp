#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/base/row_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// How many rows with text are searched for the header, at most.
constexpr std::size_t header_search_rows = 200;

/// A title as it is compared: trimmed, white space and line breaks folded to one blank.
std::string folded_title(std::string_view title);

/// Titles a column answers to; the first is the one shown. A column below merged headings has
/// its own title and the same under its heading ("Impact", "Residual Impact").
using ColumnTitles = std::vector<std::string>;

/// What one row would give if it were the header.
struct HeaderMatch {
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);
    std::vector<std::size_t> column_of; ///< for each wanted column, or `absent`
    std::size_t found = 0;
    bool has_required = false;           ///< every required column stands in the row
    std::vector<std::string> duplicated; ///< wanted titles that stand more than once
};

/// Compares a row with the wanted columns: as written first, then with case ignored.
HeaderMatch
match_header(const std::vector<ColumnTitles>& columns, const std::vector<WantedColumn>& wanted);

/// Whether the row is to be taken as the header when it comes first: it holds every required
/// column, or, with none required, two wanted ones (one if only one is wanted).
bool is_header(const HeaderMatch& match, const std::vector<WantedColumn>& wanted);

/// Throws when a wanted column stands more than once.
void check_duplicates(const HeaderMatch& match, const std::string& name, const std::string& where);

/// "no row has the columns 'owner', 'tier'; did you mean…": with the titles of the nearest row.
Error header_error(
    const std::string& name,
    const std::string& where,
    const std::vector<ColumnTitles>& nearest_row,
    const std::vector<WantedColumn>& wanted);

} // namespace tickmark::formats
