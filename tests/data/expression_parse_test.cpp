#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

#include "support/expression_samples.hpp"

namespace tickmark {
namespace {

const Position somewhere{"controls/own.yaml", 12, 19};

/// What is wrong with `text`; empty when nothing is.
std::string fault(const std::string& text) {
    try {
        parse_expression(text, testing::sample_dataset(), somewhere);
        return "";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
        return error.parts().why;
    }
}

std::string sqlite(const std::string& text) {
    return emit_sqlite(
        parse_expression(text, testing::sample_dataset(), somewhere),
        {{"as_of", "2026-10-31"}, {"period_start", "2025-11-01"}, {"period_end", "2026-10-31"}});
}

bool says(const std::string& text, const std::string& what) {
    return fault(text).find(what) != std::string::npos;
}

TEST(Expression, reads_what_the_contract_writes) {
    for (const std::string text :
         {"s1 = 'HIPAA-101' AND d1 BETWEEN :period_start AND :as_of",
          "d1 is null or d1 > d2",
          "b1 = 1",
          "b1 = TRUE",
          "b1 AND NOT b2",
          "e1 NOT IN ('open')",
          "d1 + 30 days < :as_of",
          "t1 + 72 HOURS < t2",
          "t1 <= :as_of",
          "t1 > '2026-10-31T12:00:00Z'",
          "d1 = '2026-10-31'",
          "coalesce(d1, t1) BETWEEN '2026-01-01' AND :period_end",
          "i1 * i2 > n1 / 2",
          "contains(l1, 'x')",
          "days_between(t1, :as_of) > 60",
          "s1 LIKE 'Zo%' AND s2 != ''''",
          "lower(e1) IN ('high', 'critical')",
          "year(d1) = 2026 AND month(t1) = 10",
          "i1 IN (-1, 2)",
          "TRUE",
          "1 = 1",
          "coalesce(b1, FALSE)"}) {
        EXPECT_EQ(fault(text), "") << text;
    }
}

TEST(Expression, marks_a_misspelt_field_with_a_caret_and_the_nearest_name) {
    try {
        parse_expression("d1 > :as_of AND s11 = 'x'", testing::sample_dataset(), somewhere);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().where, "controls/own.yaml:12:19");
        EXPECT_EQ(
            error.parts().why,
            "dataset 'sample' has no field 's11'; did you mean 's1'?\n"
            "    d1 > :as_of AND s11 = 'x'\n"
            "                    ^");
    }
}

TEST(Expression, counts_characters_and_not_bytes_up_to_the_caret) {
    EXPECT_EQ(
        fault("s1 = 'Zo\u00EB' AND x1 = 1").substr(fault("s1 = 'Zo\u00EB' AND x1 = 1").find('\n')),
        "\n    s1 = 'Zo\u00EB' AND x1 = 1\n                   ^");
}

TEST(Expression, refuses_types_that_do_not_fit) {
    EXPECT_TRUE(says("d1 > 'soon'", "'soon' is not a date"));
    EXPECT_TRUE(says("d1 > '2026-02-30'", "is not a date"));
    EXPECT_TRUE(says("t1 > '2026-10-31T12:00:00'", "its offset"));
    EXPECT_TRUE(says("i1 = '7'", "a number cannot be compared with a text"));
    EXPECT_TRUE(says("s1 = 7", "a text cannot be compared with a number"));
    EXPECT_TRUE(says("b1 = 2", "cannot be compared"));
    EXPECT_TRUE(says("b1 < TRUE", "no order"));
    EXPECT_TRUE(says("s1 < 'b'", "= and <> only"));
    EXPECT_TRUE(says("s1 = ''", "IS NULL"));
    EXPECT_TRUE(says("s1 = NULL", "IS NULL"));
    EXPECT_TRUE(says("e1 = 'opn'", "did you mean 'open'?"));
    EXPECT_TRUE(says("d1 + 30 > d2", "30 days"));
    EXPECT_TRUE(says("d1 - d2 > 3", "days_between"));
    EXPECT_TRUE(says("d1 + 3 hours > d2", "datetime"));
    EXPECT_TRUE(says("d1 + 99999 days > d2", "at most"));
    EXPECT_TRUE(says("l1 = 'x'", "contains"));
    EXPECT_TRUE(says("i1 AND b1", "a condition is due here"));
    EXPECT_TRUE(says("contains(s1, 'x')", "LIKE"));
    EXPECT_TRUE(says("lenght(s1) = 1", "did you mean 'length'?"));
    EXPECT_TRUE(says("d1 < :asof", "did you mean 'as_of'?"));
    EXPECT_TRUE(says("s1 = open", "single quotes"));
    EXPECT_TRUE(says("\"s1\" = 'x'", "a field in none"));
}

TEST(Expression, refuses_text_that_is_no_expression) {
    for (const std::string text :
         {"",
          " ",
          "AND",
          "s1",
          "s1 =",
          "= 's'",
          "(b1",
          "b1)",
          "b1 b2",
          "s1 LIKE s2",
          "i1 IN ()",
          "i1 IN (i2)",
          "s1 = 'x",
          "d1 BETWEEN d2",
          "NOT",
          "i1 IS 3",
          "b1; DROP TABLE x",
          "i1 <",
          "1..2 = i1",
          "lower()",
          "s1 NOT 'x'",
          "i1 = 1 = 1",
          "s1 = 'a\x01'",
          "s1 = '\xFF'",
          "DATE 'x' = d1",
          "i1 = 1234567890123456"}) {
        if (text != "s1") { // a value: whoever needs a condition asks is_condition()
            EXPECT_NE(fault(text), "") << text;
        }
    }
    EXPECT_FALSE(parse_expression("s1", testing::sample_dataset(), somewhere).is_condition());
}

TEST(Expression, survives_hostile_nesting_and_length) {
    const std::string many(100'000, '(');
    EXPECT_NE(fault(many), "");
    EXPECT_NE(fault(std::string(19'000, '(')), "");
    EXPECT_NE(fault(std::string(19'000, '-') + "1"), "");
    std::string nots;
    for (int i = 0; i < 4'000; ++i) {
        nots += "NOT ";
    }
    EXPECT_TRUE(says(nots + "b1", "nested too deeply"));
    std::string sum = "i1";
    for (int i = 0; i < 5'000; ++i) {
        sum += "+1";
    }
    EXPECT_TRUE(says(sum + " > 1", "nested too deeply"));
    std::string chain = "b1";
    for (int i = 0; i < 1'000; ++i) {
        chain += " OR b1";
    }
    EXPECT_TRUE(says(chain, "terms"));
}

TEST(Expression, knows_the_fields_and_parameters_it_reads) {
    const auto made = parse_expression(
        "d1 <= :as_of OR (s1 = 'd2' AND d1 > :period_start)", testing::sample_dataset(), somewhere);
    EXPECT_EQ(made.fields(), (std::set<std::string>{"d1", "s1"}));
    EXPECT_EQ(made.parameters(), (std::set<std::string>{"as_of", "period_start"}));
    EXPECT_TRUE(always_true(testing::sample_dataset()).is_condition());
}

TEST(Expression, writes_quotes_and_names_safely_as_sql) {
    EXPECT_EQ(sqlite("s1 = 'O''Brien'' OR 1=1 --'"), "(\"s1\" = 'O''Brien'' OR 1=1 --')");
    EXPECT_EQ(sqlite("d1 + 30 days > :as_of"), "(date(\"d1\", '+30 days') > '2026-10-31')");
    EXPECT_EQ(sqlite("b1 = FALSE"), "(NOT \"b1\")");
    EXPECT_EQ(sqlite("s1 LIKE 'a*b_%'"), "(\"s1\" GLOB 'a[*]b?*')");
}

} // namespace
} // namespace tickmark
