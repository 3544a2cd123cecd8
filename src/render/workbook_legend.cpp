#include "tickmark/base/text.hpp"

#include "workbook_internal.hpp"

namespace tickmark::workbook {

namespace {

constexpr int remark_width = 100;

/// Lines of three cells, one under the other.
class LegendWriter {
public:
    explicit LegendWriter(Book& book) : book_(book) {}

    void line(const std::string& name, const Cell& value, const std::string& remark = "") {
        constexpr double line = 15.0;
        const std::int64_t lines = 1 + utf16_units(remark) / remark_width;
        check(
            worksheet_set_row(book_.legend.sheet, row_, line * static_cast<double>(lines), nullptr),
            "setting up a row");
        put(0, name);
        write_cell(book_, {book_.legend, row_, 1}, value, true);
        put(2, remark);
        ++row_;
    }
    void title(const std::string& text) {
        ++row_;
        write_text(book_, {book_.legend, row_, 0}, text, book_.formats.title);
        ++row_;
    }

private:
    void put(lxw_col_t column, const std::string& text) {
        if (!text.empty()) {
            write_text(book_, {book_.legend, row_, column}, text, book_.formats.wrapped);
        }
    }
    Book& book_;
    lxw_row_t row_ = 1;
};

std::string detail_remark(const Book& book, const DetailSheet& detail) {
    std::string why = detail.values_because;
    if (book.plain_tests.contains(detail.id)) {
        why = "no spreadsheet formula says the same as the condition";
    }
    std::string remark = why.empty() ? "" : ". Values, not formulas: " + why;
    if (!detail.left_out.empty()) {
        remark += ". Left out as personal data: " + join(detail.left_out, ", ");
    }
    return remark;
}

void write_sheet_list(Book& book, LegendWriter& legend) {
    legend.title("Sheets");
    for (const Plan& plan : book.plans) {
        for (std::size_t i = 0; i < plan.sheets.size(); ++i) {
            std::string remark = plan.title;
            if (plan.sheets.size() > 1) {
                remark += " (part " + std::to_string(i + 1) + " of " +
                          std::to_string(plan.sheets.size()) + ": a sheet holds " +
                          with_thousands(book.limits.rows) + " rows)";
            }
            remark += plan.detail == nullptr ? "" : detail_remark(book, *plan.detail);
            legend.line(
                plan.sheets[i].name,
                Cell::of_text(with_thousands(plan.sheets[i].rows) + " rows"),
                remark);
        }
    }
    if (book.long_count > 0) {
        legend.line(
            book.long_texts.name,
            Cell::of_text(with_thousands(book.long_rows - 1) + " rows"),
            "Texts that are longer than a cell can hold, whole, in parts");
    }
}

void write_words(const Tree& root, LegendWriter& legend) {
    const Tree* how = root.find("how");
    if (how == nullptr) {
        return;
    }
    for (const auto& [name, title] :
         {std::pair{"results", "Results of tests and controls"},
          std::pair{"obligation_states", "States of obligations"},
          std::pair{"figure_states", "States of figures"}}) {
        const Tree* words = how->find(name);
        if (words == nullptr) {
            continue;
        }
        legend.title(title);
        for (const Tree& word : words->items()) {
            legend.line(
                "",
                Cell::of_status(word.find("status")->text(), word.find("label")->text()),
                word.find("meaning")->text());
        }
    }
}

} // namespace

void write_legend(Book& book) {
    set_up_sheet(book, book.legend);
    write_heads(
        book,
        book.legend,
        {{"name", "Name", 34, false},
         {"value", "Value", 30, false},
         {"remark", "Remark", remark_width, false}});
    LegendWriter legend(book);
    for (const ReportParameter& parameter : book.model.parameters) {
        legend.line(parameter.title, parameter.value, "formulas refer to this cell");
    }
    legend.line(
        "Known at (UTC)",
        Cell::of_kind(Cell::Kind::datetime, book.model.created.iso()),
        "only what had been collected by then is used");
    legend.line("Organisation", Cell::of_text(book.model.organisation));
    legend.line(
        "Report",
        Cell::of_text(book.model.title),
        "management's assessment; not an opinion and not a legal conclusion");
    legend.line(
        "Rounding",
        Cell::of_text("once, half to even"),
        "figures are computed exactly and rounded when they are printed; cells hold up to 15 "
        "digits");
    legend.line(
        "Counts",
        Cell::of_text("live formulas"),
        "on the sheet Tests; they count the columns Population and Exception of the sheet named as "
        "the test, which are formulas over each row");
    write_words(book.model.root, legend);
    write_sheet_list(book, legend);
}

} // namespace tickmark::workbook
