#include "tickmark/base/time.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>
#include <sstream>

namespace tickmark {

namespace {

using std::chrono::milliseconds;

date::year_month_day ymd_of(std::int32_t days) {
    return date::year_month_day(date::sys_days(date::days(days)));
}

std::optional<Date> checked(const date::year_month_day& ymd) {
    const int year = static_cast<int>(ymd.year());
    if (!ymd.ok() || year < 1 || year > 9999) {
        return std::nullopt;
    }
    return Date(static_cast<std::int32_t>(date::sys_days(ymd).time_since_epoch().count()));
}

/// A number of a few digits; -1 where one of them is none.
int number_of(std::string_view digits) {
    constexpr int base = 10;
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') {
            return -1;
        }
        value = value * base + (c - '0');
    }
    return value;
}

/// Reads exactly `digits` decimal digits at the start of `text` and removes them.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) {
        return std::nullopt;
    }
    const int value = number_of(text.substr(0, digits));
    if (value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// Fraction of a second after the point; digits past the third are cut.
int take_fraction(std::string_view& text) {
    int value = 0;
    int scale = 100;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        value += (text[0] - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
    }
    return value;
}

/// "14:05[:09[.25]]" as milliseconds of the day.
std::optional<std::int32_t> take_time(std::string_view& text) {
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59) {
        return std::nullopt;
    }
    int second = 0;
    int fraction = 0;
    if (take(text, ':')) {
        const auto read = take_digits(text, 2);
        if (!read || *read > 59) {
            return std::nullopt;
        }
        second = *read;
        if (take(text, '.') || take(text, ',')) {
            if (text.empty() || text[0] < '0' || text[0] > '9') {
                return std::nullopt;
            }
            fraction = take_fraction(text);
        }
    }
    return ((*hour * 60 + *minute) * 60 + second) * 1000 + fraction;
}

/// "Z", "+01:00", "+0100" or "+01" as minutes; no value when it is none of them.
std::optional<int> read_offset(std::string_view text) {
    if (text == "Z" || text == "z") {
        return 0;
    }
    const int sign = take(text, '+') ? 1 : (take(text, '-') ? -1 : 0);
    const auto hours = take_digits(text, 2);
    if (sign == 0 || !hours || *hours > 23) {
        return std::nullopt;
    }
    int minutes = 0;
    if (!text.empty()) {
        take(text, ':');
        const auto read = take_digits(text, 2);
        if (!read || *read > 59 || !text.empty()) {
            return std::nullopt;
        }
        minutes = *read;
    }
    return sign * (*hours * 60 + minutes);
}

Instant instant_of_utc(Date day, std::int32_t ms_of_day) {
    return Instant(static_cast<std::int64_t>(day.days()) * 86'400'000 + ms_of_day);
}

const date::time_zone* zone_of(const void* zone) {
    return static_cast<const date::time_zone*>(zone);
}

} // namespace

std::optional<Date> Date::from_ymd(int year, unsigned month, unsigned day) {
    return checked(date::year(year) / static_cast<int>(month) / static_cast<int>(day));
}

std::optional<Date> Date::from_iso(std::string_view text) {
    constexpr std::string_view form = "yyyy-mm-dd";
    if (text.size() != form.size() || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const int year = number_of(text.substr(0, 4));
    const int month = number_of(text.substr(5, 2));
    const int day = number_of(text.substr(8, 2));
    if (year < 0 || month < 0 || day < 0) {
        return std::nullopt;
    }
    return from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

int Date::year() const {
    return static_cast<int>(ymd_of(days_).year());
}

unsigned Date::month() const {
    return static_cast<unsigned>(ymd_of(days_).month());
}

unsigned Date::day() const {
    return static_cast<unsigned>(ymd_of(days_).day());
}

std::string Date::iso() const {
    return fmt::format("{:04}-{:02}-{:02}", year(), month(), day());
}

Date Date::plus_months(int months) const {
    const auto ymd = ymd_of(days_) + date::months(months);
    const auto last = date::year_month_day(ymd.year() / ymd.month() / date::last);
    const auto day = std::min(ymd.day(), last.day());
    const auto moved = date::sys_days(ymd.year() / ymd.month() / day);
    return Date(static_cast<std::int32_t>(moved.time_since_epoch().count()));
}

Date Date::end_of_month() const {
    const auto ymd = ymd_of(days_);
    const auto last = date::sys_days(ymd.year() / ymd.month() / date::last);
    return Date(static_cast<std::int32_t>(last.time_since_epoch().count()));
}

std::string Instant::iso() const {
    constexpr std::int64_t day_ms = 86'400'000;
    std::int64_t days = ms_ / day_ms;
    std::int64_t rest = ms_ % day_ms;
    if (rest < 0) {
        rest += day_ms;
        --days;
    }
    return fmt::format(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        Date(static_cast<std::int32_t>(days)).iso(),
        rest / 3'600'000,
        rest / 60'000 % 60,
        rest / 1000 % 60,
        rest % 1000);
}

TimeZone::TimeZone(std::string_view name) : name_(name) {
    try {
        zone_ = date::locate_zone(name_);
    } catch (const std::exception&) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading a time zone",
             "'" + name_ + "' is not a time zone this system knows",
             "",
             "write an IANA name such as America/New_York"});
    }
}

LocalTime TimeZone::local_time(Instant at) const {
    const date::sys_time<milliseconds> moment{milliseconds(at.milliseconds())};
    const auto local = zone_of(zone_)->to_local(moment);
    const auto day = date::floor<date::days>(local);
    return {
        Date(static_cast<std::int32_t>(day.time_since_epoch().count())),
        static_cast<std::int32_t>((local - day).count())};
}

Date TimeZone::local_date(Instant at) const {
    return local_time(at).date;
}

Instant TimeZone::instant_of(LocalTime local) const {
    const date::local_time<milliseconds> time =
        date::local_days(date::days(local.date.days())) + milliseconds(local.milliseconds);
    const auto moment = zone_of(zone_)->to_sys(time, date::choose::earliest);
    return Instant(moment.time_since_epoch().count());
}

Instant TimeZone::end_of(Date day) const {
    return Instant(instant_of({day.plus_days(1), 0}).milliseconds() - 1);
}

std::optional<Date> parse_date(std::string_view text, std::string_view pattern) {
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    // %y alone is ambiguous between 1926 and 2026; POSIX's pivot (69) is what exports mean.
    date::year_month_day ymd{};
    in >> date::parse(std::string(pattern), ymd);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) {
        return std::nullopt;
    }
    return checked(ymd);
}

std::optional<Instant>
parse_datetime(std::string_view text, std::string_view pattern, const TimeZone& zone) {
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    date::local_time<milliseconds> local{};
    std::chrono::minutes offset{0};
    in >> date::parse(std::string(pattern), local, offset);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) {
        return std::nullopt;
    }
    const auto day = date::floor<date::days>(local);
    if (!checked(date::year_month_day(day))) {
        return std::nullopt;
    }
    const Date date_part(static_cast<std::int32_t>(day.time_since_epoch().count()));
    const auto ms_of_day = static_cast<std::int32_t>((local - day).count());
    if (pattern.find("%z") == std::string_view::npos) {
        return zone.instant_of({date_part, ms_of_day});
    }
    const Instant as_utc = instant_of_utc(date_part, ms_of_day);
    return Instant(as_utc.milliseconds() - milliseconds(offset).count());
}

std::optional<Instant> parse_iso_datetime(std::string_view text, const TimeZone& zone) {
    if (text.size() < 16 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
        return std::nullopt;
    }
    const auto day = Date::from_iso(text.substr(0, 10));
    text.remove_prefix(11);
    const auto ms_of_day = take_time(text);
    if (!day || !ms_of_day) {
        return std::nullopt;
    }
    if (!text.empty() && text[0] == ' ') {
        text.remove_prefix(1);
    }
    if (text.empty()) {
        return zone.instant_of({*day, *ms_of_day});
    }
    const auto offset = read_offset(text);
    if (!offset) {
        return std::nullopt;
    }
    const Instant as_utc = instant_of_utc(*day, *ms_of_day);
    return Instant(as_utc.milliseconds() - std::int64_t{*offset} * 60'000);
}

} // namespace tickmark
