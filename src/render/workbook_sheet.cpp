#include "tickmark/base/text.hpp"
#include "tickmark/render/visible.hpp"

#include "workbook_internal.hpp"
#include <algorithm>

namespace tickmark::workbook {

namespace {

constexpr int wide_column = 40; ///< from this width on, text wraps

/// Text of a page's head or foot: & starts a code there, and the whole holds 255 characters.
std::string page_text(const std::string& text) {
    constexpr std::size_t most = 60;
    std::string out;
    std::string shown = visible_text(text);
    std::size_t at = 0;
    for (std::size_t count = 0; at < shown.size() && count < most; ++count) {
        const std::size_t from = at;
        next_code_point(shown, at);
        out += shown.substr(from, at - from);
        if (shown[from] == '&') {
            out += '&';
        }
    }
    return out;
}

std::int64_t rows_per_sheet(const Book& book) {
    return book.limits.rows - 1;
}

/// Height of a row whose wide columns wrap: not every program works it out on loading.
double wrapped_height(const std::vector<Column>& columns, const Row& row) {
    constexpr double line = 15.0;
    constexpr std::int64_t most_lines = 27; ///< 409 points is the most a row may have
    std::int64_t lines = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (columns[i].width >= wide_column) {
            const std::int64_t units = utf16_units(row[i].text);
            lines = std::max(lines, (units + columns[i].width - 1) / columns[i].width);
        }
    }
    return line * static_cast<double>(std::min(lines, most_lines));
}

/// Writes the rows of one table into its sheets.
class PlanWriter {
public:
    PlanWriter(Book& book, const Plan& plan) : book_(book), plan_(plan) {
        if (plan.detail != nullptr) {
            formulas_.emplace(book, *plan.detail);
            if (plan.detail->population && !formulas_->any()) {
                book.plain_tests.insert(plan.detail->id);
            }
        }
    }

    void write() {
        for (const Sheet& sheet : plan_.sheets) {
            set_up_sheet(book_, sheet);
            write_heads(book_, sheet, plan_.table->columns);
            filter_sheet(sheet, sheet.rows, plan_.table->columns.size());
        }
        plan_.table->each([this](const Row& row) { write_row(row); });
        if (row_ == 0) {
            const std::string& missing = plan_.table->missing;
            write_text(
                book_,
                {plan_.sheets.front(), 1, 0},
                missing.empty() ? "None." : missing,
                book_.formats.note);
        }
    }

private:
    void write_row(const Row& row) {
        const auto part = static_cast<std::size_t>(row_ / rows_per_sheet(book_));
        const Sheet& sheet = plan_.sheets.at(part);
        const auto line = static_cast<lxw_row_t>(row_ % rows_per_sheet(book_) + 1);
        const std::size_t formulas = formulas_ && formulas_->any() ? 2 : 0;
        if (plan_.detail == nullptr) {
            check(
                worksheet_set_row(
                    sheet.sheet, line, wrapped_height(plan_.table->columns, row), nullptr),
                "setting up a row");
        }
        bool typed = true;
        for (std::size_t i = 0; i + formulas < row.size(); ++i) {
            const bool wraps =
                plan_.detail == nullptr && plan_.table->columns[i].width >= wide_column;
            typed =
                write_cell(book_, {sheet, line, static_cast<lxw_col_t>(i)}, row[i], wraps) && typed;
        }
        if (formulas > 0) {
            write_formulas(sheet, line, row, typed);
        }
        ++row_;
    }

    /// A row with a value that no spreadsheet cell can hold keeps its answers as values: a formula
    /// would differ.
    void write_formulas(const Sheet& sheet, lxw_row_t line, const Row& row, bool typed) {
        const std::size_t at = row.size() - 2;
        const std::int64_t number = static_cast<std::int64_t>(line) + 1;
        const std::string texts[] = {
            typed ? formulas_->population(number) : "", typed ? formulas_->exception(number) : ""};
        for (std::size_t i = 0; i < 2; ++i) {
            const auto column = static_cast<lxw_col_t>(at + i);
            const std::string& value = row[at + i].text;
            if (typed) {
                check(
                    worksheet_write_formula_str(
                        sheet.sheet,
                        line,
                        column,
                        texts[i].c_str(),
                        book_.formats.text,
                        value.c_str()),
                    "writing a formula");
            } else {
                write_text(book_, {sheet, line, column}, value, book_.formats.note);
            }
        }
    }

    Book& book_;
    const Plan& plan_;
    std::optional<RowFormulas> formulas_;
    std::int64_t row_ = 0;
};

} // namespace

std::string quoted_sheet(const std::string& name) {
    std::string quoted = "'";
    for (const char c : name) {
        quoted += c;
        if (c == '\'') {
            quoted += c;
        }
    }
    return quoted + "'";
}

void set_up_sheet(const Book& book, const Sheet& sheet) {
    constexpr std::uint8_t paper_letter = 1;
    constexpr std::uint8_t paper_a4 = 9;
    worksheet_set_landscape(sheet.sheet);
    worksheet_set_paper(sheet.sheet, book.model.page == "Letter" ? paper_letter : paper_a4);
    worksheet_fit_to_pages(sheet.sheet, 1, 0);
    worksheet_set_margins(sheet.sheet, 0.5, 0.5, 0.75, 0.75);
    check(worksheet_repeat_rows(sheet.sheet, 0, 0), "setting up a sheet");
    worksheet_freeze_panes(sheet.sheet, 1, 0);
    const std::string head = "&L" + page_text(book.model.organisation) + "&C" +
                             page_text(book.model.classification) + "&R" +
                             page_text(book.model.title + " as of " + book.model.as_of);
    check(worksheet_set_header(sheet.sheet, head.c_str()), "setting up a sheet");
    check(worksheet_set_footer(sheet.sheet, "&L&A&RPage &P of &N"), "setting up a sheet");
}

void write_heads(const Book& book, const Sheet& sheet, const std::vector<Column>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        check(
            worksheet_set_column(sheet.sheet, column, column, columns[i].width, nullptr),
            "setting up a sheet");
        const std::string title = visible_text(columns[i].title);
        check(
            worksheet_write_string(
                sheet.sheet,
                0,
                column,
                title.c_str(),
                columns[i].numeric ? book.formats.head_of_numbers : book.formats.head),
            "writing a heading");
    }
}

void filter_sheet(const Sheet& sheet, std::int64_t rows, std::size_t columns) {
    const auto last_row = static_cast<lxw_row_t>(std::max<std::int64_t>(rows, 1));
    check(
        worksheet_autofilter(sheet.sheet, 0, 0, last_row, static_cast<lxw_col_t>(columns - 1)),
        "setting up a sheet");
}

void write_plan(Book& book, const Plan& plan) {
    PlanWriter(book, plan).write();
}

} // namespace tickmark::workbook
