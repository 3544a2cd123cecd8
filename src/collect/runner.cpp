#include "tickmark/collect/runner.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include "collect/pull.hpp"
#include <memory>

namespace tickmark {

namespace {

std::vector<const SourceConfig*>
chosen_sources(const Workspace& workspace, const std::vector<std::string>& names) {
    std::vector<const SourceConfig*> chosen;
    if (names.empty()) {
        for (const SourceConfig& source : workspace.sources) {
            chosen.push_back(&source);
        }
        return chosen;
    }
    for (const std::string& name : names) {
        const SourceConfig* source = workspace.source(name);
        if (source == nullptr) {
            std::vector<std::string> ids;
            ids.reserve(workspace.sources.size());
            for (const SourceConfig& known : workspace.sources) {
                ids.push_back(known.id);
            }
            throw Error(
                ErrorCode::usage,
                {"collecting",
                 "there is no source '" + name + "'" + did_you_mean(name, ids),
                 workspace.file,
                 "configured: " + join(ids, ", ")});
        }
        chosen.push_back(source);
    }
    return chosen;
}

} // namespace

std::vector<Collection> collect_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    Store& store,
    const CollectRequest& request) {
    std::vector<std::unique_ptr<collect::Pull>> pulls;
    for (const SourceConfig* source : chosen_sources(workspace, request.sources)) {
        pulls.push_back(std::make_unique<collect::Pull>(workspace, dictionary, *source));
    }
    std::vector<Collection> collections;
    for (const auto& pull : pulls) {
        throw_if_cancelled("collecting");
        if (request.progress.started) {
            request.progress.started(pull->source().id);
        }
        const ScratchFolder scratch(store.work_folder());
        pull->look_back(store);
        pull->fetch(scratch.path(), request.now, request.sleep);
        for (Collection& collection : pull->load(store, request.progress)) {
            if (request.progress.ended) {
                request.progress.ended(collection);
            }
            collections.push_back(std::move(collection));
        }
    }
    return collections;
}

} // namespace tickmark
