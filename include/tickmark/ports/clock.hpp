#pragma once

#include "tickmark/base/time.hpp"

#include <chrono>
#include <functional>

namespace tickmark {

/// Where the program asks for the time; tests give their own.
using Clock = std::function<Instant()>;

/// The system's clock, or the fixed moment in $TICKMARK_NOW (ISO 8601, UTC) when that is set.
Instant system_now();

/// How the program waits; tests give their own, which does not.
using Sleeper = std::function<void(std::chrono::milliseconds)>;

/// Waits, and notices within a moment when the program is asked to stop.
///
/// Errors: cancelled
void system_sleep(std::chrono::milliseconds time);

} // namespace tickmark
