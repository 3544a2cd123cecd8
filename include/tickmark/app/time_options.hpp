#pragma once

#include "tickmark/assess/results.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/store/store.hpp"

#include <string>
#include <utility>

namespace tickmark {

/// Words of --as-of, --known-at and --period; empty where not given.
struct TimeOptions {
    std::string as_of;    ///< 2026-10-31
    std::string known_at; ///< a date (its end) or a time (to the precision written)
    std::string period;   ///< 2026, 2026-10 or 2026-01-01..2026-10-31
};

/// What the options mean: as-of defaults to the period's end, else to today in the organisation's
/// zone; the period to the 12 months that end on the as-of date; known-at to now.
///
/// Errors: usage, saying which option is wrong and how it is written
std::pair<Period, TimeTravel>
resolve_times(const TimeOptions& options, const TimeZone& zone, Instant now);

} // namespace tickmark
