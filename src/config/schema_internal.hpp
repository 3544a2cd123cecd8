#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <string>

namespace tickmark::config_internal {

/// Checks a tree against the JSON Schema in a file; each problem has the position of the node it
/// is about and is written for people. No value of a key that holds a secret is repeated.
void check_schema(const Node& root, const std::string& schema_file, Problems& problems);

} // namespace tickmark::config_internal
