#pragma once

#include "tickmark/render/workbook.hpp"

#include <xlsxwriter.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tickmark::workbook {

/// Formats of cells, made once for a workbook.
struct Formats {
    explicit Formats(lxw_workbook* book);

    lxw_format* head = nullptr;
    lxw_format* head_of_numbers = nullptr;
    lxw_format* boolean = nullptr;
    lxw_format* text = nullptr;
    lxw_format* wrapped = nullptr;
    lxw_format* integer = nullptr;
    lxw_format* number = nullptr;
    lxw_format* percent = nullptr;
    lxw_format* date = nullptr;
    lxw_format* datetime = nullptr;
    lxw_format* note = nullptr;
    lxw_format* title = nullptr;
    std::map<std::string, lxw_format*>
        status; ///< by the colour of the status: good, look, bad, none

    lxw_format* of_status(const std::string& name) const;
};

/// One sheet of the file: where rows go and what it is called.
struct Sheet {
    std::string name;
    lxw_worksheet* sheet = nullptr;
    std::int64_t rows = 0; ///< data rows planned for it
};

/// A table with the sheets that it fills.
struct Plan {
    std::string title;
    const Table* table = nullptr;        ///< none for the legend
    const DetailSheet* detail = nullptr; ///< for details
    std::int64_t rows = 0;
    std::vector<Sheet> sheets;
};

/// The workbook being written.
struct Book {
    const ReportModel& model;
    WorkbookLimits limits;
    lxw_workbook* book = nullptr;
    Formats formats;
    std::vector<Plan> plans;
    Sheet legend;
    Sheet long_texts;
    std::int64_t long_rows = 1;        ///< next row of the sheet of long texts
    std::int64_t long_count = 0;       ///< long texts so far
    std::set<std::string> plain_tests; ///< tests whose condition no formula says
};

/// Throws render_failed with the library's words unless all is well.
void check(lxw_error error, const std::string& doing);

/// 0 → "A", 26 → "AA"
std::string column_letters(std::size_t column);
/// A sheet's name as formulas write it: 'TRN-01.a'
std::string quoted_sheet(const std::string& name);
std::int64_t utf16_units(std::string_view text);

/// One cell of a sheet.
struct CellPlace {
    const Sheet& sheet;
    lxw_row_t row = 0;
    lxw_col_t column = 0;
};

/// What a cell became: false where its kind could not hold the value and it was written as text.
bool write_cell(Book& book, const CellPlace& place, const Cell& cell, bool wraps);
void write_text(Book& book, const CellPlace& place, const std::string& text, lxw_format* format);

void set_up_sheet(const Book& book, const Sheet& sheet);
void write_heads(const Book& book, const Sheet& sheet, const std::vector<Column>& columns);

void filter_sheet(const Sheet& sheet, std::int64_t rows, std::size_t columns);

/// The two formulas of a detail sheet's rows.
class RowFormulas {
public:
    /// No formulas for a sheet without conditions, or where none says the same as the condition.
    RowFormulas(const Book& book, const DetailSheet& detail);
    bool any() const noexcept { return !population_.empty(); }
    std::string population(std::int64_t row) const;
    std::string exception(std::int64_t row) const;

private:
    std::string population_; ///< with a mark where the row's number goes
    std::string exception_;
};

/// COUNTIF over the detail sheets of a test; empty where it has none.
std::string count_formula(const Book& book, const Cell& cell);
/// Cell of the legend that holds a parameter: 'Legend'!$B$2
std::string parameter_place(const Book& book, const std::string& name);

void write_plan(Book& book, const Plan& plan);
void write_legend(Book& book);

} // namespace tickmark::workbook
