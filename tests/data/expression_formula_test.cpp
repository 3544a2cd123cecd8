#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include "support/expression_samples.hpp"
#include "support/scratch.hpp"
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tickmark {
namespace {

const std::map<std::string, std::string> parameters = {
    {"as_of", "2026-10-31"}, {"period_start", "2025-11-01"}, {"period_end", "2026-10-31"}};

double serial_of(const Date& day) {
    return day.days() + 25569.0;
}

FormulaPlaces plain_places() {
    return {
        [](const std::string& field) { return "$" + field; },
        [](const std::string& name) { return "p_" + name; },
        [](const std::string& field) { return "$" + field + "_day"; }};
}

std::string formula(const std::string& text, bool truth = true) {
    const auto made = parse_expression(text, testing::sample_dataset(), {});
    return truth ? emit_formula_true(made, plain_places())
                 : emit_formula_false(made, plain_places());
}

TEST(ExpressionFormula, writes_what_a_spreadsheet_user_would) {
    EXPECT_EQ(
        formula("d1 IS NULL OR d1 > d2"),
        "OR(NOT($d1<>\"\"),IF(AND($d1<>\"\",$d2<>\"\"),$d1>$d2,FALSE))");
    EXPECT_EQ(formula("s1 = 'a\"b'", false), "IF($s1<>\"\",NOT(EXACT($s1,\"a\"\"b\")),FALSE)");
    EXPECT_EQ(
        formula("n1 / n2 > 1"),
        "IF(AND($n1<>\"\",$n2<>\"\",ISNUMBER(($n1/$n2))),ROUND(($n1/$n2)-1,9)>0,FALSE)");
    EXPECT_EQ(formula("t1 <= :as_of"), "IF($t1<>\"\",$t1_day<=p_as_of,FALSE)");
    EXPECT_EQ(formula("b1 = FALSE"), "IF($b1<>\"\",N($b1)=0,FALSE)");
}

TEST(ExpressionFormula, is_empty_where_a_spreadsheet_would_answer_otherwise) {
    EXPECT_EQ(formula("lower(s1) = lower(s2)"), "");
    EXPECT_EQ(formula("lower(s1) = '\u00EB'"), "");
    EXPECT_NE(formula("lower(s1) = 'open'"), "");
    EXPECT_EQ(formula("s1 LIKE '%a_b%'"), "");
    EXPECT_EQ(formula("t1 + 5 hours > :as_of"), "");
    std::string chain = "s1 = 'some words to make it long'";
    for (int i = 0; i < 250; ++i) {
        chain += " OR s1 = 'some words to make it long'";
    }
    EXPECT_EQ(formula(chain), "");
    FormulaPlaces without_days = plain_places();
    without_days.local_date = nullptr;
    const auto made = parse_expression("t1 <= :as_of", testing::sample_dataset(), {});
    EXPECT_EQ(emit_formula_true(made, without_days), "");
}

TEST(ExpressionFormula, splits_long_texts) {
    const std::string made = formula("s1 = '" + std::string(600, 'x') + "'");
    EXPECT_NE(
        made.find(std::string(250, 'x') + "\"&\"" + std::string(250, 'x')), std::string::npos);
}

TEST(ExpressionFormula, gives_up_on_repetition_instead_of_growing) {
    std::string text = "b1";
    for (int i = 0; i < 7; ++i) {
        text = "coalesce((" + text + ") IS NULL, b2)";
    }
    EXPECT_NO_THROW(formula(text));
}

/// A sheet with rows of samples and, to their right, two formulas for each expression.
class FormulaSheet {
public:
    FormulaSheet(const std::string& path, const std::vector<testing::SampleRow>& rows) :
        book_(workbook_new(path.c_str())), sheet_(workbook_add_worksheet(book_, nullptr)) {
        int column = 0;
        for (const auto& [name, value] : parameters) {
            places_[":" + name] = cell(0, column, true);
            worksheet_write_number(
                sheet_, 0, col(column++), serial_of(*Date::from_iso(value)), nullptr);
        }
        const auto fields = testing::sample_dataset().fields;
        for (std::size_t f = 0; f < fields.size(); ++f) {
            columns_[fields[f].name] = static_cast<int>(f);
        }
        columns_["t1_day"] = 14;
        columns_["t2_day"] = 15;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (const Field& field : fields) {
                write(static_cast<int>(r) + 1, field, rows[r].at(field.name));
            }
        }
    }

    /// False where the expression has no formula.
    bool add(const Expression& expression, std::size_t rows) {
        for (std::size_t r = 0; r < rows; ++r) {
            const FormulaPlaces places = {
                [&](const std::string& field) {
                    return cell(static_cast<int>(r) + 1, columns_.at(field), false);
                },
                [&](const std::string& name) { return places_.at(":" + name); },
                [&](const std::string& field) {
                    return cell(static_cast<int>(r) + 1, columns_.at(field + "_day"), false);
                }};
            const std::string yes = emit_formula_true(expression, places);
            const std::string no = emit_formula_false(expression, places);
            if (yes.empty() || no.empty()) {
                return false;
            }
            const auto row = static_cast<lxw_row_t>(r + 1);
            worksheet_write_formula(sheet_, row, col(next_), ("=" + yes).c_str(), nullptr);
            worksheet_write_formula(sheet_, row, col(next_ + 1), ("=" + no).c_str(), nullptr);
        }
        next_ += 2;
        return true;
    }

    void close() { ASSERT_EQ(workbook_close(book_), LXW_NO_ERROR); }

    static constexpr int first_formula = 20;

private:
    static lxw_col_t col(int column) { return static_cast<lxw_col_t>(column); }

    static std::string cell(int row, int column, bool fixed) {
        char name[LXW_MAX_CELL_NAME_LENGTH] = {};
        lxw_rowcol_to_cell_abs(name, static_cast<lxw_row_t>(row), col(column), fixed ? 1 : 0, 1);
        return name;
    }

    void write(int row, const Field& field, const StoredValue& value) {
        if (!value) {
            return;
        }
        const auto r = static_cast<lxw_row_t>(row);
        const auto c = col(columns_.at(field.name));
        switch (field.type) {
        case FieldType::integer:
        case FieldType::number:
            worksheet_write_number(sheet_, r, c, std::stod(*value), nullptr);
            break;
        case FieldType::boolean:
            worksheet_write_boolean(sheet_, r, c, *value == "1" ? 1 : 0, nullptr);
            break;
        case FieldType::date:
            worksheet_write_number(sheet_, r, c, serial_of(*Date::from_iso(*value)), nullptr);
            break;
        case FieldType::datetime: {
            const Instant at = *parse_iso_datetime(*value, TimeZone::utc());
            const double days = static_cast<double>(at.milliseconds()) / 86'400'000.0 + 25569.0;
            worksheet_write_number(sheet_, r, c, days, nullptr);
            const Date day = TimeZone("America/New_York").local_date(at);
            worksheet_write_number(
                sheet_, r, col(columns_.at(field.name + "_day")), serial_of(day), nullptr);
            break;
        }
        case FieldType::list:
            worksheet_write_string(sheet_, r, c, listed(*value).c_str(), nullptr);
            break;
        default:
            worksheet_write_string(sheet_, r, c, value->c_str(), nullptr);
        }
    }

    /// The sample lists as the workbook shows them; an empty one is one blank.
    static std::string listed(const std::string& json) {
        std::string out;
        for (const char c : json) {
            if (c == ',') {
                out += "; ";
            } else if (c != '[' && c != ']' && c != '"') {
                out += c;
            }
        }
        return out.empty() ? " " : out;
    }

    lxw_workbook* book_;
    lxw_worksheet* sheet_;
    std::map<std::string, int> columns_;
    std::map<std::string, std::string> places_;
    int next_ = first_formula;
};

/// Recalculates with LibreOffice and gives the cells of each line.
std::vector<std::vector<std::string>> recalculated(const testing::Scratch& folder) {
    folder.file(
        "profile/user/registrymodifications.xcu",
        R"x(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
)x");
    const std::string command = "soffice -env:UserInstallation=file://" + (folder / "profile") +
                                " --headless --convert-to csv --outdir " + folder.path() + " " +
                                (folder / "book.xlsx") + " >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0); // NOLINT(concurrency-mt-unsafe)
    std::ifstream in(folder / "book.csv");
    std::vector<std::vector<std::string>> lines;
    for (std::string line; std::getline(in, line);) {
        std::vector<std::string> cells;
        std::string cell;
        bool in_text = false;
        for (const char c : line) {
            in_text = in_text != (c == '"');
            if (c == ',' && !in_text) {
                cells.push_back(cell);
                cell.clear();
            } else {
                cell += c;
            }
        }
        cells.push_back(cell);
        lines.push_back(cells);
    }
    return lines;
}

TEST(SystemExpressionFormula, libreoffice_answers_what_the_reference_answers) {
    const testing::Scratch folder;
    const TimeZone zone("America/New_York");
    testing::ExpressionMaker maker(7);
    std::vector<testing::SampleRow> rows;
    for (int i = 0; i < 40; ++i) {
        rows.push_back(maker.row());
    }
    FormulaSheet sheet(folder / "book.xlsx", rows);
    std::vector<Expression> expressions;
    for (int i = 0; i < 600 && expressions.size() < 300; ++i) {
        auto made = parse_expression(maker.condition(1 + i % 3), testing::sample_dataset(), {});
        if (sheet.add(made, rows.size())) {
            expressions.push_back(std::move(made));
        }
    }
    sheet.close();
    ASSERT_GT(expressions.size(), 200U);
    const auto lines = recalculated(folder);
    ASSERT_EQ(lines.size(), rows.size() + 1);
    for (std::size_t e = 0; e < expressions.size(); ++e) {
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const auto expected = evaluate(
                expressions[e],
                {[&](const std::string& field) { return rows[r].at(field); }, parameters, zone});
            const std::size_t column = FormulaSheet::first_formula + 2 * e;
            ASSERT_GT(lines[r + 1].size(), column + 1);
            ASSERT_EQ(lines[r + 1][column], expected == true ? "TRUE" : "FALSE")
                << expressions[e].text() << "\nrow " << r << "\n"
                << emit_formula_true(expressions[e], plain_places());
            ASSERT_EQ(lines[r + 1][column + 1], expected == false ? "TRUE" : "FALSE")
                << expressions[e].text() << "\nrow " << r << "\n"
                << emit_formula_false(expressions[e], plain_places());
        }
    }
}

} // namespace
} // namespace tickmark
