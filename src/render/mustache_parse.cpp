#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "mustache_internal.hpp"
#include <algorithm>

namespace tickmark {

namespace {

/// Reads a template from its start to its end; sections are kept open on a stack.
class Parser {
public:
    Parser(const std::string& name, std::string_view text) : name_(name), text_(text) {
        open_.push_back(MustacheNode{});
    }

    std::vector<MustacheNode> parse() {
        while (at_ < text_.size()) {
            const std::size_t start = text_.find(opening_, at_);
            if (start == std::string_view::npos) {
                literal(text_.substr(at_));
                break;
            }
            tag(start);
        }
        if (open_.size() > 1) {
            fail(open_.back().line, "section '" + join(open_.back().path, ".") + "' is not closed");
        }
        return std::move(open_.front().children);
    }

private:
    struct Tag {
        char sigil = 0; ///< 0 for a plain name
        std::string body;
        std::size_t start = 0; ///< of the opening delimiter
        std::size_t end = 0;   ///< behind the closing delimiter
        int line = 0;
    };

    [[noreturn]] void fail(int line, const std::string& why) const {
        throw_template_error(name_, line, why);
    }

    void count_lines(std::string_view passed) {
        line_ += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
    }

    void literal(std::string_view text) {
        count_lines(text);
        if (!text.empty()) {
            MustacheNode node;
            node.text = text;
            node.line = line_;
            open_.back().children.push_back(std::move(node));
        }
    }

    Tag read_tag(std::size_t start) const {
        Tag tag;
        tag.start = start;
        tag.line = line_ + static_cast<int>(std::count(
                               text_.begin() + static_cast<std::ptrdiff_t>(at_),
                               text_.begin() + static_cast<std::ptrdiff_t>(start),
                               '\n'));
        std::size_t body = start + opening_.size();
        std::string closing = closing_;
        if (body < text_.size() &&
            std::string_view("#^/>!=&{").find(text_[body]) != std::string_view::npos) {
            tag.sigil = text_[body++];
            if (tag.sigil == '{' || tag.sigil == '=') {
                closing.insert(0, 1, tag.sigil == '{' ? '}' : '=');
            }
        }
        const std::size_t end = text_.find(closing, body);
        if (end == std::string_view::npos) {
            fail(tag.line, "a tag is opened with '" + opening_ + "' and never closed");
        }
        tag.body = trim(text_.substr(body, end - body));
        tag.end = end + closing.size();
        return tag;
    }

    /// Whether nothing but blanks shares the tag's line; then the whole line goes.
    bool stands_alone(const Tag& tag, std::size_t& line_start, std::size_t& line_end) const {
        line_start = tag.start;
        while (line_start > 0 && (text_[line_start - 1] == ' ' || text_[line_start - 1] == '\t')) {
            --line_start;
        }
        if ((line_start > 0 && text_[line_start - 1] != '\n') || line_start < at_) {
            return false;
        }
        line_end = tag.end;
        while (line_end < text_.size() && (text_[line_end] == ' ' || text_[line_end] == '\t')) {
            ++line_end;
        }
        if (line_end == text_.size()) {
            return true;
        }
        line_end += text_.substr(line_end, 2) == "\r\n" ? 1U : 0U;
        if (text_[line_end] != '\n') {
            return false;
        }
        ++line_end;
        return true;
    }

    void tag(std::size_t start) {
        const Tag tag = read_tag(start);
        std::size_t line_start = start;
        std::size_t line_end = tag.end;
        const bool can_stand_alone = tag.sigil != 0 && tag.sigil != '&' && tag.sigil != '{';
        std::string indent;
        if (can_stand_alone && stands_alone(tag, line_start, line_end)) {
            indent = text_.substr(line_start, start - line_start);
        } else {
            line_start = start;
            line_end = tag.end;
        }
        literal(text_.substr(at_, line_start - at_));
        count_lines(text_.substr(line_start, line_end - line_start));
        at_ = line_end;
        apply(tag, indent);
    }

    void apply(const Tag& tag, const std::string& indent) {
        switch (tag.sigil) {
        case '!':
            return;
        case '=':
            return set_delimiters(tag);
        case '/':
            return close(tag);
        case '>':
            return add_partial(tag, indent);
        default:
            return add_named(tag);
        }
    }

    void set_delimiters(const Tag& tag) {
        const std::size_t gap = tag.body.find_first_of(" \t\n");
        if (gap == std::string::npos) {
            fail(tag.line, "set delimiters need two words: {{=<% %>=}}");
        }
        opening_ = tag.body.substr(0, gap);
        closing_ = trim(std::string_view(tag.body).substr(gap));
    }

    void close(const Tag& tag) {
        if (open_.size() == 1) {
            fail(tag.line, "section '" + tag.body + "' is closed and was never opened");
        }
        if (open_.back().path != path_of(tag)) {
            fail(
                tag.line,
                "section '" + join(open_.back().path, ".") + "' of line " +
                    std::to_string(open_.back().line) + " is closed as '" + tag.body + "'");
        }
        MustacheNode node = std::move(open_.back());
        open_.pop_back();
        open_.back().children.push_back(std::move(node));
    }

    void add_partial(const Tag& tag, const std::string& indent) {
        MustacheNode node;
        node.kind = MustacheNode::Kind::partial;
        node.text = tag.body;
        node.indent = indent;
        node.line = tag.line;
        open_.back().children.push_back(std::move(node));
    }

    void add_named(const Tag& tag) {
        MustacheNode node;
        node.path = path_of(tag);
        node.line = tag.line;
        if (tag.sigil == '#' || tag.sigil == '^') {
            node.kind =
                tag.sigil == '#' ? MustacheNode::Kind::section : MustacheNode::Kind::inverted;
            open_.push_back(std::move(node));
            return;
        }
        node.kind = tag.sigil == 0 ? MustacheNode::Kind::variable : MustacheNode::Kind::raw;
        open_.back().children.push_back(std::move(node));
    }

    std::vector<std::string> path_of(const Tag& tag) const {
        if (tag.body.empty()) {
            fail(tag.line, "a tag without a name");
        }
        return tag.body == "." ? std::vector<std::string>{} : split(tag.body, '.');
    }

    const std::string& name_;
    std::string_view text_;
    std::string opening_ = "{{";
    std::string closing_ = "}}";
    std::size_t at_ = 0;
    int line_ = 1;
    std::vector<MustacheNode> open_; ///< the template itself, then the sections not yet closed
};

std::string indented(std::string_view text, const std::string& indent) {
    std::string out;
    bool at_line_start = true;
    for (const char c : text) {
        if (at_line_start) {
            out += indent;
        }
        out += c;
        at_line_start = c == '\n';
    }
    return out;
}

} // namespace

void throw_template_error(const std::string& name, int line, const std::string& why) {
    throw Error(
        ErrorCode::render_failed,
        {"filling the template", why, name + ":" + std::to_string(line), ""});
}

MustacheNodes
parse_mustache(const std::string& name, std::string_view text, const std::string& indent) {
    MustacheNodes nodes;
    nodes.name = name;
    const std::string whole = indent.empty() ? std::string(text) : indented(text, indent);
    nodes.items = Parser(nodes.name, whole).parse();
    return nodes;
}

} // namespace tickmark
