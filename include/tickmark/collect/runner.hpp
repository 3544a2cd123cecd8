#pragma once

#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/store/store.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tickmark {

/// Told while a collection runs; all may be empty.
struct CollectProgress {
    std::function<void(const std::string& source)> started;
    std::function<void(const std::string& source, std::int64_t rows)> rows;
    std::function<void(const Collection&)> ended;
};

/// Pulls the sources named (all when empty), one after the other, and keeps a collection for each.
/// A source that fails keeps its reason and leaves the others and the old data standing.
///
/// Errors: config_invalid for a source that is not configured; store errors
std::vector<Collection> collect_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    Store& store,
    const std::vector<std::string>& names,
    const CollectProgress& progress);

} // namespace tickmark
