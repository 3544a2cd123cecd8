#pragma once

#include "tickmark/base/time.hpp"

#include <optional>
#include <string_view>

namespace tickmark {

/// How systems write moments other than by a pattern.
enum class TimeForm {
    generalized_time, ///< 20260131120000Z, with fractions and offsets (RFC 4517, 3.3.13)
    filetime,         ///< 100 ns since 1601-01-01 UTC; 0 and 2^63-1 mean never ([MS-ADTS])
    unix_seconds,     ///< since 1970-01-01 UTC; 0 means never
    unix_days         ///< days since 1970-01-01 (shadow(5)); -1 means never
};

/// The form of a word in `date:` ("generalized-time", "filetime", "unix", "unix-days"); none for
/// a pattern.
std::optional<TimeForm> time_form(std::string_view word);

/// A moment, a day, or neither where the system says "never" or "not set".
struct CountedTime {
    std::optional<Instant> at;
    std::optional<Date> day; ///< unix_days only: a day has no zone
};

/// Reads the whole of `text` strictly; none where it is not of that form, or outside the years 1 to
/// 9999. The 0 of `unix_days` is none: shadow(5) leaves open what it means.
std::optional<CountedTime> parse_counted_time(std::string_view text, TimeForm form);

/// A generalized time; its offset must be there.
std::optional<Instant> parse_generalized_time(std::string_view text);

} // namespace tickmark
