#pragma once

#include "tickmark/base/raw_row.hpp"

#include "formats/xlsx_package_internal.hpp"
#include "formats/xlsx_parts_internal.hpp"
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace tickmark::formats {

struct SheetCell {
    enum class Type : std::uint8_t { number, shared, text, boolean, error, date };
    std::size_t column = 0; ///< from 0
    Type type = Type::number;
    std::size_t style = 0;
    bool has_formula = false;
    std::string text; ///< as written: of a shared string its index
};

struct SheetRow {
    long long number = 0;         ///< from 1
    std::vector<SheetCell> cells; ///< those that hold something, by column
};

/// A merged range, rows from 1 and columns from 0, ends included.
struct MergedRange {
    CellPlace first;
    CellPlace last;
};

/// The worksheet's XML as rows.
class SheetHandler: public XmlHandler {
public:
    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view piece) override;

    std::deque<SheetRow> rows;
    long long hidden_rows = 0;
    long long hidden_columns = 0;

private:
    void start_row(const XmlAttributes& attributes);
    void start_cell(const XmlAttributes& attributes);
    void end_cell();

    SheetRow row_;
    SheetCell cell_;
    RichText rich_;
    bool row_is_hidden_ = false;
    bool in_value_ = false;
    bool in_cell_ = false;
    std::size_t next_column_ = 0;
    long long last_row_ = 0;
};

/// Rows of one sheet, a block of XML in memory at a time.
class Sheet {
public:
    Sheet(Workbook& book, const SheetEntry& entry);

    /// The next row that holds something; false at the end.
    bool next(SheetRow& row);
    RawValue value(const SheetCell& cell);
    RawValue shared_text(const SheetCell& cell);
    RawValue number(const SheetCell& cell) const;
    /// A heading cell's text; empty for an error cell.
    std::string title(const SheetCell& cell);

    const SheetEntry& entry() const noexcept { return entry_; }
    const std::vector<MergedRange>& merged() const noexcept { return merged_; }
    long long hidden_rows() const noexcept { return handler_.hidden_rows; }
    long long hidden_columns() const noexcept { return handler_.hidden_columns; }

private:
    void find_merged(const ZipEntry& part);

    Workbook& book_;
    SheetEntry entry_;
    std::vector<MergedRange> merged_;
    SheetHandler handler_;
    std::unique_ptr<XmlStream> xml_;
};

} // namespace tickmark::formats
