#pragma once

#include "tickmark/base/time.hpp"

#include <functional>

namespace tickmark {

/// Where the program asks for the time; tests give their own.
using Clock = std::function<Instant()>;

/// The system's clock, or the fixed moment in $TICKMARK_NOW (ISO 8601, UTC) when that is set.
Instant system_now();

} // namespace tickmark
