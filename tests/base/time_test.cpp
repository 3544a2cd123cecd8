#include "tickmark/base/error.hpp"
#include "tickmark/base/time.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

TEST(Dates, read_only_real_days) {
    EXPECT_EQ(Date::from_iso("2028-02-29")->iso(), "2028-02-29");
    EXPECT_FALSE(Date::from_iso("2027-02-29"));
    EXPECT_FALSE(Date::from_iso("2027-2-09"));
    EXPECT_FALSE(Date::from_iso("2027-02-09 "));
    EXPECT_FALSE(Date::from_iso("0000-00-00"));
}

TEST(Dates, months_stop_at_the_end_of_a_shorter_month) {
    EXPECT_EQ(Date::from_iso("2026-01-31")->plus_months(1).iso(), "2026-02-28");
    EXPECT_EQ(Date::from_iso("2028-02-29")->plus_months(-12).iso(), "2027-02-28");
    EXPECT_EQ(Date::from_iso("2028-02-10")->end_of_month().iso(), "2028-02-29");
}

TEST(Dates, a_pattern_must_match_the_whole_text) {
    EXPECT_EQ(parse_date("10/31/2026", "%m/%d/%Y")->iso(), "2026-10-31");
    EXPECT_FALSE(parse_date("31/12/2026", "%m/%d/%Y"));
    EXPECT_FALSE(parse_date("10/31/2026 x", "%m/%d/%Y"));
    EXPECT_FALSE(parse_date("02/30/2026", "%m/%d/%Y"));
    EXPECT_EQ(parse_date("3 Mar 2026", "%d %b %Y")->iso(), "2026-03-03");
}

TEST(Times, an_offset_wins_over_the_zone) {
    const TimeZone new_york("America/New_York");
    EXPECT_EQ(
        parse_iso_datetime("2026-10-31T23:30:00-04:00", new_york)->iso(),
        "2026-11-01T03:30:00.000Z");
    EXPECT_EQ(parse_iso_datetime("2026-10-31 23:30", new_york)->iso(), "2026-11-01T03:30:00.000Z");
    EXPECT_EQ(
        parse_iso_datetime("2026-10-31T23:59:59.25Z", new_york)->iso(), "2026-10-31T23:59:59.250Z");
    EXPECT_FALSE(parse_iso_datetime("2026-10-31T24:00:00Z", new_york));
    EXPECT_FALSE(parse_iso_datetime("2026-10-31T23:00:00Zx", new_york));
}

TEST(Times, know_the_local_day_on_both_sides_of_a_clock_change) {
    const TimeZone new_york("America/New_York");
    const auto late = parse_iso_datetime("2026-11-01T03:59:59Z", new_york);
    EXPECT_EQ(new_york.local_date(*late).iso(), "2026-10-31");
    EXPECT_EQ(new_york.end_of(*Date::from_iso("2026-11-01")).iso(), "2026-11-02T04:59:59.999Z");
    EXPECT_EQ(new_york.end_of(*Date::from_iso("2026-10-31")).iso(), "2026-11-01T03:59:59.999Z");
}

TEST(Times, a_pattern_with_an_offset_reads_it) {
    const TimeZone utc = TimeZone::utc();
    EXPECT_EQ(
        parse_datetime("31.10.2026 13:05 +0200", "%d.%m.%Y %H:%M %z", utc)->iso(),
        "2026-10-31T11:05:00.000Z");
    EXPECT_EQ(
        parse_datetime("10/31/2026 01:05 PM", "%m/%d/%Y %I:%M %p", utc)->iso(),
        "2026-10-31T13:05:00.000Z");
}

TEST(Times, an_unknown_zone_says_so) {
    EXPECT_THROW(TimeZone("Mars/Olympus"), Error);
}

} // namespace
} // namespace tickmark
