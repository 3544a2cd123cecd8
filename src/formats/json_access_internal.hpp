#pragma once

#include "formats/json_scanner_internal.hpp"
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

// Short ways through a JSON value whose shape is known. What is absent or of another kind gives
// nothing, so that one odd member does not cost the rest.

using JsonPath = std::initializer_list<std::string_view>;

/// The member of an object, or nullptr.
const JsonNode* member_of(const JsonNode& node, std::string_view name);
/// The value behind these members, or nullptr.
const JsonNode* node_at(const JsonNode& node, JsonPath path);
/// The text of a scalar there; empty for null and for everything else.
std::string text_at(const JsonNode& node, JsonPath path);
/// The items of an array there; none when it is something else.
const std::vector<JsonNode>& items_at(const JsonNode& node, JsonPath path);
/// The texts of an array there, or the one of a scalar, without empty ones.
std::vector<std::string> texts_at(const JsonNode& node, JsonPath path);

} // namespace tickmark::formats
