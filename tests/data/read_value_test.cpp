#include "tickmark/data/read_value.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

const TimeZone new_york("America/New_York");

Field field_of(FieldType type) {
    Field field;
    field.name = "f";
    field.type = type;
    return field;
}

ReadValue read(FieldType type, const std::string& text, const FieldSpec& spec = {}) {
    return read_value(RawValue::of_text(text), field_of(type), spec, new_york);
}

TEST(ReadingValues, trims_text_and_takes_an_empty_cell_for_no_value) {
    EXPECT_EQ(read(FieldType::text, "  Müller \xC2\xA0").value, "Müller");
    EXPECT_FALSE(read(FieldType::text, "   ").value);
    EXPECT_TRUE(read(FieldType::date, "   ").fault.empty());
}

TEST(ReadingValues, what_is_taken_as_it_stands_is_what_reading_gives) {
    Field tier = field_of(FieldType::enumeration);
    tier.values = {"high", "low"};
    Field score = field_of(FieldType::integer);
    score.range = {0, 100};
    const std::vector<Field> fields{
        tier,
        score,
        field_of(FieldType::number),
        field_of(FieldType::date),
        field_of(FieldType::datetime),
        field_of(FieldType::boolean),
        field_of(FieldType::text),
        field_of(FieldType::list)};
    int taken = 0;
    for (const Field& field : fields) {
        for (const std::string text :
             {"",     " ",    "high",       " low ",      "High",
              "7",    "07",   "101",        "-1",         "7.0",
              "0.50", "1e3",  "2026-10-31", "2026-02-30", "2026-10-31T12:00:00Z",
              "1",    "true", "Müller",     "\xFF",       "a;b"}) {
            const RawValue raw = RawValue::of_text(text);
            const auto stored = as_stored(raw, field, {});
            const ReadValue read = read_value(raw, field, {}, new_york);
            if (stored) {
                ++taken;
                EXPECT_EQ(read.fault, "") << text;
                EXPECT_EQ(read.value, std::string(*stored)) << text;
            }
        }
    }
    EXPECT_GT(taken, 20);
    EXPECT_FALSE(as_stored(RawValue::of_text(std::string("a\0b", 3)), fields[6], {}));
    FieldSpec translated;
    translated.map = {{"high", "low"}};
    EXPECT_FALSE(as_stored(RawValue::of_text("high"), tier, translated));
    FieldSpec american;
    american.date_pattern = "%m/%d/%Y";
    EXPECT_FALSE(as_stored(RawValue::of_text("2026-10-31"), fields[3], american));
}

TEST(ReadingValues, knows_booleans_in_any_case_and_nothing_else) {
    for (const char* yes : {"true", "YES", "1", "Y"}) {
        EXPECT_EQ(read(FieldType::boolean, yes).value, "1") << yes;
    }
    for (const char* no : {"False", "no", "0", "n"}) {
        EXPECT_EQ(read(FieldType::boolean, no).value, "0") << no;
    }
    EXPECT_EQ(read(FieldType::boolean, "ja").fault, "'ja' is not true/false, yes/no, y/n or 1/0");
}

TEST(ReadingValues, reads_numbers_strictly) {
    EXPECT_EQ(read(FieldType::number, "12.50").value, "12.5");
    EXPECT_EQ(read(FieldType::number, "1,000").fault, "'1,000' is not a number");
    EXPECT_EQ(read(FieldType::integer, "3.0").value, "3");
    EXPECT_EQ(read(FieldType::integer, "3.5").fault, "'3.5' is not a whole number");
    EXPECT_FALSE(read(FieldType::number, "1234567890.123456").fault.empty());
}

TEST(ReadingValues, checks_ranges) {
    Field field = field_of(FieldType::integer);
    field.range = {1, 5};
    EXPECT_EQ(
        read_value(RawValue::of_text("6"), field, {}, new_york).fault, "'6' is outside 1 to 5");
}

TEST(ReadingValues, reads_dates_by_pattern_or_iso) {
    FieldSpec american;
    american.date_pattern = "%m/%d/%Y";
    EXPECT_EQ(read(FieldType::date, "10/31/2026", american).value, "2026-10-31");
    EXPECT_EQ(
        read(FieldType::date, "31/12/2026", american).fault,
        "'31/12/2026' is not a date by %m/%d/%Y");
    EXPECT_EQ(read(FieldType::date, "2026-10-31").value, "2026-10-31");
    EXPECT_EQ(
        read(FieldType::date, "31.10.2026").fault, "'31.10.2026' is not a date like 2026-10-31");
    EXPECT_EQ(
        read(FieldType::date, "0000-00-00").fault, "'0000-00-00' is not a date like 2026-10-31");
}

TEST(ReadingValues, a_date_the_source_knows_as_one_needs_no_pattern) {
    FieldSpec american;
    american.date_pattern = "%m/%d/%Y";
    const auto read_typed = [&](const char* iso) {
        return read_value(RawValue::of_date(iso), field_of(FieldType::date), american, new_york);
    };
    EXPECT_EQ(read_typed("2026-10-31").value, "2026-10-31");
    EXPECT_EQ(read_typed("2026-10-31T00:00:00").value, "2026-10-31");
    EXPECT_FALSE(read(FieldType::date, "2026-10-31", american).fault.empty());
}

TEST(ReadingValues, reads_times_as_systems_count_them) {
    const auto by = [](const char* form) {
        FieldSpec spec;
        spec.date_pattern = form;
        return spec;
    };
    EXPECT_EQ(
        read(FieldType::datetime, "20260131020000Z", by("generalized-time")).value,
        "2026-01-31T02:00:00.000Z");
    EXPECT_EQ(read(FieldType::date, "20260131020000Z", by("generalized-time")).value, "2026-01-30");
    EXPECT_EQ(read(FieldType::date, "134143344000000000", by("filetime")).value, "2026-01-31");
    const ReadValue never = read(FieldType::date, "9223372036854775807", by("filetime"));
    EXPECT_FALSE(never.value);
    EXPECT_EQ(never.fault, "");
    EXPECT_EQ(read(FieldType::date, "20484", by("unix-days")).value, "2026-01-31");
    EXPECT_EQ(
        read(FieldType::datetime, "20484", by("unix-days")).value, "2026-01-31T05:00:00.000Z");
    EXPECT_EQ(
        read(FieldType::date, "soon", by("filetime")).fault, "'soon' is not a time by filetime");
}

TEST(ReadingValues, takes_the_local_day_of_a_moment) {
    EXPECT_EQ(read(FieldType::date, "2026-11-01T03:30:00Z").value, "2026-10-31");
    FieldSpec with_time;
    with_time.date_pattern = "%Y-%m-%dT%H:%M:%SZ";
    EXPECT_EQ(read(FieldType::date, "2026-02-15T00:00:00Z", with_time).value, "2026-02-15");
    EXPECT_EQ(read(FieldType::datetime, "2026-10-31 23:30").value, "2026-11-01T03:30:00.000Z");
}

TEST(ReadingValues, maps_words_and_falls_back) {
    FieldSpec spec;
    spec.map = {{"C", "completed"}, {"P", "in-progress"}};
    EXPECT_EQ(read(FieldType::text, "c", spec).value, "completed");
    EXPECT_EQ(read(FieldType::text, "X", spec).value, "X");
    spec.fallback = "not-started";
    EXPECT_EQ(read(FieldType::text, "X", spec).value, "not-started");
    EXPECT_EQ(read(FieldType::text, "", spec).value, "not-started");
}

TEST(ReadingValues, lists_split_and_lists_of_one_stand_for_their_item) {
    EXPECT_EQ(read(FieldType::list, "a; b;;c ").value, R"(["a","b","c"])");
    EXPECT_FALSE(read(FieldType::list, " ; ").value);
    EXPECT_EQ(
        read_value(RawValue::of_list({}), field_of(FieldType::list), {}, new_york).value, "[]");
    FieldSpec comma;
    comma.split = ", ";
    EXPECT_EQ(read(FieldType::list, "a, b", comma).value, R"(["a","b"])");
    EXPECT_EQ(
        read_value(RawValue::of_list({"2"}), field_of(FieldType::text), {}, new_york).value, "2");
    EXPECT_EQ(
        read_value(RawValue::of_list({"1", "2"}), field_of(FieldType::text), {}, new_york).fault,
        "is a list of 2 where one value is wanted");
}

TEST(ReadingValues, words_of_an_enumeration_are_checked) {
    Field tier = field_of(FieldType::enumeration);
    tier.values = {"critical", "high"};
    EXPECT_EQ(read_value(RawValue::of_text("High"), tier, {}, new_york).value, "high");
    EXPECT_EQ(
        read_value(RawValue::of_text("gold"), tier, {}, new_york).fault,
        "'gold' is not one of critical, high");
}

TEST(ReadingValues, bytes_that_are_no_text_are_faults) {
    EXPECT_FALSE(read(FieldType::text, "caf\xE9").fault.empty());
    EXPECT_FALSE(read(FieldType::text, std::string("a\0b", 3)).fault.empty());
    EXPECT_EQ(
        read_value(RawValue::broken("#REF!"), field_of(FieldType::text), {}, new_york).fault,
        "#REF!");
}

} // namespace
} // namespace tickmark
