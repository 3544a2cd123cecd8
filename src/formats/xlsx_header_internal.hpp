#pragma once

#include "formats/header_internal.hpp"
#include "formats/xlsx_sheet_internal.hpp"
#include <deque>
#include <optional>
#include <vector>

namespace tickmark::formats {

/// Looks for the header among the first rows of a sheet.
///
/// A heading merged downwards over several rows makes those rows one header. A heading merged
/// sideways gives its text to its first column; a column below it answers to its own title
/// ("Impact") and to the heading with it ("Residual Impact", "Residual / Impact"). A title block
/// above, merged or not, is passed over, as it does not hold the columns.
class SheetHeader {
public:
    SheetHeader(Sheet& sheet, const std::vector<WantedColumn>& wanted);

    /// Whether the sheet has a header with the columns; at row `header_row` if given.
    bool find(const std::optional<long long>& header_row);

    const HeaderMatch& match() const noexcept { return match_; }
    long long first_row() const noexcept { return first_row_; }
    /// Rows read beyond the header, to be read first.
    std::deque<SheetRow> take_rows_below();
    /// The row that came nearest, for the error.
    const std::vector<ColumnTitles>& nearest() const noexcept { return nearest_; }
    std::size_t nearest_found() const noexcept { return nearest_found_; }

private:
    bool have(std::size_t index);
    std::size_t last_of_band(std::size_t index);
    bool has_subtitles(std::size_t index);
    bool is_under_wide_heading(long long row, std::size_t column) const;
    bool try_row(std::size_t index);
    std::vector<ColumnTitles> titles(std::size_t first, std::size_t last);
    std::string own_text(std::size_t index, std::size_t column);
    std::string spread_text(std::size_t index, std::size_t column);

    Sheet& sheet_;
    const std::vector<WantedColumn>& wanted_;
    std::deque<SheetRow> rows_; ///< read so far
    HeaderMatch match_;
    long long first_row_ = 0;
    long long last_row_ = 0;
    std::vector<ColumnTitles> nearest_;
    std::size_t nearest_found_ = 0;
};

} // namespace tickmark::formats
