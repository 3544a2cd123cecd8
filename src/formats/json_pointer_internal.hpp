#pragma once

#include "formats/json_scanner_internal.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// One step of a pointer: a member or index, or `[key=value]`, the item of an array whose
/// member `key` is `value`.
struct PointerStep {
    std::string name; ///< the member or index, or the key of a selector
    std::optional<std::string> value;
};

/// RFC 6901 with selector steps. A text without a leading '/' is one member's name as it stands.
std::vector<PointerStep> parse_pointer(std::string_view text);

/// The value a pointer leads to, or null.
const JsonNode* follow(const JsonNode& node, const std::vector<PointerStep>& steps);

/// The index a step names, when it is one.
std::optional<std::size_t> array_index(const PointerStep& step);

} // namespace tickmark::formats
