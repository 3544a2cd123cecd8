#include "tickmark/base/counted_time.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

namespace tickmark {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 86'400'000;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    int number = 0;
    if (text.size() < count) {
        return std::nullopt;
    }
    for (const char sign : text.substr(0, count)) {
        if (sign < '0' || sign > '9') {
            return std::nullopt;
        }
        number = number * 10 + (sign - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool starts_with_digit(std::string_view text) {
    return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

/// ".5" of a unit of `unit_ms`, to the millisecond; none without a digit.
std::optional<std::int64_t> take_fraction(std::string_view& text, std::int64_t unit_ms) {
    if (text.empty() || (text[0] != '.' && text[0] != ',')) {
        return 0;
    }
    text.remove_prefix(1);
    if (!starts_with_digit(text)) {
        return std::nullopt;
    }
    constexpr std::int64_t finest = 1'000'000'000;
    std::int64_t value = 0;
    std::int64_t scale = 1;
    for (; starts_with_digit(text); text.remove_prefix(1)) {
        if (scale < finest) {
            value = value * 10 + (text[0] - '0');
            scale *= 10;
        }
    }
    return value * unit_ms / scale;
}

/// hh[mm[ss]] and a fraction of the last of them.
std::optional<std::int64_t> take_time(std::string_view& text) {
    constexpr int last_hour = 23;
    constexpr int last_minute = 59;
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > last_hour) {
        return std::nullopt;
    }
    std::int64_t total = *hour * hour_ms;
    std::int64_t unit = hour_ms;
    for (const std::int64_t step : {minute_ms, std::int64_t{1000}}) {
        if (!starts_with_digit(text)) {
            break;
        }
        const auto part = take_digits(text, 2);
        if (!part || *part > last_minute) {
            return std::nullopt;
        }
        total += *part * step;
        unit = step;
    }
    const auto fraction = take_fraction(text, unit);
    return fraction ? std::optional(total + *fraction) : std::nullopt;
}

/// "Z", "+hh" or "-hhmm" to the end of the text.
std::optional<std::int64_t> read_offset(std::string_view text) {
    if (text == "Z") {
        return 0;
    }
    const bool has_sign = !text.empty() && (text[0] == '+' || text[0] == '-');
    if (!has_sign) {
        return std::nullopt;
    }
    const std::int64_t sign = text[0] == '+' ? 1 : -1;
    text.remove_prefix(1);
    const auto offset = take_time(text);
    return offset && text.empty() ? std::optional(sign * *offset) : std::nullopt;
}

std::optional<CountedTime> moment_of(std::int64_t ms) {
    const Instant first(std::int64_t{Date::from_ymd(1, 1, 1)->days()} * day_ms);
    const Instant last(std::int64_t{Date::from_ymd(9999, 12, 31)->days() + 1} * day_ms - 1);
    const Instant at(ms);
    return at < first || at > last ? std::nullopt : std::optional(CountedTime{at, {}});
}

std::optional<CountedTime> of_filetime(std::int64_t ticks) {
    constexpr std::int64_t ticks_a_ms = 10'000;
    constexpr std::int64_t from_1601_ms = 11'644'473'600'000;
    if (ticks == 0 || ticks == std::numeric_limits<std::int64_t>::max()) {
        return CountedTime{};
    }
    return ticks < 0 ? std::nullopt : moment_of(ticks / ticks_a_ms - from_1601_ms);
}

std::optional<CountedTime> of_unix_seconds(std::int64_t seconds) {
    constexpr std::int64_t most = 253'402'300'799; // the end of the year 9999
    if (seconds == 0) {
        return CountedTime{};
    }
    return seconds < 0 || seconds > most ? std::nullopt : moment_of(seconds * 1000);
}

std::optional<CountedTime> of_unix_days(std::int64_t days) {
    const std::int64_t most = Date::from_ymd(9999, 12, 31)->days();
    if (days == -1) {
        return CountedTime{};
    }
    if (days <= 0 || days > most) {
        return std::nullopt;
    }
    return CountedTime{{}, Date(static_cast<std::int32_t>(days))};
}

} // namespace

std::optional<TimeForm> time_form(std::string_view word) {
    if (word == "generalized-time") {
        return TimeForm::generalized_time;
    }
    if (word == "filetime") {
        return TimeForm::filetime;
    }
    if (word == "unix") {
        return TimeForm::unix_seconds;
    }
    return word == "unix-days" ? std::optional(TimeForm::unix_days) : std::nullopt;
}

std::optional<Instant> parse_generalized_time(std::string_view text) {
    const auto year = take_digits(text, 4);
    const auto month = take_digits(text, 2);
    const auto day = take_digits(text, 2);
    const auto time = take_time(text);
    const auto offset = read_offset(text);
    if (!year || !month || !day || !time || !offset) {
        return std::nullopt;
    }
    const auto date =
        Date::from_ymd(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    if (!date) {
        return std::nullopt;
    }
    return Instant(std::int64_t{date->days()} * day_ms + *time - *offset);
}

std::optional<CountedTime> parse_counted_time(std::string_view text, TimeForm form) {
    if (form == TimeForm::generalized_time) {
        const auto at = parse_generalized_time(text);
        return at ? moment_of(at->milliseconds()) : std::nullopt;
    }
    const auto number = whole_number(text);
    if (!number) {
        return std::nullopt;
    }
    if (form == TimeForm::filetime) {
        return of_filetime(*number);
    }
    return form == TimeForm::unix_seconds ? of_unix_seconds(*number) : of_unix_days(*number);
}

} // namespace tickmark
