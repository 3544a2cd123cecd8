#include "tickmark/formats/xlsx_reader.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/xlsx_header_internal.hpp"
#include "formats/xlsx_package_internal.hpp"
#include "formats/xlsx_sheet_internal.hpp"
#include <algorithm>

namespace tickmark {

namespace {

using namespace formats;

class XlsxReader: public RowReader {
public:
    XlsxReader(
        const std::string& path,
        const std::string& name,
        const XlsxOptions& options,
        std::vector<WantedColumn> wanted) :
        name_(name), wanted_(std::move(wanted)), book_(load_workbook(path, name)) {
        if (options.sheet) {
            candidates_ = {named_sheet(*options.sheet)};
        } else {
            candidates_ = book_->sheets;
        }
        find_header(options);
    }

    bool next(RawRow& row) override {
        while (next_row()) {
            if (fill(row)) {
                return true;
            }
        }
        return false;
    }

    ReaderNotes notes() const override {
        const SheetEntry& entry = sheet_->entry();
        ReaderNotes notes;
        notes.push_back("sheet '" + entry.name + "', header in row " + std::to_string(header_row_));
        if (entry.hidden) {
            notes.push_back("the sheet is hidden; it was read");
        }
        if (sheet_->hidden_rows() > 0) {
            notes.push_back("hidden rows, read: " + with_thousands(sheet_->hidden_rows()));
        }
        if (sheet_->hidden_columns() > 0) {
            notes.push_back("hidden columns, read: " + with_thousands(sheet_->hidden_columns()));
        }
        std::vector<std::string> others;
        for (const SheetEntry& other : book_->sheets) {
            if (other.part != entry.part) {
                others.push_back("'" + other.name + "'" + (other.hidden ? " (hidden)" : ""));
            }
        }
        if (!others.empty()) {
            notes.push_back("sheets not read: " + join(others, ", "));
        }
        return notes;
    }

private:
    SheetEntry named_sheet(const std::string& wanted) const {
        std::vector<std::string> names;
        for (const SheetEntry& sheet : book_->sheets) {
            if (sheet.name == wanted) {
                return sheet;
            }
            names.push_back(sheet.name);
        }
        for (const SheetEntry& sheet : book_->sheets) {
            if (to_lower(folded_title(sheet.name)) == to_lower(folded_title(wanted))) {
                return sheet;
            }
        }
        throw Error(
            ErrorCode::source_failed,
            {"reading " + name_,
             "there is no sheet '" + wanted + "'" + did_you_mean(wanted, names),
             name_,
             "sheets: " + join(names, ", ")});
    }

    void find_header(const XlsxOptions& options) {
        std::vector<ColumnTitles> nearest;
        std::size_t nearest_found = 0;
        std::string where = name_;
        for (const SheetEntry& entry : candidates_) {
            auto sheet = std::make_unique<Sheet>(*book_, entry);
            SheetHeader header(*sheet, wanted_);
            if (header.find(options.header_row)) {
                take(std::move(sheet), header);
                return;
            }
            if (nearest.empty() || header.nearest_found() > nearest_found) {
                nearest = header.nearest();
                nearest_found = header.nearest_found();
                where = name_ + ": " + entry.name;
            }
        }
        if (options.header_row) {
            where += "!" + std::to_string(*options.header_row);
        }
        throw header_error(name_, where, nearest, wanted_);
    }

    void take(std::unique_ptr<Sheet> sheet, SheetHeader& header) {
        sheet_ = std::move(sheet);
        header_row_ = header.first_row();
        column_of_ = header.match().column_of;
        check_duplicates(
            header.match(),
            name_,
            name_ + ": " + sheet_->entry().name + "!" + std::to_string(header_row_));
        below_ = header.take_rows_below();
    }

    bool next_row() {
        if (below_.empty()) {
            return sheet_->next(row_);
        }
        row_ = std::move(below_.front());
        below_.pop_front();
        return true;
    }

    /// False for a row that holds nothing but blanks.
    bool fill(RawRow& row) {
        row.fault.reset();
        row.text.clear();
        row.values.assign(wanted_.size(), RawValue::missing());
        bool holds_something = false;
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            if (const SheetCell* cell = cell_at(column_of_[i])) {
                row.values[i] = sheet_->value(*cell);
                holds_something = holds_something || !is_blank(row.values[i]);
            }
        }
        if (!holds_something && all_blank()) {
            return false;
        }
        row.locator = sheet_->entry().name + "!" + std::to_string(row_.number);
        return true;
    }

    static bool is_blank(const RawValue& value) {
        return value.kind == RawValue::Kind::missing ||
               (value.kind == RawValue::Kind::text && trim(value.text).empty());
    }

    bool all_blank() {
        return std::all_of(row_.cells.begin(), row_.cells.end(), [this](const SheetCell& cell) {
            return is_blank(sheet_->value(cell));
        });
    }

    const SheetCell* cell_at(std::size_t column) const {
        const auto& cells = row_.cells;
        if (column == HeaderMatch::absent) {
            return nullptr;
        }
        // Cells stand in order in nearly every file, and then at or before their column.
        if (column < cells.size() && cells[column].column == column) {
            return &cells[column];
        }
        const auto found = std::find_if(cells.begin(), cells.end(), [&](const SheetCell& cell) {
            return cell.column == column;
        });
        return found == cells.end() ? nullptr : &*found;
    }

    std::string name_;
    std::vector<WantedColumn> wanted_;
    std::unique_ptr<Workbook> book_;
    std::vector<SheetEntry> candidates_;
    std::unique_ptr<Sheet> sheet_;
    std::vector<std::size_t> column_of_;
    long long header_row_ = 0;
    std::deque<SheetRow> below_;
    SheetRow row_;
};

} // namespace

std::unique_ptr<RowReader> open_xlsx(
    const std::string& path,
    const std::string& name,
    const XlsxOptions& options,
    std::vector<WantedColumn> wanted) {
    return std::make_unique<XlsxReader>(path, name, options, std::move(wanted));
}

} // namespace tickmark
