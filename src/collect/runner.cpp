#include "tickmark/collect/runner.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/data/mapping.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tickmark {

namespace {

constexpr std::int64_t progress_step = 10'000;

/// One source on its way through fetch and load.
class Pull {
public:
    Pull(
        const Workspace& workspace,
        const Dictionary& dictionary,
        Store& store,
        const SourceConfig& source,
        const CollectProgress& progress) :
        workspace_(workspace),
        store_(store),
        source_(source),
        progress_(progress),
        collector_(collector_of(source)),
        dataset_(dataset_of(dictionary, source)) {}

    Collection run(const Clock& now, const Sleeper& sleep) {
        const ScratchFolder scratch(store_.work_folder());
        facts_.source = source_.id;
        facts_.collector = source_.collector;
        facts_.dataset = source_.dataset;
        facts_.operator_name = workspace_.operator_name;
        facts_.started_at = now();
        facts_.config_digest = sha256(canonical_text(source_.options)).hex();
        Fetched fetched;
        try {
            require_resolved();
            fetched = collector_.fetch(source_, {scratch.path(), now, sleep});
        } catch (const Error& error) {
            return failed(error);
        }
        keep_payloads(fetched);
        if (fetched.outcome != Outcome::complete) {
            facts_.outcome = fetched.outcome;
            facts_.note = fetched.note;
            return store_.keep_failed(facts_);
        }
        try {
            return load(fetched);
        } catch (const Error& error) {
            return failed(error);
        }
    }

private:
    static const Collector& collector_of(const SourceConfig& source) {
        if (const Collector* collector = find_collector(source.collector)) {
            return *collector;
        }
        throw Error(
            ErrorCode::config_invalid,
            {"collecting source '" + source.id + "'",
             "collector '" + source.collector + "' is not in this version",
             source.at.text(),
             ""});
    }

    static const Dataset& dataset_of(const Dictionary& dictionary, const SourceConfig& source) {
        const auto found = dictionary.find(source.dataset);
        if (found != dictionary.end()) {
            return found->second;
        }
        std::vector<std::string> ids;
        ids.reserve(dictionary.size());
        for (const auto& [id, dataset] : dictionary) {
            ids.push_back(id);
        }
        throw Error(
            ErrorCode::config_invalid,
            {"collecting source '" + source.id + "'",
             "there is no dataset '" + source.dataset + "'" + did_you_mean(source.dataset, ids),
             source.at.text(),
             ""});
    }

    /// Only what a source can be blamed for becomes a failed collection.
    Collection failed(const Error& error) {
        const bool of_source =
            error.code() == ErrorCode::source_failed || error.code() == ErrorCode::no_permission;
        if (!of_source) {
            throw; // called while it is handled
        }
        facts_.outcome =
            error.code() == ErrorCode::no_permission ? Outcome::denied : Outcome::failed;
        facts_.note = error.what();
        return store_.keep_failed(facts_);
    }

    /// A source whose password is not there must not be asked without it.
    void require_resolved() const {
        if (!source_.unresolved.empty()) {
            const Problem& problem = source_.unresolved.front();
            throw Error(
                ErrorCode::source_failed,
                {"collecting source '" + source_.id + "'", problem.what, problem.at.text(), ""});
        }
    }

    void keep_payloads(const Fetched& fetched) {
        facts_.query = fetched.query;
        facts_.details = fetched.details;
        for (const SpooledPayload& payload : fetched.payloads) {
            facts_.payloads.push_back(store_.keep_payload(payload.path, payload.locator));
        }
    }

    Collection load(const Fetched& fetched) {
        const Mapping mapping(
            dataset_, source_.fields, TimeZone(workspace_.organisation.time_zone));
        LoadRequest request;
        request.facts = facts_;
        request.append = source_.mode == CollectMode::append;
        request.expectation = [this](std::int64_t rows, std::optional<std::int64_t> last) {
            return unmet(source_.expect, rows, last);
        };
        const auto loader = store_.begin_load(dataset_, std::move(request));
        for (std::size_t i = 0; i < fetched.payloads.size(); ++i) {
            const auto reader = collector_.read(source_, fetched.payloads[i], wanted(mapping));
            read_rows(*reader, mapping, *loader, i);
        }
        return loader->commit();
    }

    static std::vector<WantedColumn> wanted(const Mapping& mapping) {
        std::vector<WantedColumn> columns;
        for (std::size_t i = 0; i < mapping.columns().size(); ++i) {
            columns.push_back({mapping.columns()[i], mapping.is_mapped(i)});
        }
        return columns;
    }

    void read_rows(RowReader& reader, const Mapping& mapping, Loader& loader, std::size_t payload) {
        RawRow row;
        while (reader.next(row)) {
            auto read = mapping.read(row);
            if (const auto* record = std::get_if<Record>(&read)) {
                loader.add(*record, payload);
            } else {
                loader.reject(std::get<Reject>(read), payload);
            }
            if (++rows_ % progress_step == 0) {
                throw_if_cancelled("collecting");
                if (progress_.rows) {
                    progress_.rows(source_.id, rows_);
                }
            }
        }
    }

    const Workspace& workspace_;
    Store& store_;
    const SourceConfig& source_;
    const CollectProgress& progress_;
    const Collector& collector_;
    const Dataset& dataset_;
    Collection facts_;
    std::int64_t rows_ = 0;
};

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
    std::vector<Collection> collections;
    for (const SourceConfig* source : chosen_sources(workspace, request.sources)) {
        throw_if_cancelled("collecting");
        if (request.progress.started) {
            request.progress.started(source->id);
        }
        Pull pull(workspace, dictionary, store, *source, request.progress);
        collections.push_back(pull.run(request.now, request.sleep));
        if (request.progress.ended) {
            request.progress.ended(collections.back());
        }
    }
    return collections;
}

} // namespace tickmark
