#pragma once

#include "tickmark/config/workspace.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tickmark::config_internal {

/// One block of `sources:`. What the schema has said already is not said again: a value of the
/// wrong shape is passed over; what only a reader can see (a zone nobody knows, a password in a
/// connection) is noted.
SourceConfig
read_source(const Node& key, const Node& block, const std::string& root, Problems& problems);

/// The datasets that a source's block fills; of a list or a map, each in the order written.
std::vector<SourceTarget> read_targets(const Node& source, const Node& block, Problems& problems);

/// Absolute, relative to `root`; "." and ".." resolved.
std::string absolute_path(const std::string& root, const std::string& path);

/// Notes a zone that the system does not know, under the name of its key.
void check_zone(const Node& node, std::string_view key, Problems& problems);

} // namespace tickmark::config_internal
