#include "tickmark/config/workspace.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/secrets.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"

#include "schema_internal.hpp"
#include "secrets_internal.hpp"
#include "source_internal.hpp"
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <set>
#include <tuple>
#include <utility>

namespace tickmark {

namespace fs = std::filesystem;
using config_internal::absolute_path;

namespace {

/// A value that may hold ${env:…}; none when absent or no text (the schema says so).
std::optional<std::string>
setting(const Node& root, std::string_view key, const std::string& folder, Problems& problems) {
    const Node* node = root.find(key);
    if (node == nullptr || !node->is_scalar()) {
        return std::nullopt;
    }
    return config_internal::resolve_text(*node, folder, false, problems);
}

Organisation read_organisation(const Node& root, const std::string& folder, Problems& problems) {
    Organisation organisation;
    const Node* node = root.find("organisation");
    if (node == nullptr || !node->is_map()) {
        return organisation;
    }
    organisation.name = setting(*node, "name", folder, problems).value_or("");
    organisation.bates_prefix = node->text_of("bates_prefix");
    organisation.page = node->text_of("page", organisation.page);
    if (const Node* zone = node->find("timezone"); zone != nullptr && zone->is_scalar()) {
        config_internal::check_zone(*zone, "timezone", problems);
        organisation.time_zone = zone->text();
    }
    return organisation;
}

std::vector<ScopeEntry> read_scope(const Node& root, Problems& problems) {
    std::vector<ScopeEntry> scope;
    const Node* list = root.find("scope");
    if (list == nullptr) {
        return scope;
    }
    for (const Node& node : list->items()) {
        if (!node.is_map()) {
            continue;
        }
        ScopeEntry entry;
        entry.obligation = node.text_of("obligation");
        entry.applies = node.text_of("applies") == "true";
        entry.reason = node.text_of("reason");
        entry.approved_by = node.text_of("approved_by");
        entry.approved_on = date_text(node, "on", problems);
        entry.at = node.at();
        scope.push_back(std::move(entry));
    }
    return scope;
}

void read_store(const Node& root, Workspace& workspace, Problems& problems) {
    const std::string written =
        setting(root, "store", workspace.root, problems).value_or(".tickmark");
    const bool is_server =
        written.starts_with("postgresql://") || written.starts_with("postgres://");
    workspace.store = is_server ? written : absolute_path(workspace.root, written);
    const std::size_t at = written.find('@');
    if (is_server && at != std::string::npos && written.find(':', written.find("://") + 3) < at) {
        problems.push_back(
            {root.find("store")->at(), "store: a password stands inside; take it out"});
    }
}

/// Shipped catalogs go by a word, others by a path.
std::string catalog_place(const std::string& root, const std::string& written) {
    const bool is_path = written.find('/') != std::string::npos || written.ends_with(".yaml") ||
                         written.ends_with(".yml") || written.ends_with(".json");
    return is_path ? absolute_path(root, written) : written;
}

void read_lists(const Node& root, Workspace& workspace) {
    for (const std::string& written : root.texts_of("catalogs")) {
        workspace.catalogs.push_back(catalog_place(workspace.root, written));
    }
    for (const std::string& written : root.texts_of("controls")) {
        workspace.controls.push_back(
            written.starts_with("shipped:") ? written : absolute_path(workspace.root, written));
    }
    workspace.dataset_files = matching_paths(workspace.root + "/datasets/*.yaml");
    workspace.figure_files = matching_paths(workspace.root + "/figures/*.yaml");
}

void read_sources(const Node& root, Workspace& workspace, Problems& problems) {
    const Node* sources = root.find("sources");
    if (sources == nullptr) {
        return;
    }
    check_free_keys(*sources, problems);
    for (const auto& [key, block] : sources->members()) {
        workspace.sources.push_back(
            config_internal::read_source(key, block, workspace.root, problems));
    }
}

Workspace read_workspace(const fs::path& folder, Node root, Problems& problems) {
    Workspace workspace;
    workspace.root = folder.string();
    workspace.file = (folder / "tickmark.yaml").string();
    workspace.organisation = read_organisation(root, workspace.root, problems);
    workspace.operator_name =
        setting(root, "operator", workspace.root, problems).value_or(login_name());
    read_store(root, workspace, problems);
    read_lists(root, workspace);
    workspace.scope = read_scope(root, problems);
    read_sources(root, workspace, problems);
    workspace.locale = root.text_of("locale", workspace.locale);
    workspace.retention = root.text_of("retention");
    workspace.root_node = std::move(root);
    return workspace;
}

/// Adds problems at places that nothing has been said about yet.
void add_new(const Problems& more, Problems& problems) {
    std::set<std::tuple<int, int>> places;
    for (const Problem& known : problems) {
        places.emplace(known.at.line, known.at.column);
    }
    for (const Problem& problem : more) {
        if (!places.contains({problem.at.line, problem.at.column})) {
            problems.push_back(problem);
        }
    }
}

std::pair<Workspace, Problems> read_folder(const std::string& folder) {
    // A path that ends in a slash or a dot has an empty last step, which parent_path takes off.
    fs::path root = fs::absolute(folder.empty() ? "." : folder).lexically_normal();
    if (!root.has_filename() && root.has_relative_path()) {
        root = root.parent_path();
    }
    const std::string file = (root / "tickmark.yaml").string();
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        throw Error(
            ErrorCode::config_invalid,
            {"looking for the workspace",
             "there is no tickmark.yaml",
             root.string(),
             "go to its folder, name it with -C DIR, or make one: tickmark init DIR"});
    }
    Problems problems;
    const std::optional<Node> node = read_yaml(file, "tickmark.yaml", problems);
    if (!node || !node->is_map()) {
        if (node && node->is_list()) {
            problems.push_back({node->at(), "expected a map at the top, found a list"});
        }
        Workspace empty;
        empty.root = root.string();
        empty.file = file;
        return {std::move(empty), std::move(problems)};
    }
    config_internal::check_schema(*node, shipped_folder() + "/docs/tickmark.schema.json", problems);
    Problems more;
    Workspace workspace = read_workspace(root, *node, more);
    add_new(more, problems);
    sort_problems(problems);
    return {std::move(workspace), std::move(problems)};
}

} // namespace

const SourceTarget* SourceConfig::target(std::string_view dataset) const noexcept {
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const SourceTarget& one) {
        return one.dataset == dataset;
    });
    return found == targets.end() ? nullptr : &*found;
}

const SourceConfig* Workspace::source(std::string_view id) const noexcept {
    const auto found = std::find_if(
        sources.begin(), sources.end(), [&](const SourceConfig& one) { return one.id == id; });
    return found == sources.end() ? nullptr : &*found;
}

Workspace load_workspace(const std::string& folder) {
    auto [workspace, problems] = read_folder(folder);
    throw_if_any(problems, "reading the workspace");
    return std::move(workspace);
}

std::pair<Workspace, Problems> check_workspace(const std::string& folder) {
    auto [workspace, problems] = read_folder(folder);
    Problems more;
    for (const SourceConfig& source : workspace.sources) {
        more.insert(more.end(), source.unresolved.begin(), source.unresolved.end());
    }
    for (const auto& [section, key] :
         {std::pair{"privacy", "pseudonym_key"},
          std::pair{"seal", "key"},
          std::pair{"seal", "password"}}) {
        workspace_secret(workspace, section, key, more);
    }
    add_new(more, problems);
    sort_problems(problems);
    return {std::move(workspace), std::move(problems)};
}

} // namespace tickmark
