#pragma once

#include "tickmark/assess/results.hpp"

namespace tickmark {

/// Every record behind a test or figure, once, in the order of record keys, with what it counts
/// as in one more column, `role`: population, exception or undetermined; numerator or denominator
/// of a share; counted for every other measure. Empty when there is nothing to ask.
RowQuery rows_with_roles(const TestResult& test);
RowQuery rows_with_roles(const FigureResult& figure);

} // namespace tickmark
