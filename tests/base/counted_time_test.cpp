#include "tickmark/base/counted_time.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

std::string read(std::string_view text, TimeForm form) {
    const auto time = parse_counted_time(text, form);
    if (!time) {
        return "none";
    }
    if (time->at) {
        return time->at->iso();
    }
    return time->day ? time->day->iso() : "never";
}

TEST(CountedTimes, generalized_times_carry_fractions_and_offsets) {
    const auto of = [](std::string_view text) { return read(text, TimeForm::generalized_time); };
    EXPECT_EQ(of("20260131120000Z"), "2026-01-31T12:00:00.000Z");
    EXPECT_EQ(of("20260131120000.0Z"), "2026-01-31T12:00:00.000Z");
    EXPECT_EQ(of("20260131120000,25+0130"), "2026-01-31T10:30:00.250Z");
    EXPECT_EQ(of("2026013112.5Z"), "2026-01-31T12:30:00.000Z");
    EXPECT_EQ(of("202601311230-05"), "2026-01-31T17:30:00.000Z");
    EXPECT_EQ(of("20260131120000.123456789012Z"), "2026-01-31T12:00:00.123Z");
    for (const std::string_view text :
         {"",
          "20260131",
          "20260131120000",
          "20260231120000Z",
          "20261301120000Z",
          "20260131250000Z",
          "20260131120060Z",
          "20260131120000.Z",
          "20260131120000Z ",
          "20260131120000+",
          "20260131120000+2500",
          "000001010000Z",
          "2026-01-31T12:00:00Z"}) {
        EXPECT_EQ(of(text), "none") << text;
    }
}

TEST(CountedTimes, filetimes_know_never_and_refuse_what_is_no_date) {
    const auto of = [](std::string_view text) { return read(text, TimeForm::filetime); };
    EXPECT_EQ(of("0"), "never");
    EXPECT_EQ(of("9223372036854775807"), "never");
    EXPECT_EQ(of("116444736000000000"), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(of("134143344001230000"), "2026-01-31T12:00:00.123Z");
    EXPECT_EQ(of("1"), "1601-01-01T00:00:00.000Z");
    for (const std::string_view text :
         {"-1", "9223372036854775806", "9223372036854775808", "", "1.5", "12a", "never"}) {
        EXPECT_EQ(of(text), "none") << text;
    }
}

TEST(CountedTimes, unix_counts_days_and_seconds) {
    EXPECT_EQ(read("1769860800", TimeForm::unix_seconds), "2026-01-31T12:00:00.000Z");
    EXPECT_EQ(read("0", TimeForm::unix_seconds), "never");
    EXPECT_EQ(read("-1", TimeForm::unix_seconds), "none");
    EXPECT_EQ(read("99999999999999", TimeForm::unix_seconds), "none");
    EXPECT_EQ(read("20484", TimeForm::unix_days), "2026-01-31");
    EXPECT_EQ(read("-1", TimeForm::unix_days), "never");
    EXPECT_EQ(read("0", TimeForm::unix_days), "none");
    EXPECT_EQ(read("9999999", TimeForm::unix_days), "none");
}

} // namespace
} // namespace tickmark
