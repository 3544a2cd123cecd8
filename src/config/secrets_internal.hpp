#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <string>

namespace tickmark::config_internal {

/// The text of a scalar with `${env:NAME}` (and, where `files`, `${file:PATH}`) resolved.
std::string resolve_text(const Node& node, const std::string& root, bool files, Problems& problems);

} // namespace tickmark::config_internal
