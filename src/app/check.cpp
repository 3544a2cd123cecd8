#include "tickmark/app/check.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/source_check.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

/// Words of `collector:` that the workspace file knows and this version does not have yet.
constexpr std::array<std::string_view, 9> later_collectors{
    "rest", "ldap", "xccdf", "hdf", "ocsf", "sarif", "lynis", "documents", "attestation"};

void check_collector(const SourceConfig& source, Problems& problems) {
    if (source.collector.empty()) {
        return; // said by the schema
    }
    if (const Collector* collector = find_collector(source.collector)) {
        collector->check(source, problems);
        return;
    }
    const Position& at = source.options.find("collector")->at();
    const bool later =
        std::find(later_collectors.begin(), later_collectors.end(), source.collector) !=
        later_collectors.end();
    if (later) {
        problems.push_back(
            {at, fmt::format("collector '{}' is not in this version", source.collector)});
        return;
    }
    std::vector<std::string> ids;
    for (const CollectorEntry& entry : all_collectors()) {
        ids.emplace_back(entry.id);
    }
    const std::string near = did_you_mean(source.collector, ids);
    problems.push_back(
        {at,
         fmt::format(
             "unknown collector '{}'{}",
             source.collector,
             near.empty() ? "; known: " + join(ids, ", ") : near)});
}

void check_sources(const Workspace& workspace, const Dictionary& dictionary, Problems& problems) {
    for (const SourceConfig& source : workspace.sources) {
        check_collector(source, problems);
        check_source_fields(source, dictionary, problems);
    }
}

/// Files that tickmark.yaml names and later steps read.
void check_named_files(const Workspace& workspace, Problems& problems) {
    const auto check = [&](const Node* node) {
        std::error_code ignored;
        if (node != nullptr && node->is_scalar() &&
            !fs::exists(fs::path(workspace.root) / node->text(), ignored)) {
            problems.push_back({node->at(), fmt::format("there is no file {}", node->text())});
        }
    };
    if (const Node* render = workspace.root_node.find("render")) {
        check(render->find("logo"));
    }
    if (const Node* seal = workspace.root_node.find("seal")) {
        check(seal->find("certificate"));
    }
    if (const Node* holidays = workspace.root_node.find("holidays")) {
        for (const Node& item : holidays->items()) {
            check(&item);
        }
    }
}

/// Runs one step of the check; an Error it throws becomes a problem, so that the others still run.
template <class Step>
void gather(Problems& problems, const std::string& file, const Step& step) {
    try {
        step(problems);
    } catch (const Error& fault) {
        add_error(fault, file, problems);
    }
}

/// Names files below the workspace relative to it.
void shorten_paths(Problems& problems, const std::string& root) {
    const std::string prefix = root + "/";
    for (Problem& problem : problems) {
        if (problem.at.file.starts_with(prefix)) {
            problem.at.file.erase(0, prefix.size());
        }
    }
}

} // namespace

CheckResult check_all(const std::string& folder) {
    CheckResult result;
    auto [workspace, problems] = check_workspace(folder);
    result.organisation = workspace.organisation.name;
    result.sources = workspace.sources.size();
    const std::string& file = workspace.file;

    Dictionary dictionary;
    gather(problems, file, [&, &files = workspace.dataset_files](Problems& found) {
        dictionary = load_dictionary(files, found);
    });
    result.datasets = dictionary.size();
    gather(problems, file, [&, &one = workspace](Problems& found) {
        check_sources(one, dictionary, found);
        check_named_files(one, found);
    });

    shorten_paths(problems, workspace.root);
    sort_problems(problems);
    result.problems = std::move(problems);
    return result;
}

} // namespace tickmark
