#include "tickmark/app/check.hpp"

#include "tickmark/assess/definitions.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/render_settings.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/source_check.hpp"
#include "tickmark/obligations/catalog.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

void check_collector(const SourceConfig& source, Problems& problems) {
    if (source.collector.empty()) {
        return; // said by the schema
    }
    if (const Collector* collector = find_collector(source.collector)) {
        collector->check(source, problems);
        return;
    }
    const Position& at = source.options.find("collector")->at();
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
    read_render_settings(workspace, problems);
    if (const Node* seal = workspace.root_node.find("seal")) {
        check(seal->find("certificate"));
    }
    if (const Node* holidays = workspace.root_node.find("holidays")) {
        for (const Node& item : holidays->items()) {
            check(&item);
        }
    }
}

/// "hipaa:164.308(a)(5)" in its two parts.
std::pair<std::string, std::string> parts_of(const std::string& obligation) {
    const std::size_t colon = obligation.find(':');
    if (colon == std::string::npos) {
        return {obligation, ""};
    }
    return {obligation.substr(0, colon), obligation.substr(colon + 1)};
}

const Catalog* find_catalog(const std::vector<Catalog>& catalogs, const std::string& id) {
    const auto found = std::find_if(
        catalogs.begin(), catalogs.end(), [&](const Catalog& one) { return one.id == id; });
    return found == catalogs.end() ? nullptr : &*found;
}

/// A citation deeper than its catalog is shown at the nearest listed one, but decides nothing: in
/// scope it would be without effect.
void check_scope(
    const Workspace& workspace, const std::vector<Catalog>& catalogs, Problems& problems) {
    for (const ScopeEntry& entry : workspace.scope) {
        const auto [id, citation] = parts_of(entry.obligation);
        const Catalog* catalog = find_catalog(catalogs, id);
        if (catalog == nullptr) {
            problems.push_back(
                {entry.at,
                 fmt::format(
                     "scope: no catalog '{}' is named under catalogs, so '{}' has no effect",
                     id,
                     entry.obligation)});
        } else if (catalog->find(citation) == nullptr) {
            const Obligation* near = catalog->nearest(citation);
            problems.push_back(
                {entry.at,
                 fmt::format(
                     "scope: the catalog lists no '{}'{}",
                     entry.obligation,
                     near == nullptr
                         ? std::string()
                         : fmt::format("; the nearest it lists is '{}:{}'", id, near->citation))});
        }
    }
}

/// Controls may name catalogs that this workspace does not use; in those it uses, the citation
/// must lead somewhere.
void check_satisfies(
    const std::vector<ControlDefinition>& controls,
    const std::vector<Catalog>& catalogs,
    Problems& problems) {
    for (const ControlDefinition& control : controls) {
        for (const Satisfies& one : control.satisfies) {
            const auto [id, citation] = parts_of(one.obligation);
            const Catalog* catalog = find_catalog(catalogs, id);
            if (catalog != nullptr && catalog->nearest(citation) == nullptr) {
                problems.push_back(
                    {control.at,
                     fmt::format("{}: the catalog lists no '{}'", control.id, one.obligation)});
            }
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

/// Catalogs, the scope set on them, and the controls that satisfy them.
void check_obligations(
    const Workspace& workspace,
    const Dictionary& dictionary,
    CheckResult& result,
    Problems& problems) {
    const std::vector<Catalog> catalogs = load_catalogs(workspace.catalogs, problems);
    place_problems(problems, workspace.root_node.find("catalogs"));
    result.catalogs = catalogs.size();
    for (const Catalog& catalog : catalogs) {
        result.obligations += catalog.obligations.size();
    }
    check_scope(workspace, catalogs, problems);
    const std::vector<ControlDefinition> controls =
        load_controls(workspace.controls, dictionary, problems);
    place_problems(problems, workspace.root_node.find("controls"));
    result.controls = controls.size();
    for (const ControlDefinition& control : controls) {
        result.tests += control.tests.size();
    }
    check_satisfies(controls, catalogs, problems);
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

    gather(problems, file, [&, &one = workspace](Problems& found) {
        check_obligations(one, dictionary, result, found);
    });
    gather(problems, file, [&, &files = workspace.figure_files](Problems& found) {
        result.figures = load_figures(files, dictionary, found).size();
    });

    shorten_paths(problems, workspace.root);
    sort_problems(problems);
    result.problems = std::move(problems);
    return result;
}

} // namespace tickmark
