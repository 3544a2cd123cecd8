#include "tickmark/ports/clock.hpp"

#include "tickmark/base/error.hpp"

#include <chrono>
#include <cstdlib>

namespace tickmark {

Instant system_now() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read only, nothing in the program sets variables
    if (const char* fixed = std::getenv("TICKMARK_NOW")) {
        const auto moment = parse_iso_datetime(fixed, TimeZone::utc());
        if (!moment) {
            throw Error(
                ErrorCode::usage,
                {"reading TICKMARK_NOW",
                 "'" + std::string(fixed) + "' is not an ISO 8601 time",
                 "",
                 "write it as 2026-10-31T12:00:00Z"});
        }
        return *moment;
    }
    using std::chrono::milliseconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return Instant(std::chrono::duration_cast<milliseconds>(now).count());
}

} // namespace tickmark
