#include "tickmark/app/project.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace tickmark {

namespace {

constexpr const char* doing = "reading the workspace";

std::vector<std::string> ids_of(const std::vector<Catalog>& catalogs) {
    std::vector<std::string> ids;
    ids.reserve(catalogs.size());
    for (const Catalog& catalog : catalogs) {
        ids.push_back(catalog.id);
    }
    return ids;
}

/// Leaves the catalogs a report is asked for.
void keep_only(std::vector<Catalog>& catalogs, const std::vector<std::string>& only) {
    const std::vector<std::string> known = ids_of(catalogs);
    for (const std::string& id : only) {
        if (std::find(known.begin(), known.end(), id) == known.end()) {
            throw Error(
                ErrorCode::usage,
                {"choosing catalogs",
                 "the workspace has no catalog '" + id + "'" + did_you_mean(id, known),
                 "",
                 "it has: " + join(known, ", ")});
        }
    }
    catalogs.erase(
        std::remove_if(
            catalogs.begin(),
            catalogs.end(),
            [&](const Catalog& catalog) {
                return std::find(only.begin(), only.end(), catalog.id) == only.end();
            }),
        catalogs.end());
}

/// One digest over the bytes of files, each under its own digest, in the order of the digests: the
/// same wherever the files lie. A relative name is a shipped file's, as positions show it.
Digest digest_of_files(const std::set<std::string>& files) {
    const std::filesystem::path shipped = shipped_folder();
    std::multiset<std::string> digests;
    for (const std::string& file : files) {
        digests.insert(sha256(read_file((shipped / file).string())).hex());
    }
    Sha256 hash;
    for (const std::string& digest : digests) {
        hash.update(digest + "\n");
    }
    return hash.finish();
}

} // namespace

Project load_sources(const std::string& folder) {
    Project project;
    project.workspace = load_workspace(folder);
    Problems problems;
    project.dictionary = load_dictionary(project.workspace.dataset_files, problems);
    throw_if_any(problems, doing);
    return project;
}

Project load_project(const std::string& folder, const std::vector<std::string>& only) {
    Project project = load_sources(folder);
    Problems problems;
    const Node& root = project.workspace.root_node;
    project.catalogs = load_catalogs(project.workspace.catalogs, problems);
    place_problems(problems, root.find("catalogs"));
    project.controls = load_controls(project.workspace.controls, project.dictionary, problems);
    place_problems(problems, root.find("controls"));
    project.figures = load_figures(project.workspace.figure_files, project.dictionary, problems);
    throw_if_any(problems, doing);
    if (!only.empty()) {
        keep_only(project.catalogs, only);
    }
    return project;
}

std::vector<std::pair<std::string, Digest>> project_digests(const Project& project) {
    std::set<std::string> controls;
    for (const ControlDefinition& control : project.controls) {
        controls.insert(control.at.file);
    }
    for (const FigureDefinition& figure : project.figures) {
        controls.insert(figure.at.file);
    }
    std::set<std::string> datasets(
        project.workspace.dataset_files.begin(), project.workspace.dataset_files.end());
    for (const std::string& file : shipped_files("datasets", ".yaml")) {
        datasets.insert(file);
    }
    std::set<std::string> catalogs;
    for (const Catalog& catalog : project.catalogs) {
        catalogs.insert(catalog.file);
    }
    return {
        {"configuration", digest_of_files({project.workspace.file})},
        {"controls", digest_of_files(controls)},
        {"datasets", digest_of_files(datasets)},
        {"catalogs", digest_of_files(catalogs)}};
}

} // namespace tickmark
