#include "tickmark/base/text.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"

#include "definition_parts.hpp"
#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <map>

namespace tickmark {
namespace {

struct ControlFile {
    std::string path;
    std::string shown; ///< in positions
};

std::vector<ControlFile> shipped_controls(const std::string& set, Problems& problems) {
    const std::string folder = shipped_folder();
    std::vector<std::string> paths = shipped_files("controls/" + set, ".yaml");
    const std::string single = folder + "/controls/" + set + ".yaml";
    if (std::filesystem::exists(single)) {
        paths.push_back(single);
    }
    if (paths.empty()) {
        std::vector<std::string> sets;
        for (const std::string& path : shipped_files("controls", ".yaml")) {
            const auto inside =
                std::filesystem::path(path).lexically_relative(folder + "/controls");
            sets.push_back(inside.begin()->stem().string());
        }
        sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
        problems.push_back(
            {{"tickmark.yaml", 0, 0},
             fmt::format(
                 "controls: there is no shipped set '{}'{}", set, did_you_mean(set, sets))});
    }
    std::vector<ControlFile> files;
    files.reserve(paths.size());
    for (const std::string& path : paths) {
        files.push_back({path, std::filesystem::path(path).lexically_relative(folder).string()});
    }
    return files;
}

std::vector<ControlFile> files_of(const std::string& name, Problems& problems) {
    constexpr std::string_view shipped = "shipped:";
    if (name.starts_with(shipped)) {
        return shipped_controls(name.substr(shipped.size()), problems);
    }
    std::vector<ControlFile> files;
    for (const std::string& path : matching_paths(name)) {
        files.push_back({path, path});
    }
    if (files.empty() && name.find_first_of("*?[") == std::string::npos) {
        problems.push_back({{name, 0, 0}, "controls: there is no such file"});
    }
    return files;
}

bool is_obligation(const std::string& text) {
    const auto colon = text.find(':');
    return colon != std::string::npos && colon > 0 && colon + 1 < text.size() &&
           text.find(' ') == std::string::npos;
}

Satisfies read_satisfies(const Node& node, Problems& problems) {
    Satisfies made;
    if (node.is_scalar()) {
        made.obligation = node.text();
    } else if (check_keys(node, {"obligation", "coverage"}, problems)) {
        made.obligation = required_text(node, "obligation", problems);
        made.partial =
            enum_text(node, "coverage", {"full", "partial"}, "full", problems) == "partial";
    }
    if (!made.obligation.empty() && !is_obligation(made.obligation)) {
        problems.push_back(
            {node.at(),
             fmt::format(
                 "satisfies: '{}' is not an obligation such as hipaa:164.308(a)(5)",
                 made.obligation)});
    }
    return made;
}

ControlDefinition read_control(const Node& node, const Dictionary& dictionary, Problems& problems) {
    static const std::vector<std::string> keys = {
        "id", "title", "description", "owner", "domain", "satisfies", "tests"};
    ControlDefinition control;
    control.at = node.at();
    if (!check_keys(node, keys, problems)) {
        return control;
    }
    control.id = required_text(node, "id", problems);
    control.title = required_text(node, "title", problems);
    control.description = optional_text(node, "description", "", problems);
    control.owner = optional_text(node, "owner", "", problems);
    control.domain = enum_text(node, "domain", {"privacy", "security"}, "", problems);
    if (const Node* satisfies = list_member(node, "satisfies", problems)) {
        for (const Node& item : satisfies->items()) {
            control.satisfies.push_back(read_satisfies(item, problems));
        }
    }
    if (const Node* tests = list_member(node, "tests", problems)) {
        for (const Node& item : tests->items()) {
            control.tests.push_back(read_test(item, dictionary, problems));
            if (control.tests.back().both_sides) {
                control.tests.push_back(other_side(control.tests.back(), dictionary));
            }
        }
    }
    return control;
}

/// An id names one thing only: findings, traces and packs refer to it.
class Ids {
public:
    void
    note(const std::string& what, const std::string& id, const Position& at, Problems& problems) {
        if (id.empty()) {
            return;
        }
        const auto [first, is_new] = seen_.emplace(id, at);
        if (!is_new) {
            problems.push_back(
                {at,
                 fmt::format("{} '{}' is given already at {}", what, id, first->second.text())});
        }
    }

private:
    std::map<std::string, Position> seen_;
};

} // namespace

std::vector<ControlDefinition> load_controls(
    const std::vector<std::string>& names, const Dictionary& dictionary, Problems& problems) {
    std::vector<ControlDefinition> controls;
    Ids ids;
    for (const std::string& name : names) {
        for (const ControlFile& file : files_of(name, problems)) {
            const auto root = read_yaml(file.path, file.shown, problems);
            if (root && !root->is_list()) {
                problems.push_back(
                    {root->at(), "expected a list of controls, found " + found_phrase(*root)});
            }
            for (const Node& node : root ? root->items() : std::vector<Node>()) {
                controls.push_back(read_control(node, dictionary, problems));
                const ControlDefinition& made = controls.back();
                ids.note("the control", made.id, made.at, problems);
                for (const TestDefinition& test : made.tests) {
                    ids.note("the test", test.id, test.at, problems);
                }
            }
        }
    }
    return controls;
}

} // namespace tickmark
