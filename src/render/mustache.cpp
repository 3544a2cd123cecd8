#include "tickmark/render/mustache.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/render/visible.hpp"

#include "mustache_internal.hpp"
#include <ostream>
#include <sstream>

namespace tickmark {

namespace {

constexpr int deepest_partial = 40;

bool is_finished_html(const Tree& value) noexcept {
    return value.kind() == Tree::Kind::markup || value.kind() == Tree::Kind::writer;
}

} // namespace

/// One rendering: the contexts entered so far, innermost last.
class MustacheWriter {
public:
    MustacheWriter(MustacheSet& set, std::ostream& out) : set_(set), out_(out) {}

    void enter(const Tree& data) { contexts_.push_back(&data); }

    void write(const MustacheNodes& nodes) { write(nodes, nodes.items); }

private:
    void write(const MustacheNodes& nodes, const std::vector<MustacheNode>& items) {
        for (const MustacheNode& node : items) {
            write(nodes, node);
        }
    }

    void write(const MustacheNodes& nodes, const MustacheNode& node) {
        switch (node.kind) {
        case MustacheNode::Kind::text:
            out_ << node.text;
            note_tags(node.text);
            break;
        case MustacheNode::Kind::variable:
        case MustacheNode::Kind::raw:
            if (const Tree* value = look_up(nodes, node)) {
                interpolate(nodes, node, *value);
            }
            break;
        case MustacheNode::Kind::section:
            if (const Tree* value = look_up(nodes, node)) {
                section(nodes, node, *value);
            }
            break;
        case MustacheNode::Kind::inverted: {
            const Tree* value = look_up(nodes, node);
            if (value == nullptr || is_false(*value)) {
                write(nodes, node.children);
            }
            break;
        }
        case MustacheNode::Kind::partial:
            partial(nodes, node);
            break;
        }
    }

    /// nullptr where nothing has that name and the set is not strict.
    const Tree* look_up(const MustacheNodes& nodes, const MustacheNode& node) const {
        if (node.path.empty()) {
            return contexts_.back();
        }
        const Tree* value = nullptr;
        for (auto at = contexts_.rbegin(); at != contexts_.rend() && value == nullptr; ++at) {
            value = (*at)->find(node.path.front());
        }
        for (std::size_t i = 1; i < node.path.size() && value != nullptr; ++i) {
            value = value->find(node.path[i]);
        }
        if (value == nullptr && set_.options_.strict) {
            throw_template_error(
                nodes.name,
                node.line,
                "nothing here is named '" + join(node.path, ".") + "'" + slip(node));
        }
        return value;
    }

    std::string slip(const MustacheNode& node) const {
        std::vector<std::string> known;
        for (const Tree* context : contexts_) {
            known.insert(known.end(), context->names().begin(), context->names().end());
        }
        return did_you_mean(node.path.front(), known);
    }

    void interpolate(const MustacheNodes& nodes, const MustacheNode& node, const Tree& value) {
        const bool raw = node.kind == MustacheNode::Kind::raw;
        const bool finished = is_finished_html(value);
        if (value.kind() != Tree::Kind::text && !finished) {
            throw_template_error(
                nodes.name, node.line, "'" + join(node.path, ".") + "' is not a text");
        }
        if (set_.options_.guard_markup && raw != finished) {
            throw_template_error(
                nodes.name,
                node.line,
                "'" + join(node.path, ".") +
                    (raw ? "' is text: write it with two braces, so that it is escaped"
                         : "' is finished markup: write it with three braces"));
        }
        if (value.kind() == Tree::Kind::writer) {
            value.write(out_);
        } else if (raw || finished) {
            out_ << value.text();
        } else {
            out_ << escaped(value.text());
        }
    }

    std::string escaped(const std::string& text) const {
        if (!set_.options_.guard_markup) {
            return escape_html(text);
        }
        return set_.options_.for_print && !in_tag_ ? print_text(text) : html_text(text);
    }

    /// Values never hold < or >: the template alone says where attributes stand.
    void note_tags(std::string_view text) {
        const std::size_t last = text.find_last_of("<>");
        if (last != std::string_view::npos) {
            in_tag_ = text[last] == '<';
        }
    }

    static bool is_false(const Tree& value) {
        switch (value.kind()) {
        case Tree::Kind::text:
        case Tree::Kind::markup:
            return value.text().empty();
        case Tree::Kind::truth:
            return !value.truth();
        case Tree::Kind::list:
            return value.items().empty();
        case Tree::Kind::stream:
            return !value.open()().has_value();
        case Tree::Kind::map:
        case Tree::Kind::writer:
            return false;
        }
        return false;
    }

    void section(const MustacheNodes& nodes, const MustacheNode& node, const Tree& value) {
        if (value.kind() == Tree::Kind::stream) {
            const Tree::Next next = value.open();
            while (const std::optional<Tree> item = next()) {
                inside(nodes, node, *item);
            }
        } else if (value.kind() == Tree::Kind::list) {
            for (const Tree& item : value.items()) {
                inside(nodes, node, item);
            }
        } else if (!is_false(value)) {
            inside(nodes, node, value);
        }
    }

    void inside(const MustacheNodes& nodes, const MustacheNode& node, const Tree& context) {
        const bool enters = context.kind() != Tree::Kind::truth;
        if (enters) {
            contexts_.push_back(&context);
        }
        write(nodes, node.children);
        if (enters) {
            contexts_.pop_back();
        }
    }

    void partial(const MustacheNodes& nodes, const MustacheNode& node) {
        if (++depth_ > deepest_partial) {
            throw_template_error(
                nodes.name,
                node.line,
                "partial '" + node.text + "' nests deeper than " + std::to_string(deepest_partial));
        }
        write(set_.nodes(node.text, node.indent));
        --depth_;
    }

    MustacheSet& set_;
    std::ostream& out_;
    std::vector<const Tree*> contexts_;
    int depth_ = 0;
    bool in_tag_ = false;
};

MustacheSet::MustacheSet(Load load, MustacheOptions options) :
    load_(std::move(load)), options_(options) {}

MustacheSet::~MustacheSet() = default;

const MustacheNodes& MustacheSet::nodes(const std::string& name, const std::string& indent) {
    auto& parsed = parsed_[{name, indent}];
    if (!parsed) {
        const std::optional<std::string> text = load_(name);
        if (!text && options_.strict) {
            throw Error(
                ErrorCode::render_failed,
                {"filling a template", "there is no template '" + name + "'", "", ""});
        }
        parsed = std::make_unique<MustacheNodes>(parse_mustache(name, text.value_or(""), indent));
    }
    return *parsed;
}

void MustacheSet::render(const std::string& name, const Tree& data, std::ostream& out) {
    MustacheWriter writer(*this, out);
    writer.enter(data);
    writer.write(nodes(name, ""));
}

void MustacheSet::render(
    const std::string& name, const Tree& outer, const Tree& data, std::ostream& out) {
    MustacheWriter writer(*this, out);
    writer.enter(outer);
    writer.enter(data);
    writer.write(nodes(name, ""));
}

std::string render_mustache(std::string_view text, const Tree& data, MustacheOptions options) {
    MustacheSet set(
        [text](const std::string& name) -> std::optional<std::string> {
            return name == "template" ? std::optional<std::string>(text) : std::nullopt;
        },
        options);
    std::ostringstream out;
    set.render("template", data, out);
    return out.str();
}

} // namespace tickmark
