#include "app/preset.hpp"

#include "tickmark/app/add_source.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace tickmark {

namespace app {

namespace {

constexpr std::string_view sources_line = "sources:\n";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines = split(text, '\n');
    while (!lines.empty() && trim(lines.back()).empty()) {
        lines.pop_back();
    }
    return lines;
}

/// Comment lines that a preset begins with.
std::vector<std::string> opening_comment(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string& line : split(text, '\n')) {
        if (!line.starts_with('#')) {
            break;
        }
        lines.push_back(line);
    }
    return lines;
}

/// What the block says of itself: where it is from, and what its user must do.
std::vector<std::string> comment_of(const Preset& preset, const std::string& text) {
    std::vector<std::string> lines{"# " + preset.title + ", preset " + preset.id + "."};
    for (const std::string& line : opening_comment(text)) {
        lines.push_back(line);
    }
    lines.push_back("# Checked: " + preset.checked);
    for (const auto& [name, meaning] : preset.placeholders) {
        const std::string_view what = is_variable(meaning) ? "Set" : "Replace";
        lines.push_back(fmt::format("# {} {}: {}", what, name, meaning));
    }
    return lines;
}

bool is_source_name(const std::string& name) {
    constexpr std::size_t longest = 64;
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return !name.empty() && name.size() <= longest &&
           letters.find(name.front()) != std::string_view::npos &&
           name.find_first_not_of(std::string(letters) + "_.-") == std::string::npos;
}

} // namespace

bool is_variable(const std::string& meaning) {
    return meaning.starts_with("environment variable");
}

Preset load_preset(const std::string& id) {
    const std::vector<std::string> known = preset_names();
    if (std::find(known.begin(), known.end(), id) == known.end()) {
        throw Error(
            ErrorCode::usage,
            {"adding a source",
             "there is no preset '" + id + "'" + did_you_mean(id, known),
             "",
             "presets: " + join(known, ", ")});
    }
    const std::string path = shipped_folder() + "/collectors/presets/" + id + ".yaml";
    const std::string text = read_file(path);
    const Node root = load_yaml(path);
    Preset preset;
    preset.id = id;
    preset.title = root.text_of("title");
    preset.checked = root.text_of("checked");
    if (const Node* words = root.find("placeholders")) {
        for (const auto& [name, meaning] : words->members()) {
            preset.placeholders.emplace_back(name.text(), meaning.text());
        }
    }
    preset.sources = *root.find("sources");
    for (const auto& [name, block] : preset.sources.members()) {
        preset.names.push_back(name.text());
    }
    preset.lines = comment_of(preset, text);
    const std::size_t start = text.find(sources_line) + sources_line.size();
    for (std::string line : lines_of(text.substr(start))) {
        constexpr std::size_t indent = 2;
        line.erase(0, std::min(indent, line.find_first_not_of(' ')));
        preset.lines.push_back(std::move(line));
    }
    return preset;
}

Preset renamed(Preset preset, const std::string& name) {
    if (preset.names.size() != 1) {
        throw Error(
            ErrorCode::usage,
            {"adding a source",
             "the preset " + preset.id + " has several sources: " + join(preset.names, ", "),
             "",
             "add it without --as, and rename them in tickmark.yaml"});
    }
    if (!is_source_name(name)) {
        throw Error(
            ErrorCode::usage,
            {"adding a source",
             "'" + name + "' cannot be the name of a source",
             "",
             "letters, digits, hyphens, dots and underscores, at most 64"});
    }
    const std::string key = preset.names.front() + ":";
    std::replace(preset.lines.begin(), preset.lines.end(), key, name + ":");
    preset.names = {name};
    return preset;
}

} // namespace app

std::vector<std::string> preset_names() {
    std::vector<std::string> names;
    for (const std::string& file : shipped_files("collectors/presets", ".yaml")) {
        names.push_back(std::filesystem::path(file).stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace tickmark
