#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "markup_internal.hpp"
#include "markup_rules_internal.hpp"
#include <algorithm>
#include <cctype>
#include <charconv>

namespace tickmark::pdf {

namespace {

bool is_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool is_name_char(char c) noexcept {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == ':';
}

class Reader {
public:
    Reader(std::string_view html, const std::string& section) : html_(html), section_(section) {}

    MarkupNode read() {
        MarkupNode root;
        root.name = "body";
        read_children(root, 0);
        return root;
    }

private:
    static constexpr int deepest = 60;

    [[noreturn]] void refuse(const std::string& why) const {
        const auto line =
            1 + std::count(html_.begin(), html_.begin() + static_cast<long>(at_), '\n');
        throw Error(
            ErrorCode::render_failed,
            {"reading the HTML of section \"" + section_ + "\"",
             why,
             "line " + std::to_string(line) + " of the section",
             "see docs/pdf.md for what a section may hold; values must be escaped"});
    }

    bool at_end() const noexcept { return at_ >= html_.size(); }
    bool looking_at(std::string_view what) const noexcept {
        return html_.substr(at_, what.size()) == what;
    }

    void skip_spaces() noexcept {
        while (!at_end() && is_space(html_[at_])) {
            ++at_;
        }
    }

    std::string read_name() {
        const std::size_t start = at_;
        while (!at_end() && is_name_char(html_[at_])) {
            ++at_;
        }
        if (at_ == start) {
            refuse("a '<' that starts no element (write &lt;)");
        }
        return std::string(html_.substr(start, at_ - start));
    }

    void read_text(MarkupNode& parent) {
        const auto end = std::min(html_.find('<', at_), html_.size());
        MarkupNode node;
        node.text = html_.substr(at_, end - at_);
        node.foreign = parent.foreign;
        at_ = end;
        parent.children.push_back(std::move(node));
    }

    void skip_comment() {
        const auto end = html_.find("-->", at_);
        if (end == std::string_view::npos) {
            refuse("a comment that does not end");
        }
        at_ = end + 3;
    }

    std::string read_value() {
        skip_spaces();
        if (at_end() || html_[at_] != '=') {
            return {};
        }
        ++at_;
        skip_spaces();
        if (at_end() || (html_[at_] != '"' && html_[at_] != '\'')) {
            refuse("an attribute value without quotes");
        }
        const auto end = html_.find(html_[at_], at_ + 1);
        if (end == std::string_view::npos) {
            refuse("an attribute value that does not end");
        }
        const std::string_view raw = html_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return unescape_markup(raw);
    }

    /// The rest of a start tag; true if it closed itself ("/>").
    bool read_attributes(MarkupNode& node) {
        for (;;) {
            skip_spaces();
            if (looking_at("/>")) {
                at_ += 2;
                return true;
            }
            if (looking_at(">")) {
                ++at_;
                return false;
            }
            if (at_end()) {
                refuse("<" + node.name + " does not end");
            }
            MarkupAttribute attribute;
            attribute.name = read_name();
            attribute.value = read_value();
            node.attributes.push_back(std::move(attribute));
        }
    }

    void read_element(MarkupNode& parent, int depth) {
        ++at_;
        MarkupNode node;
        node.name = read_name();
        node.foreign = parent.foreign || node.name == "svg";
        if (!node.foreign) {
            node.name = to_lower(node.name);
        }
        const bool closed = read_attributes(node);
        if (const auto wrong = check_element(node)) {
            refuse(*wrong);
        }
        if (!closed && !is_void_element(node.name)) {
            read_children(node, depth + 1);
        }
        parent.children.push_back(std::move(node));
    }

    void read_end_tag(const MarkupNode& parent, int depth) {
        at_ += 2;
        const std::string name = read_name();
        skip_spaces();
        const bool matches = parent.foreign ? name == parent.name : to_lower(name) == parent.name;
        if (depth == 0 || !matches || !looking_at(">")) {
            refuse("</" + name + "> where </" + parent.name + "> was expected");
        }
        ++at_;
    }

    void read_children(MarkupNode& parent, int depth) {
        if (depth > deepest) {
            refuse("elements nested more than 60 deep");
        }
        while (!at_end()) {
            if (html_[at_] != '<') {
                read_text(parent);
            } else if (looking_at("<!--")) {
                skip_comment();
            } else if (looking_at("</")) {
                read_end_tag(parent, depth);
                return;
            } else {
                read_element(parent, depth);
            }
        }
        if (depth > 0) {
            refuse("<" + parent.name + "> is not closed");
        }
    }

    std::string_view html_;
    const std::string& section_;
    std::size_t at_ = 0;
};

/// The character of a reference without & and ; or 0.
char32_t referenced(std::string_view name) {
    if (name.size() > 1 && name[0] == '#') {
        const bool hex = name[1] == 'x' || name[1] == 'X';
        const std::string_view digits = name.substr(hex ? 2 : 1);
        unsigned long value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
        const bool whole = error == std::errc() && end == digits.data() + digits.size();
        return whole && value <= 0x10FFFF ? static_cast<char32_t>(value) : 0;
    }
    struct Named {
        std::string_view name;
        char32_t character;
    };
    for (const Named& each :
         {Named{"amp", U'&'},
          Named{"lt", U'<'},
          Named{"gt", U'>'},
          Named{"quot", U'"'},
          Named{"apos", U'\''},
          Named{"nbsp", char32_t{0xA0}}}) {
        if (each.name == name) {
            return each.character;
        }
    }
    return 0;
}

void collect_text(const MarkupNode& node, std::string& out) {
    if (node.is_text()) {
        out += unescape_markup(node.text);
        return;
    }
    if (node.name == "br" || is_block_element(node.name)) {
        out += ' ';
    }
    for (const MarkupNode& child : node.children) {
        collect_text(child, out);
    }
}

} // namespace

bool MarkupNode::is_blank() const noexcept {
    return is_text() && std::all_of(text.begin(), text.end(), is_space);
}

const std::string* MarkupNode::attribute(std::string_view key) const noexcept {
    for (const MarkupAttribute& each : attributes) {
        if (each.name == key) {
            return &each.value;
        }
    }
    return nullptr;
}

bool MarkupNode::has_class(std::string_view word) const {
    const std::string* classes = attribute("class");
    if (classes == nullptr) {
        return false;
    }
    const std::vector<std::string> words = split(*classes, ' ');
    return std::find(words.begin(), words.end(), word) != words.end();
}

MarkupNode read_markup(std::string_view html, const std::string& section) {
    return Reader(html, section).read();
}

std::string escape_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string unescape_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto semicolon = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
        const char32_t character = semicolon == std::string_view::npos || semicolon - at > 10
                                       ? 0
                                       : referenced(text.substr(at + 1, semicolon - at - 1));
        if (character == 0) {
            out += text[at++];
        } else {
            append_utf8(out, character);
            at = semicolon + 1;
        }
    }
    return out;
}

std::string text_of(const MarkupNode& node) {
    std::string raw;
    collect_text(node, raw);
    std::string out;
    for (const char c : raw) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return std::string(trim(out));
}

} // namespace tickmark::pdf
