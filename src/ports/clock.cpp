#include "tickmark/ports/clock.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/cancel.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

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

void system_sleep(std::chrono::milliseconds time) {
    constexpr std::chrono::milliseconds slice{100};
    while (time.count() > 0) {
        throw_if_cancelled("waiting to try again");
        const auto step = std::min(time, slice);
        std::this_thread::sleep_for(step);
        time -= step;
    }
}

} // namespace tickmark
