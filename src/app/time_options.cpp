#include "tickmark/app/time_options.hpp"

#include "tickmark/base/error.hpp"

#include <charconv>
#include <optional>

namespace tickmark {

namespace {

[[noreturn]] void refuse(const std::string& option, const std::string& text, const char* form) {
    throw Error(
        ErrorCode::usage,
        {"reading " + option,
         "'" + text + "' is not understood",
         "",
         std::string("write ") + form});
}

std::optional<int> number_of(std::string_view digits) {
    int value = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || stop != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

/// "2026-10" or "2026" as first and last day.
std::optional<std::pair<Date, Date>> whole_months(std::string_view text) {
    constexpr std::size_t year_only = 4;
    constexpr std::size_t year_and_month = 7;
    const auto year = number_of(text.substr(0, year_only));
    if (!year) {
        return std::nullopt;
    }
    if (text.size() == year_only) {
        const auto first = Date::from_ymd(*year, 1, 1);
        return first ? std::optional(std::pair(*first, first->plus_months(11).end_of_month()))
                     : std::nullopt;
    }
    if (text.size() != year_and_month || text[year_only] != '-') {
        return std::nullopt;
    }
    const auto month = number_of(text.substr(year_only + 1));
    const auto first = Date::from_ymd(*year, static_cast<unsigned>(month.value_or(0)), 1);
    return first ? std::optional(std::pair(*first, first->end_of_month())) : std::nullopt;
}

std::pair<Date, Date> read_period(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots != std::string::npos) {
        const auto first = Date::from_iso(std::string_view(text).substr(0, dots));
        const auto last = Date::from_iso(std::string_view(text).substr(dots + 2));
        if (first && last && *first <= *last) {
            return {*first, *last};
        }
    } else if (const auto months = whole_months(text)) {
        return *months;
    }
    refuse("--period", text, "2026-10, 2026 or 2026-01-01..2026-10-31");
}

/// A time means its end to the precision written: 12:00 is up to 12:00:59.999.
Instant read_known_at(const std::string& text, const TimeZone& zone) {
    if (const auto day = Date::from_iso(text)) {
        return zone.end_of(*day);
    }
    const auto moment = parse_iso_datetime(text, zone);
    if (!moment) {
        refuse("--known-at", text, "2026-11-03 or 2026-11-03T14:30:00Z");
    }
    constexpr std::size_t date_and_minutes = 16;
    const bool has_seconds = text.size() > date_and_minutes && text[date_and_minutes] == ':';
    const bool has_fraction = text.find('.') != std::string::npos;
    constexpr std::int64_t minute_rest = 59'999;
    constexpr std::int64_t second_rest = 999;
    const std::int64_t rest = has_fraction ? 0 : (has_seconds ? second_rest : minute_rest);
    return Instant(moment->milliseconds() + rest);
}

} // namespace

std::pair<Period, TimeTravel>
resolve_times(const TimeOptions& options, const TimeZone& zone, Instant now) {
    Period period;
    period.as_of = zone.local_date(now);
    std::optional<Date> start;
    if (!options.period.empty()) {
        const auto [first, last] = read_period(options.period);
        start = first;
        period.as_of = last;
    }
    if (!options.as_of.empty()) {
        const auto day = Date::from_iso(options.as_of);
        if (!day) {
            refuse("--as-of", options.as_of, "a date such as 2026-10-31");
        }
        period.as_of = *day;
    }
    constexpr int year = 12;
    period.start = start.value_or(period.as_of.plus_months(-year).plus_days(1));
    if (period.as_of < period.start) {
        refuse("--as-of", options.as_of, "a date on or after the start of the period");
    }
    const Instant known_at = options.known_at.empty() ? now : read_known_at(options.known_at, zone);
    return {period, TimeTravel{period.as_of, known_at}};
}

} // namespace tickmark
