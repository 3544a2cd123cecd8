#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tickmark::config_internal {

/// Reads one YAML document out of well-formed UTF-8 with bare line feeds; what is wrong goes to
/// `problems` and, where nothing could be read at all, no value comes back.
std::optional<Node>
build_node(const std::string& text, const std::string& name, Problems& problems);

} // namespace tickmark::config_internal
