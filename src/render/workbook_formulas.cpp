#include "workbook_internal.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tickmark::workbook {

namespace {

constexpr std::size_t longest_formula = 8192;
constexpr char row_mark = '\xFF'; ///< stands in no text that is UTF-8

std::string with_row(const std::string& formula, std::int64_t row) {
    const std::string number = std::to_string(row);
    std::string out;
    out.reserve(formula.size() + 32);
    for (const char c : formula) {
        if (c == row_mark) {
            out += number;
        } else {
            out += c;
        }
    }
    return out;
}

std::string cell_of(const DetailSheet& detail, const std::string& column) {
    const auto& columns = detail.table.columns;
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& candidate) {
        return candidate.name == column;
    });
    if (found == columns.end()) {
        return "";
    }
    return "$" + column_letters(static_cast<std::size_t>(found - columns.begin())) + row_mark;
}

FormulaPlaces places_of(const Book& book, const DetailSheet& detail) {
    FormulaPlaces places;
    places.cell = [&detail](const std::string& field) { return cell_of(detail, field); };
    places.parameter = [&book](const std::string& name) { return parameter_place(book, name); };
    places.local_date = [&detail](const std::string& field) {
        return cell_of(detail, field + "@local");
    };
    return places;
}

/// Three answers of a condition, in the words of the column; empty where there is no formula.
std::string three_ways(
    const Expression& condition, const FormulaPlaces& places, const char* yes, const char* no) {
    const std::string is_true = emit_formula_true(condition, places);
    const std::string is_false = emit_formula_false(condition, places);
    if (is_true.empty() || is_false.empty()) {
        return "";
    }
    return "IF(" + is_true + ",\"" + yes + "\",IF(" + is_false + ",\"" + no +
           "\",\"undetermined\"))";
}

bool is_too_long(const std::string& formula) {
    constexpr std::int64_t longest_row = 1'048'576;
    return static_cast<std::size_t>(utf16_units(with_row(formula, longest_row))) > longest_formula;
}

} // namespace

RowFormulas::RowFormulas(const Book& book, const DetailSheet& detail) {
    if (!detail.population) {
        return;
    }
    const FormulaPlaces places = places_of(book, detail);
    population_ = three_ways(*detail.population, places, "in", "out");
    const std::string in = cell_of(detail, "tm_population") + "=\"in\"";
    if (detail.exception) {
        const std::string answer = three_ways(*detail.exception, places, "exception", "ok");
        exception_ = answer.empty() ? "" : "IF(" + in + "," + answer + ",\"\")";
    } else {
        exception_ = "IF(" + in + ",\"ok\",\"\")";
    }
    if (exception_.empty() || population_.empty() || is_too_long(population_) ||
        is_too_long(exception_)) {
        population_.clear();
        exception_.clear();
    }
}

std::string RowFormulas::population(std::int64_t row) const {
    return "=" + with_row(population_, row);
}

std::string RowFormulas::exception(std::int64_t row) const {
    return "=" + with_row(exception_, row);
}

std::string count_formula(const Book& book, const Cell& cell) {
    for (const Plan& plan : book.plans) {
        if (plan.detail == nullptr || plan.detail->id != cell.counted) {
            continue;
        }
        const std::size_t columns = plan.detail->table.columns.size();
        const std::string population = column_letters(columns - 2);
        const std::string exception = column_letters(columns - 1);
        std::string sum;
        const auto add = [&](const Sheet& sheet, const std::string& letters, const char* word) {
            sum += fmt::format(
                "{}COUNTIF({}!${}$2:${}${},\"{}\")",
                sum.empty() ? "=" : "+",
                quoted_sheet(sheet.name),
                letters,
                letters,
                std::max<std::int64_t>(sheet.rows, 1) + 1,
                word);
        };
        for (const Sheet& sheet : plan.sheets) {
            if (cell.count == Cell::Count::in) {
                add(sheet, population, "in");
            } else if (cell.count == Cell::Count::exception) {
                add(sheet, exception, "exception");
            } else {
                add(sheet, population, "undetermined");
                add(sheet, exception, "undetermined");
            }
        }
        return sum;
    }
    return "";
}

std::string parameter_place(const Book& book, const std::string& name) {
    for (std::size_t i = 0; i < book.model.parameters.size(); ++i) {
        if (book.model.parameters[i].name == name) {
            return quoted_sheet(book.legend.name) + "!$B$" + std::to_string(i + 2);
        }
    }
    return "#NAME?";
}

} // namespace tickmark::workbook
