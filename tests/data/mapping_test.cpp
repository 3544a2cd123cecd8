#include "tickmark/base/error.hpp"
#include "tickmark/data/mapping.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

Field make_field(const std::string& name, FieldType type) {
    Field field;
    field.name = name;
    field.type = type;
    return field;
}

Dataset training() {
    Dataset dataset;
    dataset.id = "training";
    dataset.key = {"person_id", "course", "assignment_id"};
    dataset.fields = {
        make_field("person_id", FieldType::text),
        make_field("course", FieldType::text),
        make_field("assignment_id", FieldType::text),
        make_field("due_on", FieldType::date)};
    dataset.fields[2].fallback = "due_on";
    return dataset;
}

RawRow row_of(std::vector<RawValue> values) {
    return {std::move(values), "line 2", std::nullopt, ""};
}

FieldSpec spec_of(const std::string& name, const std::string& from) {
    FieldSpec spec;
    spec.name = name;
    spec.from = from;
    return spec;
}

class MappingTest: public ::testing::Test {
protected:
    /// The key of the record that a row becomes.
    std::string key_of(const std::vector<RawValue>& values) {
        const auto reject = mapping_.read(row_of(values), record_);
        return reject ? "rejected: " + reject->reason : record_.key;
    }
    Reject reject_of(const RawRow& row) {
        return mapping_.read(row, record_).value_or(Reject{"", "not rejected", ""});
    }

    Dataset dataset_ = training();
    Mapping mapping_{dataset_, {spec_of("person_id", "user_id")}, TimeZone::utc()};
    Record record_;
};

TEST_F(MappingTest, asks_for_mapped_columns_and_the_datasets_own_names) {
    EXPECT_EQ(
        mapping_.columns(),
        (std::vector<std::string>{"user_id", "course", "assignment_id", "due_on"}));
    EXPECT_TRUE(mapping_.is_mapped(0));
    EXPECT_FALSE(mapping_.is_mapped(1));
}

TEST_F(MappingTest, takes_the_due_date_where_the_source_has_no_assignment) {
    EXPECT_EQ(
        key_of(
            {RawValue::of_text("P1"),
             RawValue::of_text("H1"),
             RawValue::missing(),
             RawValue::of_text("2026-01-31")}),
        "P1 | H1 | 2026-01-31");
}

TEST_F(MappingTest, keeps_a_row_that_has_neither_assignment_nor_due_date) {
    EXPECT_EQ(
        key_of(
            {RawValue::of_text("P1"),
             RawValue::of_text("H1"),
             RawValue::missing(),
             RawValue::missing()}),
        "P1 | H1 | ");
}

TEST_F(MappingTest, nothing_of_a_record_stays_for_the_next_that_is_read_into_it) {
    key_of(
        {RawValue::of_text("P1"),
         RawValue::of_text("H1"),
         RawValue::of_text("A1"),
         RawValue::of_text("2026-01-31")});
    EXPECT_EQ(
        key_of(
            {RawValue::of_text(" P2 "),
             RawValue::of_text("H2"),
             RawValue::of_text("  "),
             RawValue::missing()}),
        "P2 | H2 | ");
    EXPECT_EQ(record_.values, (std::vector<StoredValue>{"P2", "H2", std::nullopt, std::nullopt}));
}

TEST_F(MappingTest, rejects_with_the_field_and_the_reason) {
    const Reject bad_date = reject_of(row_of(
        {RawValue::of_text("P1"),
         RawValue::of_text("H1"),
         RawValue::missing(),
         RawValue::of_text("soon")}));
    EXPECT_EQ(bad_date.reason, "due_on: 'soon' is not a date like 2026-10-31");
    EXPECT_EQ(bad_date.text, "user_id=P1; course=H1; due_on=soon");
    const Reject no_key = reject_of(row_of(
        {RawValue::missing(), RawValue::of_text("H1"), RawValue::missing(), RawValue::missing()}));
    EXPECT_EQ(no_key.reason, "missing key field person_id");
}

TEST_F(MappingTest, keeps_the_fault_of_a_row_that_could_not_be_split) {
    RawRow row = row_of({});
    row.fault = "line 2 has 3 fields, the header has 4";
    row.text = "a,b,c";
    EXPECT_EQ(reject_of(row).reason, *row.fault);
}

TEST_F(MappingTest, a_misspelt_field_names_the_nearest) {
    try {
        Mapping(dataset_, {spec_of("person", "user_id")}, TimeZone::utc());
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_NE(error.parts().why.find("has no field 'person'"), std::string::npos);
    }
}

} // namespace
} // namespace tickmark
