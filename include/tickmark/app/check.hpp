#pragma once

#include "tickmark/config/problem.hpp"

#include <cstddef>
#include <string>

namespace tickmark {

/// What `tickmark check` found; no source was touched.
struct CheckResult {
    std::string organisation;
    Problems problems; ///< in the order of the files, then by line; files below the workspace are
                       ///< named relative to it
    std::size_t sources = 0;
    std::size_t datasets = 0;
    std::size_t catalogs = 0;
    std::size_t obligations = 0;
    std::size_t controls = 0;
    std::size_t tests = 0;
    std::size_t figures = 0;
};

/// Checks everything a workspace is made of: tickmark.yaml, datasets, sources, catalogs, controls
/// and figures, and reports every problem in one go.
///
/// Errors: config_invalid where there is no workspace
CheckResult check_all(const std::string& folder);

} // namespace tickmark
