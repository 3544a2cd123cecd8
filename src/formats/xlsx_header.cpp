#include "formats/xlsx_header_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

constexpr long long deepest_header = 4;

bool is_wide(const MergedRange& range) {
    return range.first.row == range.last.row && range.last.column > range.first.column;
}

} // namespace

SheetHeader::SheetHeader(Sheet& sheet, const std::vector<WantedColumn>& wanted) :
    sheet_(sheet), wanted_(wanted) {}

bool SheetHeader::have(std::size_t index) {
    while (rows_.size() <= index) {
        SheetRow row;
        if (!sheet_.next(row)) {
            return false;
        }
        rows_.push_back(std::move(row));
    }
    return true;
}

bool SheetHeader::find(const std::optional<long long>& header_row) {
    for (std::size_t i = 0; have(i); ++i) {
        if (header_row && rows_[i].number < *header_row) {
            rows_.pop_front();
            --i;
            continue;
        }
        if (i >= header_search_rows || (header_row && rows_[i].number > *header_row)) {
            return false;
        }
        if (try_row(i)) {
            return true;
        }
    }
    return false;
}

bool SheetHeader::try_row(std::size_t index) {
    const std::size_t last = last_of_band(index);
    const std::vector<ColumnTitles> found = titles(index, last);
    HeaderMatch match = match_header(found, wanted_);
    const bool nearer = match.found > nearest_found_ || nearest_.empty() ||
                        (match.found == nearest_found_ && found.size() > nearest_.size());
    if (nearer) {
        nearest_ = found;
        nearest_found_ = match.found;
    }
    if (!is_header(match, wanted_)) {
        return false;
    }
    match_ = std::move(match);
    first_row_ = rows_[index].number;
    last_row_ = rows_[last].number;
    return true;
}

std::size_t SheetHeader::last_of_band(std::size_t index) {
    const long long first = rows_[index].number;
    long long end = first;
    for (const MergedRange& range : sheet_.merged()) {
        if (range.first.row == first && range.last.row < first + deepest_header) {
            end = std::max(end, range.last.row);
        }
    }
    std::size_t last = index;
    while (have(last + 1) && rows_[last + 1].number <= end) {
        ++last;
    }
    return last == index && has_subtitles(index) ? index + 1 : last;
}

bool SheetHeader::is_under_wide_heading(long long row, std::size_t column) const {
    const auto& merged = sheet_.merged();
    return std::any_of(merged.begin(), merged.end(), [&](const MergedRange& range) {
        return is_wide(range) && range.first.row == row && column >= range.first.column &&
               column <= range.last.column;
    });
}

/// Whether the row below holds nothing but titles under this row's wide headings. The row itself
/// must have titles beside those, else it is a title block and the row below the header.
bool SheetHeader::has_subtitles(std::size_t index) {
    const long long row = rows_[index].number;
    const auto beside = [&](const SheetCell& cell) {
        return !is_under_wide_heading(row, cell.column);
    };
    if (!have(index + 1) || rows_[index + 1].number != row + 1) {
        return false;
    }
    const std::vector<SheetCell>& below = rows_[index + 1].cells;
    const std::vector<SheetCell>& here = rows_[index].cells;
    return below.size() > 1 && std::none_of(below.begin(), below.end(), beside) &&
           std::any_of(here.begin(), here.end(), beside);
}

std::string SheetHeader::own_text(std::size_t index, std::size_t column) {
    for (const SheetCell& cell : rows_[index].cells) {
        if (cell.column == column) {
            return folded_title(sheet_.title(cell));
        }
    }
    return {};
}

/// The text over a column: its own, or that of the heading merged sideways over it.
std::string SheetHeader::spread_text(std::size_t index, std::size_t column) {
    const long long row = rows_[index].number;
    for (const MergedRange& range : sheet_.merged()) {
        if (range.first.row == row && column >= range.first.column && column <= range.last.column) {
            return own_text(index, range.first.column);
        }
    }
    return own_text(index, column);
}

std::vector<ColumnTitles> SheetHeader::titles(std::size_t first, std::size_t last) {
    std::size_t width = 0;
    for (std::size_t i = first; i <= last; ++i) {
        for (const SheetCell& cell : rows_[i].cells) {
            width = std::max(width, cell.column + 1);
        }
    }
    const bool has_upper = first > 0 && rows_[first - 1].number + 1 == rows_[first].number;
    std::vector<ColumnTitles> found(width);
    for (std::size_t column = 0; column < width; ++column) {
        std::size_t own = last;
        while (own > first && own_text(own, column).empty()) {
            --own;
        }
        const std::string title = own_text(own, column);
        if (title.empty()) {
            continue;
        }
        found[column].push_back(title);
        std::string above;
        std::string above_slashed;
        for (std::size_t i = has_upper ? first - 1 : first; i < own; ++i) {
            if (const std::string heading = spread_text(i, column); !heading.empty()) {
                above += heading + " ";
                above_slashed += heading + " / ";
            }
        }
        if (!above.empty()) {
            found[column].push_back(above + title);
            found[column].push_back(above_slashed + title);
        }
    }
    return found;
}

std::deque<SheetRow> SheetHeader::take_rows_below() {
    while (!rows_.empty() && rows_.front().number <= last_row_) {
        rows_.pop_front();
    }
    return std::move(rows_);
}

} // namespace tickmark::formats
