#pragma once

#include "tickmark/assess/definitions.hpp"
#include "tickmark/config/read.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// The dataset of that id; nullptr and a problem, with the nearest name, where there is none.
const Dataset* known_dataset(
    const Node& node, const std::string& id, const Dictionary& dictionary, Problems& problems);

/// What an expression must be.
enum class Wanted { condition, number };

/// The expression under `key`; none where it is absent or wrong (then with a problem).
std::optional<Expression> read_expression(
    const Node& node,
    std::string_view key,
    const Dataset& dataset,
    Wanted wanted,
    Problems& problems);

/// "95%" → 0.95, "24" → 24; none (and a problem) for anything else, none where it is absent.
std::optional<Decimal> read_level(const Node& node, std::string_view key, Problems& problems);

/// `5%`, `3`, or a map of them with who approved it.
Tolerance read_tolerance(const Node& node, Problems& problems);

/// One test of a control.
TestDefinition read_test(const Node& node, const Dictionary& dictionary, Problems& problems);

/// The other side of a reconciliation: right records that have no left one.
TestDefinition other_side(const TestDefinition& test, const Dictionary& dictionary);

} // namespace tickmark
