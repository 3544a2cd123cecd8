#include "tickmark/app/add_source.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "app/insert_source.hpp"
#include "app/preset.hpp"
#include <algorithm>
#include <filesystem>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

std::vector<app::Preset>
load_presets(const std::vector<std::string>& ids, const std::string& name) {
    std::vector<app::Preset> presets;
    presets.reserve(ids.size());
    for (const std::string& id : ids) {
        presets.push_back(app::load_preset(id));
    }
    if (name.empty()) {
        return presets;
    }
    if (presets.size() != 1) {
        throw Error(
            ErrorCode::usage,
            {"adding a source", "--as goes with one --source", "", "tickmark init --help"});
    }
    presets.front() = app::renamed(std::move(presets.front()), name);
    return presets;
}

/// tickmark.yaml itself, also where the folder holds a link to it: a link stays one.
std::string file_in(const std::string& folder) {
    const fs::path file = fs::path(folder) / "tickmark.yaml";
    std::error_code absent;
    const fs::path whole = fs::canonical(file, absent);
    if (absent) {
        throw Error(
            ErrorCode::config_invalid,
            {"adding a source",
             "there is no tickmark.yaml",
             fs::weakly_canonical(folder, absent).string(),
             "name the folder to make a workspace in: tickmark init DIR --source PRESET"});
    }
    return whole.string();
}

/// Lines of a source, from the one with its name on, that hold a word.
std::vector<int> lines_with(
    const std::vector<std::string>& lines, int first, std::size_t count, const std::string& word) {
    std::vector<int> found;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = static_cast<std::size_t>(first) - 1 + i;
        const bool comment = at < lines.size() && trim(lines[at]).starts_with('#');
        if (at < lines.size() && !comment && lines[at].find(word) != std::string::npos) {
            found.push_back(static_cast<int>(at) + 1);
        }
    }
    return found;
}

void describe(const std::string& text, const app::Preset& preset, std::vector<AddedSource>& added) {
    const Node root = parse_yaml(text, "tickmark.yaml");
    const std::vector<std::string> lines = split(text, '\n');
    for (const auto& [name, block] : root.find("sources")->members()) {
        if (std::find(preset.names.begin(), preset.names.end(), name.text()) ==
            preset.names.end()) {
            continue;
        }
        AddedSource source{
            name.text(), preset.id, preset.title, preset.checked, name.at().line, {}};
        for (const auto& [word, meaning] : preset.placeholders) {
            source.placeholders.push_back(
                {word,
                 meaning,
                 app::is_variable(meaning),
                 lines_with(lines, source.line, preset.lines.size(), word)});
        }
        added.push_back(std::move(source));
    }
}

} // namespace

bool is_workspace(const std::string& folder) {
    std::error_code ignored;
    return fs::exists(fs::path(folder) / "tickmark.yaml", ignored);
}

void check_presets(const std::vector<std::string>& presets, const std::string& name) {
    static_cast<void>(load_presets(presets, name));
}

std::vector<AddedSource> add_sources(const AddRequest& request) {
    const std::vector<app::Preset> presets = load_presets(request.presets, request.name);
    const std::string file = file_in(request.folder);
    std::string text = read_file(file);
    for (const app::Preset& preset : presets) {
        text = app::insert_sources(text, preset);
    }
    write_file_whole(file, text);
    std::vector<AddedSource> added;
    for (const app::Preset& preset : presets) {
        describe(text, preset, added);
    }
    return added;
}

} // namespace tickmark
