#include "tickmark/app/assess_workspace.hpp"

#include "tickmark/assess/assess.hpp"

#include <algorithm>

namespace tickmark {

AssessedWorkspace assess_workspace(const AssessRequest& request) {
    AssessedWorkspace assessed;
    assessed.project = load_project(request.folder, request.catalogs);
    const Project& project = assessed.project;
    const TimeZone zone(project.workspace.organisation.time_zone);
    assessed.store = open_store(project.workspace.store, project.dictionary, false, request.now);
    // Commit times only grow: under a fixed clock the last one can be later than now.
    const Instant now = std::max(request.now(), assessed.store->custody_head().at);
    const auto [period, time] = resolve_times(request.times, zone, now);
    assessed.snapshot = assessed.store->snapshot(project.dictionary, time, zone);
    assessed.assessment = assess(
        {project.workspace,
         project.dictionary,
         project.controls,
         project.figures,
         project.catalogs,
         *assessed.snapshot,
         period});
    return assessed;
}

bool has_shortcomings(const Assessment& assessment) {
    return std::any_of(
        assessment.controls.begin(), assessment.controls.end(), [](const ControlResult& control) {
            return control.result != Result::effective && control.result != Result::no_occurrence;
        });
}

} // namespace tickmark
