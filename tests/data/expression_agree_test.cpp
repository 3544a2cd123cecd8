#include "tickmark/base/error.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/ports/sql.hpp"

#include <gtest/gtest.h>

#include "support/expression_samples.hpp"
#include "support/scratch.hpp"

namespace tickmark {
namespace {

const std::map<std::string, std::string> parameters = {
    {"as_of", "2026-10-31"}, {"period_start", "2025-11-01"}, {"period_end", "2026-10-31"}};

/// One table of sample rows in SQLite, typed as the store types its columns.
class SampleTable {
public:
    explicit SampleTable(const std::vector<testing::SampleRow>& rows) :
        db_(open_sqlite(folder_ / "sample.db", SqlMode::create)) {
        db_->execute(
            "CREATE TABLE sample (row INTEGER PRIMARY KEY, i1 INTEGER, i2 INTEGER, n1 REAL, "
            "n2 REAL, b1 INTEGER, b2 INTEGER, d1 TEXT, d2 TEXT, t1 TEXT, t2 TEXT, s1 TEXT, "
            "s2 TEXT, e1 TEXT, l1 TEXT)");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::vector<SqlValue> values = {std::to_string(i)};
            for (const Field& field : testing::sample_dataset().fields) {
                values.push_back(rows[i].at(field.name));
            }
            db_->execute("INSERT INTO sample VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values);
        }
        db_->add_function("local_date", [](const SqlValue& at) -> SqlValue {
            if (!at) {
                return std::nullopt;
            }
            static const TimeZone zone("America/New_York");
            return zone.local_date(*parse_iso_datetime(*at, TimeZone::utc())).iso();
        });
    }

    /// "1", "0" or none for each row.
    std::vector<SqlValue> answers(const Expression& expression) {
        std::vector<SqlValue> out;
        auto rows = db_->query(
            "SELECT " + emit_sqlite(expression, parameters) + " FROM sample ORDER BY row");
        while (rows->next()) {
            out.push_back(rows->text(0));
        }
        return out;
    }

private:
    testing::Scratch folder_;
    std::unique_ptr<SqlConnection> db_;
};

EvaluationRow evaluation(const testing::SampleRow& row, const TimeZone& zone) {
    return {[&row](const std::string& field) { return row.at(field); }, parameters, zone};
}

TEST(ExpressionAgreement, sqlite_answers_what_the_reference_answers) {
    const Dataset dataset = testing::sample_dataset();
    const TimeZone zone("America/New_York");
    testing::ExpressionMaker maker(20261031);
    std::vector<testing::SampleRow> rows;
    for (int i = 0; i < 60; ++i) {
        rows.push_back(maker.row());
    }
    SampleTable table(rows);
    int known = 0;
    for (int i = 0; i < 1500; ++i) {
        const std::string text = maker.condition(1 + i % 4);
        const Expression expression = parse_expression(text, dataset, {});
        const auto answers = table.answers(expression);
        ASSERT_EQ(answers.size(), rows.size());
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const auto expected = evaluate(expression, evaluation(rows[r], zone));
            const SqlValue wanted =
                expected ? SqlValue(*expected ? "1" : "0") : SqlValue(std::nullopt);
            known += expected ? 1 : 0;
            ASSERT_EQ(answers[r], wanted) << text << "\nrow " << r << "\n"
                                          << emit_sqlite(expression, parameters);
        }
    }
    EXPECT_GT(known, 20'000);
}

TEST(ExpressionAgreement, sqlite_reads_what_is_nested_to_the_limit) {
    const Dataset dataset = testing::sample_dataset();
    SampleTable table({testing::ExpressionMaker(1).row()});
    const std::vector<std::pair<std::string, std::string>> wraps = {
        {"coalesce(", " + 1 months, d2)"},
        {"(", " + 1)"},
        {"-(", ")"},
        {"(1 - ", ")"},
        {"coalesce(", ", 7)"},
        {"(2 * ", ")"}};
    for (const auto& [before, after] : wraps) {
        std::string text = after.find("months") == std::string::npos ? "i1" : "d1";
        const std::string end = text == "i1" ? " > 0.5" : " > :as_of";
        int levels = 0;
        for (; levels < 100; ++levels) {
            const std::string deeper = before + text + after;
            try {
                parse_expression(deeper + end, dataset, {});
            } catch (const Error&) {
                break;
            }
            text = deeper;
        }
        EXPECT_GE(levels, 3);
        EXPECT_LT(levels, 100);
        EXPECT_NO_THROW(table.answers(parse_expression(text + end, dataset, {}))) << text;
    }
    std::string conditions = "i1 > 0.5";
    for (int i = 0; i < 10; ++i) {
        conditions = "(NOT (contains(l1, lower(s1)) AND (b1 OR " + conditions + ")))";
        try {
            const auto expression = parse_expression(conditions, dataset, {});
            EXPECT_NO_THROW(table.answers(expression)) << i;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::config_invalid);
        }
    }
}

} // namespace
} // namespace tickmark
