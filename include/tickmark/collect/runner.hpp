#pragma once

#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/store/store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tickmark {

/// Told while collections run; each may be empty.
struct CollectProgress {
    std::function<void(const std::string& source)> started;
    std::function<void(const std::string& source, std::int64_t rows)> rows;
    std::function<void(const Collection&)> ended;
};

struct CollectRequest {
    std::vector<std::string> sources; ///< ids; empty means all
    Clock now;
    CollectProgress progress;
    Sleeper sleep = system_sleep;
};

/// Pulls sources one after the other and keeps a collection for each. A source that fails keeps
/// its reason and leaves the others and the old data standing.
///
/// Errors: usage for a source that is not configured, config_invalid for a collector or dataset
///         that is not there, and the store's own
std::vector<Collection> collect_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    Store& store,
    const CollectRequest& request);

} // namespace tickmark
