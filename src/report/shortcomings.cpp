#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <nlohmann/json.hpp>

namespace tickmark::report {

namespace {

std::string last_good(const std::vector<Collection>& used, const std::string& source) {
    for (const Collection& collection : used) {
        if (collection.source == source) {
            return "; last collected " + instant_text(collection.committed_at);
        }
    }
    return "; never collected completely";
}

void add_attempts(const Parts& parts, const std::string& dataset, std::vector<Shortcoming>& out) {
    const auto used = parts.input.snapshot.collections(dataset);
    for (const Collection& attempt : parts.input.snapshot.latest_attempts(dataset)) {
        if (attempt.outcome == Outcome::complete) {
            continue;
        }
        std::string text = "source " + attempt.source + " was " +
                           to_lower(words_of(attempt.outcome).label) + " on " +
                           instant_text(attempt.committed_at);
        text += attempt.note.empty() ? "" : ": " + attempt.note;
        out.push_back(
            {dataset,
             "Not collected",
             text + last_good(used, attempt.source),
             anchor_id("collection", attempt.id)});
    }
}

void add_missing(const Parts& parts, const std::string& dataset, std::vector<Shortcoming>& out) {
    if (!parts.input.snapshot.collections(dataset).empty()) {
        return;
    }
    bool has_source = false;
    for (const SourceConfig& source : parts.input.workspace.sources) {
        has_source = has_source || source.target(dataset) != nullptr;
    }
    out.push_back(
        {dataset,
         "Missing",
         has_source ? "not available: its sources were never collected completely"
                    : "not available: no source of this workspace fills it",
         ""});
}

void add_counts(const Parts& parts, const std::string& dataset, std::vector<Shortcoming>& out) {
    const std::int64_t rejects = parts.input.snapshot.reject_count(dataset);
    if (rejects > 0) {
        out.push_back(
            {dataset,
             "Rejects",
             counted(
                 rejects,
                 "row of the collections used does not fit and stands",
                 "rows of the collections used do not fit and stand") +
                 " in no count",
             anchor_id("rejects", dataset)});
    }
    const auto conflicts =
        static_cast<std::int64_t>(parts.input.snapshot.conflicts(dataset).size());
    if (conflicts > 0) {
        out.push_back(
            {dataset,
             "Conflicts",
             counted(conflicts, "key is", "keys are") +
                 " held by two sources; the record of the source whose name sorts first stands",
             anchor_id("conflicts", dataset)});
    }
}

/// Documents that a collection used says are gone.
void add_vanished(const Parts& parts, const std::string& dataset, std::vector<Shortcoming>& out) {
    for (const Collection& collection : parts.input.snapshot.collections(dataset)) {
        const auto details = nlohmann::json::parse(collection.details, nullptr, false);
        if (!details.is_object() || !details.contains("vanished")) {
            continue;
        }
        const auto count = static_cast<std::int64_t>(details["vanished"].size());
        if (count > 0) {
            out.push_back(
                {dataset,
                 "Vanished",
                 counted(count, "document", "documents") + " that source " + collection.source +
                     " held before could not be found on " + instant_text(collection.committed_at) +
                     "; its details name them",
                 anchor_id("collection", collection.id)});
        }
    }
}

void add_tests(const Parts& parts, std::vector<Shortcoming>& out) {
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            const std::string link = anchor_id("test", test.definition.id);
            if (!test.covers_to.empty()) {
                out.push_back(
                    {test.definition.dataset,
                     "Stale",
                     "test " + test.definition.id + ": the collections cover to " + test.covers_to,
                     link});
            }
            if (test.undetermined > 0) {
                out.push_back(
                    {test.definition.dataset,
                     "Undetermined",
                     "test " + test.definition.id + ": " +
                         counted(test.undetermined, "record gives", "records give") +
                         " no answer, because a value is missing",
                     link});
            }
        }
    }
}

} // namespace

std::vector<Shortcoming> shortcomings(const Parts& parts) {
    std::vector<Shortcoming> all;
    for (const std::string& dataset : parts.datasets) {
        add_missing(parts, dataset, all);
        add_attempts(parts, dataset, all);
        add_counts(parts, dataset, all);
        add_vanished(parts, dataset, all);
    }
    add_tests(parts, all);
    return all;
}

} // namespace tickmark::report
