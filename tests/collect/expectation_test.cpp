#include "tickmark/collect/expectation.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

Expectation rows(const std::string& comparison, long long bound) {
    Expectation expect;
    expect.rows = {comparison, bound};
    return expect;
}

TEST(Expectations, nothing_where_there_was_something_fails) {
    EXPECT_TRUE(unmet({}, 0, 12));
    EXPECT_FALSE(unmet({}, 0, std::nullopt));
    EXPECT_FALSE(unmet({}, 0, 0));
    EXPECT_FALSE(unmet(rows(">=", 0), 0, 12));
}

TEST(Expectations, rows_keep_their_bound) {
    EXPECT_FALSE(unmet(rows(">=", 400), 400, std::nullopt));
    EXPECT_EQ(
        unmet(rows(">=", 400), 399, std::nullopt),
        "399 rows, but rows >= 400 are expected (look at the source with collect --dry-run, or "
        "change expect)");
    EXPECT_TRUE(unmet(rows("<", 10), 10, std::nullopt));
    EXPECT_FALSE(unmet(rows("=", 10), 10, std::nullopt));
}

TEST(Expectations, a_change_counts_in_both_directions) {
    Expectation expect;
    expect.change = {"<=", 20.0};
    EXPECT_FALSE(unmet(expect, 120, 100));
    EXPECT_FALSE(unmet(expect, 80, 100));
    EXPECT_TRUE(unmet(expect, 79, 100));
    EXPECT_TRUE(unmet(expect, 121, 100));
    EXPECT_FALSE(unmet(expect, 121, std::nullopt));
}

} // namespace
} // namespace tickmark
