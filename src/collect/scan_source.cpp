#include "tickmark/collect/scan_source.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/file_source.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace tickmark {

namespace {

using Counts = std::map<std::string, std::int64_t>;

Counts count_results(
    const Collector& collector,
    const SourceConfig& source,
    const SourceTarget& target,
    const SpooledPayload& payload) {
    Counts counts;
    const auto reader = collector.read(source, target, payload, {{"result", false}});
    RawRow row;
    while (reader->next(row)) {
        ++counts[row.fault ? "rejected" : row.values.front().text];
    }
    return counts;
}

/// Whether anything in the scan says how a system is: not applicable and informational do not.
bool shows_something(const Counts& counts) {
    return std::any_of(counts.begin(), counts.end(), [](const auto& entry) {
        return entry.first != "not-applicable" && entry.first != "info" && entry.second > 0;
    });
}

std::string written(const Counts& counts, const std::vector<std::string>& notes) {
    std::ostringstream out;
    JsonWriter json(out, 0);
    json.begin_object().key("results").begin_object();
    for (const auto& [result, count] : counts) {
        json.member(result, count);
    }
    json.end_object().key("notes").begin_array();
    for (const std::string& note : notes) {
        json.value(note);
    }
    json.end_array().end_object();
    return out.str();
}

} // namespace

void check_scan(
    const SourceConfig& source, const std::vector<std::string>& datasets, Problems& problems) {
    check_files(source, problems);
    for (const SourceTarget& target : source.targets) {
        if (std::find(datasets.begin(), datasets.end(), target.dataset) == datasets.end()) {
            problems.push_back(
                {target.at,
                 "dataset: collector '" + source.collector + "' fills " + join(datasets, " or ") +
                     ", not '" + target.dataset + "'"});
        }
    }
}

Fetched fetch_scan(
    const Collector& collector,
    const SourceConfig& source,
    const FetchContext& context,
    const std::vector<std::string>& datasets) {
    Problems problems;
    check_scan(source, datasets, problems);
    if (!problems.empty()) {
        throw Error(
            ErrorCode::config_invalid,
            {"collecting source '" + source.id + "'",
             problems.front().what,
             problems.front().at.text(),
             ""});
    }
    Fetched fetched = fetch_files(source, context);
    const SourceTarget* evidence = source.target("control_evidence");
    if (fetched.outcome != Outcome::complete || evidence == nullptr) {
        return fetched;
    }
    Counts all;
    std::vector<std::string> notes;
    for (const SpooledPayload& payload : fetched.payloads) {
        try {
            const Counts counts = count_results(collector, source, *evidence, payload);
            if (!shows_something(counts)) {
                notes.push_back(
                    payload.locator + ": nothing in it was applicable; it is evidence of nothing");
            }
            for (const auto& [result, count] : counts) {
                all[result] += count;
            }
        } catch (const Error& error) {
            notes.emplace_back(error.what());
        }
    }
    fetched.details = written(all, notes);
    return fetched;
}

} // namespace tickmark
