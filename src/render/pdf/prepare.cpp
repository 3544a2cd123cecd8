#include "tickmark/base/error.hpp"

#include "coverage_internal.hpp"
#include "markup_internal.hpp"
#include "markup_rules_internal.hpp"
#include "prepared_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tickmark::pdf {

namespace {

bool starts_with(std::string_view text, std::string_view start) noexcept {
    return text.substr(0, start.size()) == start;
}

int heading_level(std::string_view name) noexcept {
    const bool heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
    return heading ? name[1] - '0' : 0;
}

/// Role of an element that groups others; empty for one that leaves no trace in the tree.
std::string group_role(std::string_view name) {
    struct Pair {
        std::string_view element;
        std::string_view role;
    };
    for (const Pair& pair :
         {Pair{"section", "Sect"},
          Pair{"article", "Sect"},
          Pair{"blockquote", "BlockQuote"},
          Pair{"ul", "L"},
          Pair{"ol", "L"},
          Pair{"li", "LI"},
          Pair{"table", "Table"},
          Pair{"thead", "THead"},
          Pair{"tbody", "TBody"},
          Pair{"tr", "TR"},
          Pair{"th", "TH"},
          Pair{"td", "TD"}}) {
        if (pair.element == name) {
            return std::string(pair.role);
        }
    }
    return {};
}

bool is_cell(std::string_view name) noexcept {
    return name == "td" || name == "th";
}

bool holds_special(const MarkupNode& node) {
    return node.name == "a" || node.name == "img" || node.name == "svg" ||
           (node.is_text() && needs_own_box(node.text)) ||
           std::any_of(node.children.begin(), node.children.end(), holds_special);
}

bool all_blank(const MarkupNode* first, const MarkupNode* last) {
    return std::all_of(first, last, [](const MarkupNode& node) { return node.is_blank(); });
}

class Preparer {
public:
    Preparer(const PdfSection& section, const PrepareOptions& options) : options_(options) {
        out_.name = section.name;
        out_.landscape = section.landscape;
        out_.front_matter = section.front_matter;
        add_box(BoxKind::ruler);
    }

    PreparedSection run(const MarkupNode& root) {
        html_ += R"(<a class="tk-r" href="t:0"></a>)";
        emit_children(root, -1);
        settle_waiting_ids();
        if (out_.has_repeated_heading) {
            emit_headings();
        }
        out_.html = page_around(*options_.style_css, html_);
        return std::move(out_);
    }

private:
    struct RepeatedHeading {
        int table = 0;
        std::string open; ///< start tags around the table
        std::string head;
        std::string close;
    };

    std::size_t add_box(BoxKind kind, int node = -1) {
        Box box;
        box.kind = kind;
        box.node = node;
        out_.boxes.push_back(std::move(box));
        return out_.boxes.size() - 1;
    }

    int add_node(std::string role, int parent, const MarkupNode* from = nullptr) {
        if (!options_.tagged) {
            return -1;
        }
        StructureNode node;
        node.role = std::move(role);
        node.parent = parent;
        if (from != nullptr) {
            if (const std::string* language = from->attribute("lang")) {
                node.language = *language;
            }
        }
        out_.nodes.push_back(std::move(node));
        return static_cast<int>(out_.nodes.size()) - 1;
    }

    // ---- ids and bookmarks wait for the next box: containers have none of their own

    void note_marks(const MarkupNode& node) {
        if (const std::string* id = node.attribute("id")) {
            waiting_ids_.push_back(*id);
        }
        const int heading = heading_level(node.name);
        const std::string* title = node.attribute("data-bookmark");
        const bool automatic = title == nullptr && heading >= 1 && heading <= 3;
        if (!automatic && (title == nullptr || title->empty())) {
            return;
        }
        PreparedBookmark bookmark;
        bookmark.level = heading >= 1 && heading <= 3 ? heading : 3;
        if (const std::string* level = node.attribute("data-bookmark-level")) {
            bookmark.level = std::clamp(std::atoi(level->c_str()), 1, 6); // NOLINT(cert-err34-c)
        }
        bookmark.title = automatic ? text_of(node) : *title;
        waiting_bookmarks_.push_back(std::move(bookmark));
    }

    bool marks_wait() const noexcept {
        return !waiting_ids_.empty() || !waiting_bookmarks_.empty();
    }

    void give_marks(std::size_t box) {
        std::vector<std::string>& ids = out_.boxes[box].ids;
        ids.insert(ids.end(), waiting_ids_.begin(), waiting_ids_.end());
        waiting_ids_.clear();
        for (PreparedBookmark& bookmark : waiting_bookmarks_) {
            bookmark.box = box;
            out_.bookmarks.push_back(std::move(bookmark));
        }
        waiting_bookmarks_.clear();
    }

    void settle_waiting_ids() {
        if (marks_wait()) {
            const std::size_t box = add_box(BoxKind::leaf);
            give_marks(box);
            html_ += fmt::format(R"(<a class="tk-p" href="t:{}"></a>)", box);
        }
    }

    // ---- tags as written

    void emit_open(std::string& to, const MarkupNode& node, bool without_marks = false) const {
        to += '<';
        to += node.name;
        for (const MarkupAttribute& each : node.attributes) {
            if (each.name != "href" && !(without_marks && each.name == "id")) {
                to += fmt::format(" {}=\"{}\"", each.name, escape_markup(each.value));
            }
        }
        to += '>';
    }

    static void emit_close(std::string& to, const MarkupNode& node) {
        if (!is_void_element(node.name)) {
            to += fmt::format("</{}>", node.name);
        }
    }

    void emit_text(const MarkupNode& node) {
        // Markup characters stay escaped: only characters beyond them are looked at.
        html_ += substitute_uncovered(
            node.text.find("&#") == std::string::npos ? node.text
                                                      : escape_markup(unescape_markup(node.text)),
            out_.substitutions);
    }

    void emit_as_written(const MarkupNode& node) {
        if (node.is_text()) {
            emit_text(node);
            return;
        }
        emit_open(html_, node);
        for (const MarkupNode& child : node.children) {
            emit_as_written(child);
        }
        emit_close(html_, node);
    }

    // ---- lines of text

    void emit_run(const MarkupNode* first, const MarkupNode* last, int node) {
        if (!std::any_of(first, last, holds_special)) {
            emit_plain_run(first, last, node);
            return;
        }
        for (const MarkupNode* each = first; each != last; ++each) {
            emit_mixed(*each, node);
        }
    }

    void emit_plain_run(const MarkupNode* first, const MarkupNode* last, int node) {
        for (const MarkupNode* each = first; each != last; ++each) {
            note_inline_marks(*each);
        }
        const bool wanted = options_.tagged || marks_wait() || cell_needs_box_;
        if (!wanted) {
            std::for_each(first, last, [this](const MarkupNode& each) { emit_as_written(each); });
            return;
        }
        html_ += fmt::format(R"(<a class="tk-b" href="t:{}">)", add_leaf(node));
        std::for_each(first, last, [this](const MarkupNode& each) { emit_as_written(each); });
        html_ += "</a>";
    }

    void note_inline_marks(const MarkupNode& node) {
        if (node.is_text()) {
            return;
        }
        note_marks(node);
        for (const MarkupNode& child : node.children) {
            note_inline_marks(child);
        }
    }

    std::size_t add_leaf(int node) {
        const std::size_t box = add_box(BoxKind::leaf, hidden_ > 0 ? -1 : node);
        out_.boxes[box].table = cell_table_;
        out_.boxes[box].in_head = in_head_;
        out_.boxes[box].list_item = in_list_item_;
        cell_needs_box_ = false;
        give_marks(box);
        return box;
    }

    void emit_mixed(const MarkupNode& node, int leaf) {
        if (node.is_text()) {
            emit_mixed_text(node, leaf);
        } else if (node.name == "a") {
            emit_link(node, leaf);
        } else if (node.name == "img" || node.name == "svg") {
            emit_picture(node, leaf);
        } else {
            note_marks(node);
            emit_open(html_, node);
            for (const MarkupNode& child : node.children) {
                emit_mixed(child, leaf);
            }
            emit_close(html_, node);
        }
    }

    void emit_mixed_text(const MarkupNode& node, int leaf) {
        if (!needs_own_box(node.text)) {
            emit_piece(node.text, "", leaf);
            return;
        }
        // Word by word: each carries its own text, and the engine measures joined letters wrongly
        // when several words of them stand in one run.
        std::string plain;
        for (std::size_t at = 0; at < node.text.size();) {
            const std::size_t end = std::min(node.text.find(' ', at), node.text.size() - 1) + 1;
            const std::string word = node.text.substr(at, end - at);
            if (needs_own_box(word)) {
                const std::size_t length = word.find_last_not_of(" \n\t") + 1;
                emit_piece(std::exchange(plain, {}), "", leaf);
                emit_word(word.substr(0, length), leaf);
                plain = word.substr(length);
            } else {
                plain += word;
            }
            at = end;
        }
        emit_piece(plain, "", leaf);
    }

    void emit_word(const std::string& word, int leaf) {
        html_ += "<span>";
        emit_piece(word, needs_actual_text(word) ? unescape_markup(word) : "", leaf);
        html_ += "</span>";
    }

    void emit_piece(const std::string& text, const std::string& actual, int leaf) {
        MarkupNode node;
        node.text = text;
        const bool wanted = options_.tagged || marks_wait() || cell_needs_box_ || !actual.empty();
        if (node.is_blank() || !wanted) {
            emit_text(node);
            return;
        }
        const std::size_t box = add_leaf(leaf);
        std::map<char32_t, std::size_t> counted_elsewhere;
        out_.boxes[box].actual = substitute_uncovered(actual, counted_elsewhere);
        html_ += fmt::format(R"(<a class="tk-i" href="t:{}">)", box);
        emit_text(node);
        html_ += "</a>";
    }

    void emit_link(const MarkupNode& node, int leaf) {
        note_marks(node);
        const std::string* href = node.attribute("href");
        const std::string target = href == nullptr ? "" : *href;
        const bool page_of = node.has_class("page-of") && starts_with(target, "#");
        const bool kept =
            hidden_ == 0 && (starts_with(target, "#") || starts_with(target, "https://") ||
                             starts_with(target, "http://") || starts_with(target, "mailto:"));
        if (!kept) { // the text stays, the link goes
            html_ += "<span>";
            for (const MarkupNode& child : node.children) {
                emit_mixed(child, leaf);
            }
            html_ += "</span>";
            return;
        }
        const int link = hidden_ > 0 ? -1 : add_node("Link", leaf);
        const std::size_t box = add_box(page_of ? BoxKind::page_of : BoxKind::link, link);
        give_marks(box);
        out_.boxes[box].table = cell_table_;
        out_.boxes[box].in_head = in_head_;
        cell_needs_box_ = false;
        out_.boxes[box].target = target;
        out_.boxes[box].contents = text_of(node);
        if (needs_actual_text(out_.boxes[box].contents)) {
            out_.boxes[box].actual = out_.boxes[box].contents;
        }
        html_ += "<a";
        for (const MarkupAttribute& each : node.attributes) {
            if (each.name != "href") {
                html_ += fmt::format(" {}=\"{}\"", each.name, escape_markup(each.value));
            }
        }
        html_ += fmt::format(" href=\"t:{}\">", box);
        for (const MarkupNode& child : node.children) {
            emit_as_written(child);
        }
        html_ += "</a>";
    }

    void emit_picture(const MarkupNode& node, int leaf) {
        note_marks(node);
        const std::string* alt = node.attribute(node.name == "img" ? "alt" : "aria-label");
        const std::string* source = node.attribute("src");
        const bool original = source != nullptr && starts_with(*source, "image:");
        const std::string* decoration = node.attribute("aria-hidden");
        const bool hidden = hidden_ > 0 || (alt != nullptr && alt->empty()) ||
                            (decoration != nullptr && *decoration == "true");
        int figure = -1;
        if (!hidden) {
            figure = add_node("Figure", leaf, &node);
            if (figure >= 0) {
                out_.nodes[static_cast<std::size_t>(figure)].alt =
                    alt == nullptr ? "drawing" : *alt;
            }
        }
        const std::size_t box = add_box(original ? BoxKind::image : BoxKind::figure, figure);
        give_marks(box);
        if (original) {
            out_.boxes[box].target = source->substr(6);
            const std::string* style = node.attribute("style");
            const std::string* classes = node.attribute("class");
            html_ += fmt::format(
                R"(<a class="tk-m {}" style="{}" href="t:{}"></a>)",
                classes == nullptr ? "" : escape_markup(*classes),
                style == nullptr ? "" : escape_markup(*style),
                box);
            return;
        }
        html_ += R"(<span class="tk-f">)";
        emit_as_written(node);
        html_ += fmt::format(R"(<a class="tk-o" href="t:{}"></a></span>)", box);
    }

    // ---- blocks

    void emit_children(const MarkupNode& node, int parent) {
        const MarkupNode* at = node.children.data();
        const MarkupNode* const end = at + node.children.size();
        while (at != end) {
            if (!at->is_text() && is_block_element(at->name)) {
                emit_block(*at, parent);
                ++at;
                continue;
            }
            const MarkupNode* const stop = std::find_if(at, end, [](const MarkupNode& each) {
                return !each.is_text() && is_block_element(each.name);
            });
            if (all_blank(at, stop)) {
                html_ += ' ';
            } else {
                emit_run(at, stop, add_node("P", parent));
            }
            at = stop;
        }
    }

    static bool has_block_child(const MarkupNode& node) {
        return std::any_of(node.children.begin(), node.children.end(), [](const MarkupNode& child) {
            return !child.is_text() && is_block_element(child.name);
        });
    }

    void emit_block(const MarkupNode& node, int parent) {
        note_marks(node);
        const std::string* hidden = node.attribute("aria-hidden");
        const bool hides = hidden != nullptr && *hidden == "true";
        hidden_ += hides ? 1 : 0;
        open_.push_back(&node);
        emit_open(html_, node);
        if (node.name == "table") {
            emit_table(node, parent);
        } else if (node.name == "tr") {
            cell_needs_box_ = cell_table_ >= 0;
            emit_children(node, hidden_ > 0 ? -1 : add_node("TR", parent, &node));
        } else if (has_block_child(node)) {
            emit_group(node, parent);
        } else if (!all_blank(node.children.data(), node.children.data() + node.children.size())) {
            emit_leaf_block(node, parent);
        } else if (is_cell(node.name) && hidden_ == 0) {
            add_cell(node, parent);
        }
        emit_close(html_, node);
        open_.pop_back();
        hidden_ -= hides ? 1 : 0;
    }

    void emit_group(const MarkupNode& node, int parent) {
        const std::string role = hidden_ > 0 ? "" : group_role(node.name);
        if (is_cell(node.name) && !role.empty()) {
            emit_children(node, add_cell(node, parent));
            return;
        }
        const bool was_item = in_list_item_;
        in_list_item_ = in_list_item_ || node.name == "li";
        int group = role.empty() ? parent : add_node(role, parent, &node);
        if (node.name == "li" && !role.empty()) {
            group = add_node("LBody", group);
        }
        emit_children(node, group);
        in_list_item_ = was_item;
    }

    int add_cell(const MarkupNode& node, int parent) {
        const int cell = add_node(group_role(node.name), parent, &node);
        if (cell >= 0 && node.name == "th") {
            const std::string* scope = node.attribute("scope");
            out_.nodes[static_cast<std::size_t>(cell)].scope =
                scope != nullptr && *scope == "row" ? "Row" : "Column";
        }
        return cell;
    }

    void emit_leaf_block(const MarkupNode& node, int parent) {
        const bool was_item = in_list_item_;
        int leaf = -1;
        if (hidden_ > 0) {
            leaf = -1;
        } else if (is_cell(node.name)) {
            leaf = add_cell(node, parent);
        } else if (node.name == "li") {
            leaf = add_node("LBody", add_node("LI", parent, &node));
            in_list_item_ = true;
        } else if (const int level = heading_level(node.name)) {
            leaf = add_node(fmt::format("H{}", level), parent, &node);
        } else {
            const std::string role = group_role(node.name);
            leaf = add_node("P", role.empty() ? parent : add_node(role, parent), &node);
        }
        emit_run(node.children.data(), node.children.data() + node.children.size(), leaf);
        in_list_item_ = was_item;
    }

    // ---- tables

    void emit_table(const MarkupNode& node, int parent) {
        if (cell_table_ >= 0) {
            throw Error(
                ErrorCode::render_failed,
                {"reading the HTML of section \"" + out_.name + "\"",
                 "a table inside a table",
                 "",
                 "give it as a table of its own"});
        }
        cell_table_ = tables_++;
        const int table = hidden_ > 0 ? -1 : add_node("Table", parent, &node);
        for (const MarkupNode& child : node.children) {
            if (child.is_text()) {
                continue;
            }
            in_head_ = child.name == "thead";
            if (in_head_ && !node.has_class("no-repeat")) {
                keep_heading(child);
            }
            emit_block(child, table);
            in_head_ = false;
        }
        cell_table_ = -1;
        cell_needs_box_ = false;
    }

    void keep_heading(const MarkupNode& head) {
        RepeatedHeading heading;
        heading.table = cell_table_;
        for (const MarkupNode* each : open_) {
            if (each->name == "table") {
                heading.open += fmt::format(R"(<a class="tk-b" href="t:{}">)", heading_box_mark);
                heading.close.insert(0, "</a>");
            }
            emit_open(heading.open, *each, true);
            heading.close.insert(0, fmt::format("</{}>", each->name));
        }
        std::string kept = std::exchange(html_, {});
        emit_as_written(head);
        heading.head = std::exchange(html_, std::move(kept));
        headings_.push_back(std::move(heading));
        out_.has_repeated_heading = true;
    }

    void emit_headings() {
        const std::size_t trailer = add_box(BoxKind::trailer);
        html_ += fmt::format(R"(<div class="tk-h"><a class="tk-p" href="t:{}"></a>)", trailer);
        for (const RepeatedHeading& heading : headings_) {
            const std::size_t box = add_box(BoxKind::heading);
            out_.boxes[box].table = heading.table;
            std::string open = heading.open;
            open.replace(open.find(heading_box_mark), heading_box_mark.size(), std::to_string(box));
            html_ += R"(<div class="tk-g">)" + open + heading.head + heading.close + "</div>";
        }
        html_ += "</div>";
    }

    static constexpr std::string_view heading_box_mark = "@heading@";

    const PrepareOptions& options_;
    PreparedSection out_;
    std::string html_;
    std::vector<std::string> waiting_ids_;
    std::vector<PreparedBookmark> waiting_bookmarks_;
    std::vector<const MarkupNode*> open_;
    std::vector<RepeatedHeading> headings_;
    int hidden_ = 0;
    int tables_ = 0;
    int cell_table_ = -1;
    bool in_head_ = false;
    bool in_list_item_ = false;
    bool cell_needs_box_ = false;
};

} // namespace

PreparedSection prepare_section(const PdfSection& section, const PrepareOptions& options) {
    return Preparer(section, options).run(read_markup(section.html, section.name));
}

} // namespace tickmark::pdf
