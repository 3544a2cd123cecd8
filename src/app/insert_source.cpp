#include "app/insert_source.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace tickmark::app {

namespace {

constexpr const char* file_name = "tickmark.yaml";
constexpr const char* doing = "adding a source";
constexpr std::size_t usual_indent = 2;

/// Lines with their ends, as the reader of YAML counts them.
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        line += text[i];
        const bool ends =
            text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
        if (ends) {
            lines.push_back(std::move(line));
            line.clear();
        }
    }
    if (!line.empty()) {
        lines.push_back(std::move(line));
    }
    return lines;
}

bool is_blank(const std::string& line) {
    return trim(line).empty();
}

bool is_comment(const std::string& line) {
    return trim(line).starts_with('#');
}

Node read(const std::string& text) {
    Problems problems;
    std::optional<Node> root = read_yaml_text(text, file_name, problems);
    throw_if_any(problems, doing);
    if (!root || !root->is_map()) {
        throw Error(ErrorCode::config_invalid, {doing, "expected a map at the top", file_name, ""});
    }
    return std::move(*root);
}

/// Where the value of `sources` stands: lines [first, end), and how far its members are indented.
struct Region {
    std::size_t key = 0; ///< line of the word itself
    std::size_t end = 0;
    std::size_t indent = usual_indent;
};

std::optional<Region> find_region(const Node& root, std::size_t lines) {
    const auto found =
        std::find_if(root.members().begin(), root.members().end(), [](const auto& member) {
            return member.first.text() == "sources";
        });
    if (found == root.members().end()) {
        return std::nullopt;
    }
    Region region;
    const int at = found->first.at().line;
    region.key = static_cast<std::size_t>(at) - 1;
    region.end = lines;
    for (const auto& [key, value] : root.members()) {
        if (key.at().line > at) {
            region.end = std::min(region.end, static_cast<std::size_t>(key.at().line) - 1);
        }
    }
    if (!found->second.members().empty()) {
        const int column = found->second.members().front().first.at().column;
        region.indent = static_cast<std::size_t>(column) - 1;
    }
    return region;
}

/// `lines` with the preset's put in before line `at`, set off by blank lines.
std::string with_block(
    std::vector<std::string> lines, std::size_t at, std::size_t indent, const Preset& preset) {
    const bool windows = !lines.empty() && lines.front().ends_with("\r\n");
    const std::string end = windows ? "\r\n" : "\n";
    if (at > 0 && !lines[at - 1].ends_with('\n') && !lines[at - 1].ends_with('\r')) {
        lines[at - 1] += end;
    }
    const bool opens = at > 0 && trim(lines[at - 1]).starts_with("sources:");
    std::vector<std::string> block;
    if (at > 0 && !opens && !is_blank(lines[at - 1])) {
        block.push_back(end);
    }
    for (const std::string& line : preset.lines) {
        block.push_back(fmt::format("{:{}}{}{}", "", line.empty() ? 0 : indent, line, end));
    }
    if (at < lines.size() && !is_blank(lines[at])) {
        block.push_back(end);
    }
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), block.begin(), block.end());
    return join(lines, "");
}

/// Texts that may be what is wanted, the best first.
std::vector<std::string> attempts(const std::string& text, const Node& root, const Preset& preset) {
    std::vector<std::string> lines = lines_of(text);
    const auto region = find_region(root, lines.size());
    if (!region) {
        const std::string end = !lines.empty() && lines.front().ends_with("\r\n") ? "\r\n" : "\n";
        if (!lines.empty() && !lines.back().ends_with('\n')) {
            lines.back() += end;
        }
        lines.push_back(end);
        lines.push_back("sources:" + end);
        return {with_block(lines, lines.size(), usual_indent, preset)};
    }
    std::string& key = lines[region->key];
    if (root.find("sources")->is_map() && root.find("sources")->members().empty()) {
        const std::size_t open = key.find('{');
        const std::size_t close = key.find('}');
        if (open != std::string::npos && close != std::string::npos && open < close) {
            const std::size_t word = key.find_last_not_of(' ', open - 1) + 1;
            key.erase(word, close + 1 - word);
        }
    }
    std::size_t last = region->end;
    while (last > region->key + 1 && (is_blank(lines[last - 1]) || is_comment(lines[last - 1]))) {
        --last;
    }
    return {
        with_block(lines, last, region->indent, preset),
        with_block(lines, region->end, region->indent, preset)};
}

bool is_same(const Node& one, const Node& other) {
    return canonical_text(one) == canonical_text(other);
}

/// Whether `after` is `before` and the preset's sources, and nothing else.
bool adds_only(const Node& before, const Node& after, const Preset& preset) {
    const Node none;
    const Node* old_sources = before.find("sources");
    const Node* new_sources = after.find("sources");
    const std::size_t old_count = old_sources == nullptr ? 0 : old_sources->members().size();
    const std::size_t new_keys = before.members().size() + (old_sources == nullptr ? 1 : 0);
    if (new_sources == nullptr || after.members().size() != new_keys ||
        new_sources->members().size() != old_count + preset.names.size()) {
        return false;
    }
    for (const auto& [key, value] : before.members()) {
        const Node* kept = after.find(key.text());
        if (kept == nullptr || (key.text() != "sources" && !is_same(value, *kept))) {
            return false;
        }
    }
    for (const auto& [name, value] : (old_sources == nullptr ? none : *old_sources).members()) {
        const Node* kept = new_sources->find(name.text());
        if (kept == nullptr || !is_same(value, *kept)) {
            return false;
        }
    }
    for (std::size_t i = 0; i < preset.names.size(); ++i) {
        const Node* added = new_sources->find(preset.names[i]);
        if (added == nullptr || !is_same(preset.sources.members()[i].second, *added)) {
            return false;
        }
    }
    return true;
}

void refuse_taken_names(const Node& root, const Preset& preset) {
    const Node* sources = root.find("sources");
    for (const std::string& name : preset.names) {
        const Node* taken = sources == nullptr ? nullptr : sources->find(name);
        if (taken != nullptr) {
            throw Error(
                ErrorCode::usage,
                {doing,
                 "there is a source '" + name + "' already",
                 taken->at().text(),
                 "give the new one a name of its own: --as NAME"});
        }
    }
}

} // namespace

std::string insert_sources(const std::string& text, const Preset& preset) {
    const Node root = read(text);
    refuse_taken_names(root, preset);
    for (std::string& attempt : attempts(text, root, preset)) {
        Problems problems;
        const auto after = read_yaml_text(attempt, file_name, problems);
        if (problems.empty() && after && after->is_map() && adds_only(root, *after, preset)) {
            return std::move(attempt);
        }
    }
    const Node* sources = root.find("sources");
    throw Error(
        ErrorCode::config_invalid,
        {doing,
         "tickmark.yaml is laid out so that nothing can be put below its sources",
         sources == nullptr ? file_name : sources->at().text(),
         "write sources: on a line of its own with one source below the other, or copy the block "
         "from collectors/presets/" +
             preset.id + ".yaml"});
}

} // namespace tickmark::app
