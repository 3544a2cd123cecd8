#pragma once

#include "tickmark/data/dataset.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// One value of a table: typed for a spreadsheet, and as text for print.
///
/// Shape:  `text` is canonical: integer "12", number "0.5", boolean "1" or "0", date "2026-10-31",
///         datetime "2026-10-31T13:45:10.123Z" (UTC); anything that does not read so is printed as
///         text
struct Cell {
    enum class Kind { none, text, integer, number, percent, boolean, date, datetime };
    /// A number that a spreadsheet counts itself over a detail sheet; `text` holds the cached
    /// value.
    enum class Count { none, in, exception, undetermined };

    Kind kind = Kind::none;
    std::string text;
    std::string link;   ///< id in the document; empty: none
    std::string status; ///< class of a status word; empty: none
    Count count = Count::none;
    std::string counted; ///< id of the detail sheet that `count` counts over

    static Cell of_text(std::string_view value);
    static Cell of_integer(std::int64_t value);
    static Cell of_boolean(bool value);
    static Cell of_kind(Kind kind, std::string_view text);
    static Cell of_status(std::string_view status, std::string_view words);
    static Cell of_link(std::string_view value, std::string_view id);
    /// A stored value of a dataset's field.
    static Cell of_field(const Field& field, const std::optional<std::string>& stored);
};

using Row = std::vector<Cell>;

struct Column {
    std::string name;
    std::string title;
    int width = 16; ///< of a spreadsheet column, in characters
    bool numeric = false;
    std::string print_class = {}; ///< width of the printed column ("w-10"); empty: an equal share
};

/// Rows that can be gone through again and again, one at a time: nothing holds all of them.
struct Table {
    using UseRow = std::function<void(const Row&)>;
    /// Gives the next row; empty at the end.
    using Next = std::function<std::optional<Row>()>;

    std::string id;
    std::string title;
    std::vector<Column> columns;
    std::function<void(const UseRow&)> each;
    std::function<Next()> open; ///< the same rows, pulled; tables of report.yaml alone have it
    std::string missing;        ///< what is said when there are no rows
    std::vector<std::string> notes;
};

/// A table whose few rows are in memory.
Table make_small_table(
    std::string id, std::string title, std::vector<Column> columns, std::vector<Row> rows);

/// A table as CSV (RFC 4180): UTF-8, a heading row of column titles, values canonical as in `Cell`.
std::string csv_text(const Table& table);

/// How a value is printed: numbers as written, booleans yes or no, datetimes "2026-10-31 13:45:10
/// UTC", lists joined with "; ".
std::string print_cell(const Cell& cell);

} // namespace tickmark
