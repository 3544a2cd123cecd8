#pragma once

#include "tickmark/config/workspace.hpp"

#include <string>

namespace tickmark::config_internal {

/// One block of `sources:`. What the schema has said already is not said again: a value of the
/// wrong shape is passed over; what only a reader can see (a zone nobody knows, a password in a
/// connection) is noted.
SourceConfig
read_source(const Node& key, const Node& block, const std::string& root, Problems& problems);

/// Absolute, relative to `root`; "." and ".." resolved.
std::string absolute_path(const std::string& root, const std::string& path);

/// Notes a zone that the system does not know.
void check_zone(const Node& node, Problems& problems);

} // namespace tickmark::config_internal
