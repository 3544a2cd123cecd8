#pragma once

#include "tickmark/app/project.hpp"
#include "tickmark/app/time_options.hpp"
#include "tickmark/assess/results.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/store/store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tickmark {

/// An assessment with what it was made from: rows behind it are pulled from the snapshot.
struct AssessedWorkspace {
    Project project;
    std::unique_ptr<Store> store;
    std::unique_ptr<Snapshot> snapshot;
    Assessment assessment;
};

struct AssessRequest {
    std::string folder;
    TimeOptions times;
    std::vector<std::string> catalogs; ///< ids; empty means all of the workspace
    Clock now;
};

/// Assesses a workspace on its store; touches no source.
///
/// Errors: those of `load_project` and `resolve_times`; store_io when nothing was collected yet
AssessedWorkspace assess_workspace(const AssessRequest& request);

/// Whether a control has exceptions or evidence is missing: what `--strict` exits 1 for.
bool has_shortcomings(const Assessment& assessment);

} // namespace tickmark
