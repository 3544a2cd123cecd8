#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace tickmark::config_internal {

/// Checks a tree against the JSON Schema in a file; each problem has the position of the node it
/// is about and is written for people. A value that the schema marks `hidden` is not repeated.
void check_schema(const Node& root, const std::string& schema_file, Problems& problems);

/// What the schema finds wrong, in words for people: what was expected, what was found and, for a
/// misspelt key, the nearest right one. Knows the keywords that the published schema uses.
void explain_schema(const Node& root, const nlohmann::ordered_json& schema, Problems& problems);

/// Whether the tree follows the schema, by a validator that knows all of JSON Schema draft 7; adds
/// its own words for each fault.
bool follows_schema(const Node& root, const std::string& schema_text, Problems& problems);

/// A tree as JSON: bare numbers and truth values by YAML's core schema, all else as text.
nlohmann::json json_of(const Node& node);

/// No key of tickmark.yaml that a pattern checks needs a longer value, and std::regex spends stack
/// on every character.
constexpr std::size_t longest_pattern_value = 4'000;

} // namespace tickmark::config_internal
