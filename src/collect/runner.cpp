#include "tickmark/collect/runner.hpp"

#include "collect/side_by_side.hpp"
#include <algorithm>

namespace tickmark {

namespace {

/// Rows that the last complete collection of each source had: the fairest guess at the next.
std::map<std::string, std::int64_t> rows_before(const Store& store) {
    std::map<std::string, std::map<std::string, std::int64_t>> last;
    for (const Collection& kept : store.collections()) {
        if (kept.outcome == Outcome::complete) {
            last[kept.source][kept.dataset] = kept.rows + kept.rejected;
        }
    }
    std::map<std::string, std::int64_t> rows;
    for (const auto& [source, datasets] : last) {
        for (const auto& [dataset, count] : datasets) {
            rows[source] = std::max(rows[source], count);
        }
    }
    return rows;
}

} // namespace

std::vector<Collection> collect_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    Store& store,
    const CollectRequest& request) {
    const collect::Pulls pulls = collect::make_pulls(workspace, dictionary, request.sources);
    collect::FetchPlan plan = collect::make_plan(request, pulls.size(), store.work_folder());
    if (request.progress.step) {
        plan.expected = rows_before(store);
    }
    for (const auto& pull : pulls) {
        pull->prepare(store); // before the fetches: the store is asked by one thread at a time
    }
    collect::Teller teller(request.progress);
    std::vector<Collection> collections;
    collect::fetch_side_by_side(pulls, plan, teller, [&](collect::Pull& pull) {
        const auto known = plan.expected.find(pull.source().id);
        const auto before = known == plan.expected.end() ? 0 : known->second;
        const auto told = [&](std::int64_t rows) {
            CollectStep step{pull.source().id, CollectStep::Stage::loading, rows, {}, false};
            if (const std::int64_t total = std::max(pull.rows_fetched(), before); total > 0) {
                step.total = total;
                step.estimated = pull.rows_fetched() == 0;
            }
            teller.step(step);
        };
        for (Collection& collection : pull.load(told)) {
            teller.ended(collection);
            collections.push_back(std::move(collection));
        }
    });
    return collections;
}

} // namespace tickmark
