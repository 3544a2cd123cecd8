#include "tickmark/config/node.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/ports/files.hpp"

#include "node_internal.hpp"
#include <fmt/format.h>
#include <utility>

namespace tickmark {

namespace {

/// yaml-cpp takes LF and CRLF but counts a lone CR as a character; a byte order mark is no text.
std::string with_bare_line_feeds(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            out += text[i];
        } else if (i + 1 == text.size() || text[i + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

std::optional<unsigned> hex_quad(std::string_view text, std::size_t at) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
        return std::nullopt;
    }
    unsigned value = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const std::size_t digit =
            std::string_view("0123456789abcdef").find(to_lower(text.substr(i, 1)));
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

/// JSON writes characters beyond U+FFFF as two escapes, which YAML does not know: one `\U` escape
/// stands for both.
std::string with_joined_surrogates(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto high = hex_quad(text, i);
        const auto low = high ? hex_quad(text, i + 6) : std::nullopt;
        if (low && *high >= 0xD800 && *high < 0xDC00 && *low >= 0xDC00 && *low < 0xE000) {
            const unsigned code_point = 0x10000U + ((*high - 0xD800U) << 10U) + (*low - 0xDC00U);
            out += fmt::format("\\U{:08X}", code_point);
            i += 12;
        } else if (text[i] == '\\' && i + 1 < text.size()) {
            out.append(text, i, 2);
            i += 2;
        } else {
            out += text[i++];
        }
    }
    return out;
}

bool looks_like_json(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    return first != std::string::npos && (text[first] == '{' || text[first] == '[');
}

void note_top_kind(const Node& root, const std::string& name, Problems& problems) {
    if (root.is_null()) {
        problems.push_back({{name, 1, 1}, "the file is empty"});
    } else if (root.is_scalar()) {
        problems.push_back({root.at(), "expected a list or a map, found " + found_phrase(root)});
    }
}

Node take_or_throw(std::optional<Node> node, const Problems& problems, const std::string& name) {
    throw_if_any(problems, "reading " + name);
    return std::move(*node);
}

} // namespace

std::string Position::text() const {
    if (line == 0) {
        return file;
    }
    return fmt::format("{}:{}:{}", file, line, column);
}

const Node* Node::find(std::string_view key) const noexcept {
    for (const auto& member : members_) {
        if (member.first.text_ == key) {
            return &member.second;
        }
    }
    return nullptr;
}

std::string Node::text_of(std::string_view key, std::string_view fallback) const {
    const Node* member = find(key);
    return member != nullptr && member->is_scalar() ? member->text_ : std::string(fallback);
}

std::vector<std::string> Node::texts_of(std::string_view key) const {
    std::vector<std::string> texts;
    const Node* member = find(key);
    if (member == nullptr) {
        return texts;
    }
    if (member->is_scalar()) {
        texts.push_back(member->text_);
    }
    for (const Node& item : member->items_) {
        if (item.is_scalar()) {
            texts.push_back(item.text_);
        }
    }
    return texts;
}

Node Node::make_scalar(std::string text, bool quoted, Position at) {
    Node node;
    node.kind_ = Kind::scalar;
    node.text_ = std::move(text);
    node.quoted_ = quoted;
    node.at_ = std::move(at);
    return node;
}

Node Node::make_null(Position at) {
    Node node;
    node.at_ = std::move(at);
    return node;
}

Node Node::make_list(std::vector<Node> items, Position at) {
    Node node;
    node.kind_ = Kind::list;
    node.items_ = std::move(items);
    node.at_ = std::move(at);
    return node;
}

Node Node::make_map(std::vector<std::pair<Node, Node>> members, Position at) {
    Node node;
    node.kind_ = Kind::map;
    node.members_ = std::move(members);
    node.at_ = std::move(at);
    return node;
}

std::optional<Node>
read_yaml_text(std::string_view text, const std::string& name, Problems& problems) {
    std::string clean = with_bare_line_feeds(text);
    if (!is_utf8(clean)) {
        problems.push_back({{name, 0, 0}, "the file is not UTF-8; save it in that encoding"});
        return std::nullopt;
    }
    if (looks_like_json(clean)) {
        clean = with_joined_surrogates(clean);
    }
    std::optional<Node> root = config_internal::build_node(clean, name, problems);
    if (root) {
        note_top_kind(*root, name, problems);
    }
    return root;
}

std::optional<Node>
read_yaml(const std::string& path, const std::string& name, Problems& problems) {
    try {
        return read_yaml_text(read_file(path), name, problems);
    } catch (const Error& fault) {
        problems.push_back({{name, 0, 0}, "cannot be read: " + fault.parts().why});
        return std::nullopt;
    }
}

Node load_yaml(const std::string& path) {
    Problems problems;
    std::optional<Node> node = read_yaml(path, path, problems);
    return take_or_throw(std::move(node), problems, path);
}

Node parse_yaml(std::string_view text, const std::string& name) {
    Problems problems;
    std::optional<Node> node = read_yaml_text(text, name, problems);
    return take_or_throw(std::move(node), problems, name);
}

} // namespace tickmark
