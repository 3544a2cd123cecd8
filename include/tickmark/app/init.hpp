#pragma once

#include <string>
#include <vector>

namespace tickmark {

/// Makes a workspace to start from: a commented tickmark.yaml and a small file to collect, or with
/// `example` a copy of the example organisation. Nothing that is there is overwritten. Returns the
/// files made, relative to `folder`, sorted.
///
/// Errors: usage, when a file it would write is there already; config_invalid, when the example
///         did not come with the program; no_permission, no_space
std::vector<std::string> make_workspace(const std::string& folder, bool example);

} // namespace tickmark
