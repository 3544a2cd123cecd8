#include "tickmark/collect/expectation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace tickmark {

namespace {

constexpr std::string_view what_to_try =
    " (look at the source with collect --dry-run, or change expect)";

bool holds(double value, const std::string& comparison, double bound) {
    if (comparison == ">=") {
        return value >= bound;
    }
    if (comparison == "<=") {
        return value <= bound;
    }
    if (comparison == ">") {
        return value > bound;
    }
    if (comparison == "<") {
        return value < bound;
    }
    return value == bound;
}

} // namespace

std::optional<std::string>
unmet(const Expectation& expect, std::int64_t rows, std::optional<std::int64_t> last) {
    if (expect.rows) {
        const auto& [comparison, bound] = *expect.rows;
        if (!holds(static_cast<double>(rows), comparison, static_cast<double>(bound))) {
            return fmt::format(
                "{} rows, but rows {} {} are expected{}", rows, comparison, bound, what_to_try);
        }
    } else if (rows == 0 && last.value_or(0) > 0) {
        return fmt::format(
            "no rows, where the last complete collection had {}; if that is right, say so with "
            "expect: {{rows: \">= 0\"}}",
            *last);
    }
    if (expect.change && last && *last > 0) {
        const auto& [comparison, percent] = *expect.change;
        const auto before = static_cast<double>(*last);
        const double change = std::abs(static_cast<double>(rows) - before) / before * 100;
        if (!holds(change, comparison, percent)) {
            return fmt::format(
                "{} rows after {} is a change of {:.1f} %, but {} {:g} % is expected{}",
                rows,
                *last,
                change,
                comparison,
                percent,
                what_to_try);
        }
    }
    return std::nullopt;
}

bool may_be_empty(const SourceConfig& source) {
    return std::all_of(
        source.targets.begin(), source.targets.end(), [](const SourceTarget& target) {
            return target.expect.rows && !unmet(target.expect, 0, std::nullopt);
        });
}

} // namespace tickmark
