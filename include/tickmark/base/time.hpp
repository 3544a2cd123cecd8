#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// A calendar day (proleptic Gregorian), years 0001 to 9999.
class Date {
public:
    Date() = default;
    /// Days since 1970-01-01.
    explicit Date(std::int32_t days) : days_(days) {}
    static std::optional<Date> from_ymd(int year, unsigned month, unsigned day);
    /// "2026-10-31" exactly; anything else gives no value.
    static std::optional<Date> from_iso(std::string_view text);

    std::int32_t days() const noexcept { return days_; }
    int year() const;
    unsigned month() const;
    unsigned day() const;
    std::string iso() const;
    Date plus_days(int days) const { return Date(days_ + days); }
    /// The same day `months` on, clamped to the end of the month.
    Date plus_months(int months) const;
    Date end_of_month() const;

    auto operator<=>(const Date&) const = default; // NOLINT(modernize-use-nullptr): its own 0

private:
    std::int32_t days_ = 0;
};

/// A moment, UTC, in milliseconds since 1970-01-01T00:00:00Z.
class Instant {
public:
    Instant() = default;
    explicit Instant(std::int64_t milliseconds) : ms_(milliseconds) {}

    std::int64_t milliseconds() const noexcept { return ms_; }
    /// "2026-10-31T13:45:10.123Z"; sorts as text in time order.
    std::string iso() const;

    auto operator<=>(const Instant&) const = default; // NOLINT(modernize-use-nullptr): its own 0

private:
    std::int64_t ms_ = 0;
};

/// A time of day on a calendar day without a zone.
struct LocalTime {
    Date date;
    std::int32_t milliseconds = 0; ///< of the day, 0 to 86,399,999
};

/// An IANA time zone ("America/New_York"), by the system's own tables.
///
/// Errors: config_invalid for a name the system does not know
class TimeZone {
public:
    explicit TimeZone(std::string_view name);
    static TimeZone utc() { return TimeZone("UTC"); }

    const std::string& name() const noexcept { return name_; }
    Date local_date(Instant at) const;
    LocalTime local_time(Instant at) const;
    /// A local time that occurs twice means the earlier moment; one that is skipped when clocks
    /// go forward means the moment of the change.
    Instant instant_of(LocalTime local) const;
    /// The last millisecond of a local day.
    Instant end_of(Date day) const;

private:
    std::string name_;
    const void* zone_ = nullptr; ///< date::time_zone, owned by the zone table of the process
};

/// A date by a pattern of %Y %y %m %d %b %B %e %j and literal text ("%m/%d/%Y"); the whole text
/// must match. A pattern that holds time-of-day fields too is accepted; the time is ignored.
std::optional<Date> parse_date(std::string_view text, std::string_view pattern);

/// A date and time of day by a pattern (%H %M %S %I %p besides those of `parse_date`); %z reads
/// an offset. Without %z the text is local to `zone`.
std::optional<Instant>
parse_datetime(std::string_view text, std::string_view pattern, const TimeZone& zone);

/// ISO 8601: "2026-10-31T13:45[:10[.123]][Z|±hh[:mm]]", also with a blank for the T. Without an
/// offset the time is local to `zone`.
std::optional<Instant> parse_iso_datetime(std::string_view text, const TimeZone& zone);

} // namespace tickmark
