#include "tickmark/data/row_filter.hpp"

#include <gtest/gtest.h>

namespace tickmark {

namespace {

bool takes(const std::vector<RowCondition>& conditions, std::vector<RawValue> values) {
    const RowFilter filter(conditions, {"id", "kind"});
    RawRow row;
    row.values = std::move(values);
    std::string fault;
    const bool taken = filter.takes(row, fault);
    EXPECT_EQ(fault, "");
    return taken;
}

RawValue text(const std::string& word) {
    return RawValue::of_text(word);
}

} // namespace

TEST(RowFilter, knows_words_in_any_case_and_a_star_for_any_text) {
    EXPECT_TRUE(matches_word("inetOrgPerson", "INETORGPERSON"));
    EXPECT_FALSE(matches_word("person", "inetOrgPerson"));
    EXPECT_TRUE(matches_word("uid=a,ou=People,dc=x", "*,ou=people,*"));
    EXPECT_TRUE(matches_word("svc-backup", "svc-*"));
    EXPECT_FALSE(matches_word("mysvc-backup", "svc-*"));
    EXPECT_TRUE(matches_word("aXbXc", "a*x*c"));
    EXPECT_FALSE(matches_word("aXb", "a*x*c"));
    EXPECT_TRUE(matches_word("anything", "*"));
}

TEST(RowFilter, takes_rows_that_meet_every_condition) {
    const std::vector<RowCondition> conditions{
        {"kind", {"employee", "contractor"}, false, {}}, {"id", {"test*"}, true, {}}};
    EXPECT_TRUE(takes(conditions, {text("17"), text(" Employee ")}));
    EXPECT_TRUE(takes(conditions, {text("17"), text("contractor")}));
    EXPECT_FALSE(takes(conditions, {text("17"), text("service")}));
    EXPECT_FALSE(takes(conditions, {text("test-17"), text("employee")}));
    EXPECT_TRUE(takes({}, {text("17"), text("service")}));
}

TEST(RowFilter, a_missing_value_is_no_word) {
    EXPECT_FALSE(takes({{"kind", {"*"}, false, {}}}, {text("17"), RawValue::missing()}));
    EXPECT_TRUE(takes({{"kind", {"*"}, true, {}}}, {text("17"), RawValue::missing()}));
}

TEST(RowFilter, a_list_fits_when_one_of_its_items_does) {
    const RawValue classes = RawValue::of_list({"top", "person", "inetOrgPerson"});
    EXPECT_TRUE(takes({{"kind", {"inetorgperson"}, false, {}}}, {text("17"), classes}));
    EXPECT_FALSE(takes({{"kind", {"person"}, true, {}}}, {text("17"), classes}));
    EXPECT_FALSE(takes({{"kind", {"group"}, false, {}}}, {text("17"), classes}));
}

TEST(RowFilter, asks_for_columns_that_nothing_else_reads) {
    const RowFilter filter(
        {{"state", {"x"}, false, {}}, {"id", {"y"}, true, {}}, {"state", {"z"}, true, {}}},
        {"id", "kind"});
    EXPECT_EQ(filter.more_columns(), (std::vector<std::string>{"state"}));
}

TEST(RowFilter, a_value_that_cannot_be_judged_is_said) {
    const RowFilter filter({{"kind", {"x"}, false, {}}}, {"kind"});
    RawRow row;
    row.values = {RawValue::broken("an object, not a value")};
    std::string fault;
    EXPECT_TRUE(filter.takes(row, fault));
    EXPECT_EQ(fault, "only kind: an object, not a value");
    row.fault = "too few fields";
    row.values.clear();
    fault.clear();
    EXPECT_TRUE(filter.takes(row, fault));
    EXPECT_EQ(fault, "");
}

} // namespace tickmark
