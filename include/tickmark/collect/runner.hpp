#pragma once

#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// How far one source is.
struct CollectStep {
    enum class Stage {
        fetching, ///< rows came from the source
        waiting,  ///< all came; sources before it are still on their way
        loading,  ///< rows were read into the store
        stopped   ///< an error that is thrown at the end stopped it
    };
    std::string source;
    Stage stage = Stage::fetching;
    std::int64_t rows = 0;
    std::optional<std::int64_t> total; ///< rows there are
    bool estimated = false;            ///< the total is that of the last complete collection
};

/// Told while collections run, by one thread at a time but not always the same; each may be empty.
struct CollectProgress {
    std::function<void(const std::string& source)> started;
    std::function<void(const CollectStep&)> step;
    std::function<void(const Collection&)> ended;
    std::function<void()> idle; ///< some times a second while sources are waited for
};

struct CollectRequest {
    std::vector<std::string> sources; ///< ids; empty means all
    Clock now;
    CollectProgress progress;
    Sleeper sleep = system_sleep; ///< called from several threads at once
    unsigned jobs = 0;            ///< sources fetched at once; 0: up to `usual_jobs`
};

/// Sources fetched at once where nothing else is said. Fetching waits for others most of the time,
/// so it does not go by the number of cores.
constexpr unsigned usual_jobs = 4;

/// Fetches sources side by side and loads them one at a time, keeping collections for each, in the
/// order of the configuration whichever comes first. A source that fails keeps its reason and
/// leaves the others and the old data standing. An error that no source can be blamed for (what is
/// written of it is wrong, a fault of the program) is thrown once the others are kept; those of the
/// store, a full disk and a request to stop end all at once.
///
/// Errors: usage for a source that is not configured, config_invalid for a collector or dataset
///         that is not there and for keys that do not go together, and the store's own
std::vector<Collection> collect_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    Store& store,
    const CollectRequest& request);

} // namespace tickmark
