#include "tickmark/app/time_options.hpp"
#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

const TimeZone new_york("America/New_York");

std::pair<Period, TimeTravel> resolve(const TimeOptions& options) {
    const auto now = parse_iso_datetime("2026-11-23T02:00:00Z", new_york); // still the 22nd there
    return resolve_times(options, new_york, *now);
}

TEST(TimeOptions, default_to_today_there_and_the_twelve_months_before) {
    const auto [period, time] = resolve({});
    EXPECT_EQ(period.as_of.iso(), "2026-11-22");
    EXPECT_EQ(period.start.iso(), "2025-11-23");
    EXPECT_EQ(time.known_at.iso(), "2026-11-23T02:00:00.000Z");
}

TEST(TimeOptions, a_period_gives_its_first_and_last_day) {
    EXPECT_EQ(resolve({"", "", "2026-02"}).first.start.iso(), "2026-02-01");
    EXPECT_EQ(resolve({"", "", "2026-02"}).first.as_of.iso(), "2026-02-28");
    EXPECT_EQ(resolve({"", "", "2025"}).first.as_of.iso(), "2025-12-31");
    EXPECT_EQ(
        resolve({"2026-10-15", "", "2026-01-01..2026-10-31"}).first.as_of.iso(), "2026-10-15");
}

TEST(TimeOptions, known_at_means_the_end_of_what_is_written) {
    EXPECT_EQ(resolve({"", "2026-03-14", ""}).second.known_at.iso(), "2026-03-15T03:59:59.999Z");
    EXPECT_EQ(
        resolve({"", "2026-03-14T12:00:00Z", ""}).second.known_at.iso(),
        "2026-03-14T12:00:00.999Z");
    EXPECT_EQ(
        resolve({"", "2026-03-14T12:00Z", ""}).second.known_at.iso(), "2026-03-14T12:00:59.999Z");
    EXPECT_EQ(
        resolve({"", "2026-03-14T12:00:00.250Z", ""}).second.known_at.iso(),
        "2026-03-14T12:00:00.250Z");
}

TEST(TimeOptions, refuse_what_they_cannot_read) {
    EXPECT_THROW(resolve({"31.10.2026", "", ""}), Error);
    EXPECT_THROW(resolve({"", "yesterday", ""}), Error);
    EXPECT_THROW(resolve({"", "", "2026-13"}), Error);
    EXPECT_THROW(resolve({"", "", "2026-02-01..2026-01-01"}), Error);
}

} // namespace
} // namespace tickmark
