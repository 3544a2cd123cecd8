#include "tickmark/app/status.hpp"

#include "tickmark/base/json.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <ostream>

namespace tickmark {

namespace {

constexpr double day_ms = 86'400'000.0;

void print_collection(JsonWriter& json, const std::optional<Collection>& collection) {
    if (!collection) {
        json.null();
        return;
    }
    json.begin_object()
        .member("id", collection->id)
        .member("at", collection->committed_at.iso())
        .member("outcome", name_of(collection->outcome))
        .member("rows", collection->rows)
        .member("rejected", collection->rejected)
        .member("note", collection->note)
        .end_object();
}

SourceStatus status_of(
    const SourceConfig& source,
    const SourceTarget& target,
    const std::vector<Collection>& collections,
    const Clock& now) {
    SourceStatus status;
    status.id = source.id;
    status.collector = source.collector;
    status.dataset = target.dataset;
    status.max_age_days = source.max_age_days;
    for (const Collection& collection : collections) {
        if (collection.source != source.id || collection.dataset != target.dataset) {
            continue;
        }
        status.last_attempt = collection;
        if (collection.outcome == Outcome::complete) {
            status.last_complete = collection;
            const auto age = now().milliseconds() - collection.committed_at.milliseconds();
            status.age_days = static_cast<double>(age) / day_ms;
        }
    }
    return status;
}

} // namespace

std::vector<SourceStatus> source_status(const Project& project, const Clock& now) {
    std::vector<Collection> collections;
    if (std::filesystem::exists(project.workspace.store)) {
        collections =
            open_store(project.workspace.store, project.dictionary, false, now)->collections();
    }
    std::vector<SourceStatus> sources;
    for (const SourceConfig& source : project.workspace.sources) {
        for (const SourceTarget& target : source.targets) {
            sources.push_back(status_of(source, target, collections, now));
        }
    }
    return sources;
}

void print_status_json(const std::vector<SourceStatus>& sources, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().key("sources").begin_array();
    for (const SourceStatus& source : sources) {
        json.begin_object()
            .member("id", source.id)
            .member("collector", source.collector)
            .member("dataset", source.dataset);
        json.key("last_attempt");
        print_collection(json, source.last_attempt);
        json.key("last_complete");
        print_collection(json, source.last_complete);
        json.key("age_days");
        if (source.age_days) {
            json.number(fmt::format("{:.2f}", *source.age_days));
        } else {
            json.null();
        }
        json.member("stale", source.stale()).end_object();
    }
    json.end_array().end_object();
}

} // namespace tickmark
