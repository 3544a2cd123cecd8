#include "tickmark/formats/xlsx_reader.hpp"

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include "formats/rows.hpp"
#include "support/scratch.hpp"

namespace tickmark {
namespace {

using Lines = std::vector<std::string>;

struct Styles {
    lxw_format* date;
    lxw_format* moment;
    lxw_format* duration;
    lxw_format* heading;
};

Styles styles_of(lxw_workbook* book) {
    const auto made = [&](const char* code) {
        lxw_format* format = workbook_add_format(book);
        format_set_num_format(format, code);
        return format;
    };
    return {made("dd/mm/yyyy"), made("yyyy-mm-dd hh:mm:ss"), made("[h]:mm:ss"), made("General")};
}

void write_headings(lxw_worksheet* sheet, const Styles& styles) {
    worksheet_merge_range(sheet, 0, 0, 0, 9, "Risk register, Meridian Health", styles.heading);
    worksheet_write_string(sheet, 1, 0, "As of 31 October 2026", nullptr);
    worksheet_merge_range(sheet, 3, 2, 3, 3, "Inherent", styles.heading);
    const std::vector<std::pair<lxw_col_t, const char*>> titles{
        {0, "Risk ID"},
        {1, "Title"},
        {4, "Score"},
        {5, "Raised"},
        {6, "Seen at"},
        {7, "Open"},
        {8, "Effort"},
        {9, "Note"}};
    for (const auto& [column, text] : titles) {
        worksheet_merge_range(sheet, 3, column, 4, column, text, styles.heading);
    }
    worksheet_write_string(sheet, 4, 2, "Likelihood", nullptr);
    worksheet_write_string(sheet, 4, 3, "Impact", nullptr);
}

void write_moment(lxw_worksheet* sheet, lxw_row_t row, lxw_datetime at, const Styles& styles) {
    worksheet_write_datetime(sheet, row, 6, &at, styles.moment);
}

void write_day(lxw_worksheet* sheet, lxw_row_t row, lxw_datetime at, const Styles& styles) {
    worksheet_write_datetime(sheet, row, 5, &at, styles.date);
}

void write_rows(lxw_worksheet* sheet, const Styles& styles) {
    const auto text = [&](lxw_row_t row, lxw_col_t column, const char* value) {
        worksheet_write_string(sheet, row, column, value, nullptr);
    };
    const auto number = [&](lxw_row_t row, lxw_col_t column, double value) {
        worksheet_write_number(sheet, row, column, value, column == 8 ? styles.duration : nullptr);
    };
    text(5, 0, "R-01");
    text(5, 1, "Laptop lost");
    number(5, 2, 4);
    number(5, 3, 5);
    number(5, 4, 0.1 + 0.2);
    write_day(sheet, 5, {2026, 1, 31, 0, 0, 0}, styles);
    write_moment(sheet, 5, {2026, 1, 31, 13, 45, 30}, styles);
    worksheet_write_boolean(sheet, 5, 7, 1, nullptr);
    number(5, 8, 1.25);
    text(5, 9, "two\nlines, 'quoted' <b>&amp;</b>");
    text(6, 0, "R-02");
    text(6, 1, "Zoë 張三 🩺");
    number(6, 2, 1);
    number(6, 3, 1);
    number(6, 4, -1234567.25);
    write_day(sheet, 6, {1900, 2, 28, 0, 0, 0}, styles);
    write_moment(sheet, 6, {2026, 3, 1, 0, 0, 0}, styles);
    worksheet_write_boolean(sheet, 6, 7, 0, nullptr);
    number(6, 8, 0.0625);
    number(7, 0, 3);
    text(7, 1, "  blanks around  ");
    number(7, 3, 2);
    number(7, 4, 1e-7);
    write_day(sheet, 7, {1900, 3, 1, 0, 0, 0}, styles);
    write_moment(sheet, 7, {1999, 12, 31, 23, 59, 59}, styles);
    worksheet_write_formula_str(sheet, 7, 9, "=NA()", nullptr, "#N/A");
    text(9, 0, "R-04");
    text(9, 1, "hidden");
    number(9, 2, 2);
    number(9, 3, 2);
    number(9, 4, 100);
    write_day(sheet, 9, {2026, 12, 31, 0, 0, 0}, styles);
    worksheet_write_boolean(sheet, 9, 7, 1, nullptr);
    text(9, 9, "=not a formula");
    lxw_row_col_options hidden{};
    hidden.hidden = 1;
    worksheet_set_row_opt(sheet, 9, LXW_DEF_ROW_HEIGHT, nullptr, &hidden);
}

void write_by_libxlsxwriter(const std::string& path) {
    lxw_workbook* book = workbook_new(path.c_str());
    const Styles styles = styles_of(book);
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Risk register");
    write_headings(sheet, styles);
    write_rows(sheet, styles);
    lxw_worksheet* legend = workbook_add_worksheet(book, "Legend");
    worksheet_write_string(legend, 0, 0, "Likelihood", nullptr);
    worksheet_hide(legend);
    ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);
}

Lines rows_of(const std::string& path) {
    auto reader = open_xlsx(
        path,
        "risks",
        {},
        {{"Risk ID", true},
         {"Title", true},
         {"Inherent Likelihood", true},
         {"Impact", true},
         {"Score", true},
         {"Raised", true},
         {"Seen at", true},
         {"Open", true},
         {"Effort", true},
         {"Note", true}});
    Lines lines;
    for (const RawRow& row : testing::read_all(*reader)) {
        lines.push_back(testing::shown(row));
    }
    for (const std::string& note : reader->notes()) {
        lines.push_back(note);
    }
    return lines;
}

const Lines expected{
    "Risk register!6: [R-01] [Laptop lost] [4] [5] [0.3] [2026-01-31] [2026-01-31T13:45:30] [true] "
    "[1.25] [two\nlines, 'quoted' <b>&amp;</b>]",
    "Risk register!7: [R-02] [Zoë 張三 🩺] [1] [1] [-1234567.25] [1900-02-28] "
    "[2026-03-01T00:00:00] [false] [0.0625] -",
    "Risk register!8: [3] [  blanks around  ] - [2] [0.0000001] [1900-03-01] "
    "[1999-12-31T23:59:59] - - !#N/A",
    "Risk register!10: [R-04] [hidden] [2] [2] [100] [2026-12-31] - [true] - [=not a formula]",
    "sheet 'Risk register', header in row 4",
    "hidden rows, read: 1",
    "sheets not read: 'Legend' (hidden)"};

TEST(XlsxWriters, openpyxl_gives_the_rows) {
    EXPECT_EQ(
        rows_of(testing::project_file("tests/formats/fixtures/risks_openpyxl.xlsx")), expected);
}

TEST(XlsxWriters, libreoffice_gives_the_same_rows) {
    EXPECT_EQ(
        rows_of(testing::project_file("tests/formats/fixtures/risks_libreoffice.xlsx")), expected);
}

TEST(XlsxWriters, libxlsxwriter_gives_the_same_rows) {
    const testing::Scratch scratch;
    write_by_libxlsxwriter(scratch / "risks.xlsx");
    EXPECT_EQ(rows_of(scratch / "risks.xlsx"), expected);
}

} // namespace
} // namespace tickmark
