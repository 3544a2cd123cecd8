#include "tickmark/base/error.hpp"

#include "markup_internal.hpp"
#include "markup_rules_internal.hpp"
#include "prepare_headings_internal.hpp"
#include "prepare_lines_internal.hpp"
#include "prepare_page_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace tickmark::pdf {

namespace {

/// Role of an element that groups others; empty for one that leaves no trace in the tree.
std::string group_role(std::string_view name) {
    struct Pair {
        std::string_view element;
        std::string_view role;
    };
    constexpr std::array<Pair, 13> roles{
        {{"section", "Sect"},
         {"article", "Sect"},
         {"blockquote", "BlockQuote"},
         {"ul", "L"},
         {"ol", "L"},
         {"dl", "L"},
         {"li", "LI"},
         {"table", "Table"},
         {"thead", "THead"},
         {"tbody", "TBody"},
         {"tr", "TR"},
         {"th", "TH"},
         {"td", "TD"}}};
    const auto* const found = std::find_if(
        roles.begin(), roles.end(), [&](const Pair& pair) { return pair.element == name; });
    return found == roles.end() ? std::string() : std::string(found->role);
}

bool is_cell(std::string_view name) noexcept {
    return name == "td" || name == "th";
}

bool is_block(const MarkupNode& node) {
    return !node.is_text() && is_block_element(node.name);
}

bool is_true(const std::string* value) noexcept {
    return value != nullptr && *value == "true";
}

bool all_blank(const MarkupNode* first, const MarkupNode* last) {
    return std::all_of(first, last, [](const MarkupNode& node) { return node.is_blank(); });
}

/// Goes down the blocks of a section: groups, paragraphs, lists, tables.
class BlockWriter {
public:
    explicit BlockWriter(SectionPage& page) : page_(page) {}

    void write_section(const MarkupNode& root) {
        write_children(root, -1);
        page_.settle_marks();
        headings_.write(page_);
    }

private:
    void write_children(const MarkupNode& node, int parent) {
        int contents = -1; ///< of the lines of contents that follow each other
        const MarkupNode* at = node.children.data();
        const MarkupNode* const end = at + node.children.size();
        while (at != end) {
            if (is_block(*at)) {
                const bool line = at->has_class("contents-line") && !hidden();
                contents = !line ? -1 : contents < 0 ? page_.add_node("TOC", parent) : contents;
                write_block(*at, line ? contents : parent);
                ++at;
                continue;
            }
            const MarkupNode* const stop = std::find_if(at, end, is_block);
            if (all_blank(at, stop)) {
                page_.write(" ");
            } else {
                write_lines(page_, at, stop, hidden() ? -1 : page_.add_node("P", parent));
            }
            at = stop;
        }
    }

    void write_block(const MarkupNode& node, int parent) {
        page_.note_marks(node);
        const int hides = is_true(node.attribute("aria-hidden")) ? 1 : 0;
        page_.place.hidden += hides;
        open_.push_back(&node);
        page_.write_open(node);
        write_inside(node, parent);
        page_.write_close(node);
        open_.pop_back();
        page_.place.hidden -= hides;
    }

    void write_inside(const MarkupNode& node, int parent) {
        if (node.name == "table") {
            write_table(node, parent);
        } else if (node.name == "tr") {
            page_.place.row_needs_box = page_.place.table >= 0;
            write_children(node, hidden() ? -1 : page_.add_node("TR", parent, &node));
        } else if (std::any_of(node.children.begin(), node.children.end(), is_block)) {
            write_group(node, parent);
        } else if (!all_blank(node.children.data(), node.children.data() + node.children.size())) {
            write_leaf_block(node, parent);
        } else if (is_cell(node.name) && parent >= 0) {
            add_cell(node, parent);
        }
    }

    bool hidden() const noexcept { return page_.place.hidden > 0; }

    void write_group(const MarkupNode& node, int parent) {
        const bool was_item = page_.place.in_list_item;
        const int was_term = std::exchange(term_, node.name == "dl" ? -1 : term_);
        page_.place.in_list_item = was_item || node.name == "li";
        write_children(node, add_group_node(node, parent));
        page_.place.in_list_item = was_item;
        term_ = was_term;
    }

    int add_group_node(const MarkupNode& node, int parent) {
        if (is_cell(node.name) && parent >= 0) { // a hidden one too: rows stay equally long
            return add_cell(node, parent);
        }
        if (hidden()) {
            return parent;
        }
        if (const int part = add_item_part(node, parent); part >= 0) {
            return part;
        }
        const std::string role = group_role(node.name);
        return role.empty() ? parent : page_.add_node(role, parent, &node);
    }

    /// What is inside of a list's item, a term or its explanation; -1 for other elements.
    int add_item_part(const MarkupNode& node, int parent) {
        if (node.name == "li") {
            return page_.add_node("LBody", page_.add_node("LI", parent, &node));
        }
        if (node.name != "dt" && node.name != "dd") {
            return -1;
        }
        const bool opens = node.name == "dt" || term_ < 0;
        term_ = opens ? page_.add_node("LI", parent) : term_;
        return page_.add_node(node.name == "dt" ? "Lbl" : "LBody", term_, &node);
    }

    int add_cell(const MarkupNode& node, int parent) {
        const int cell = page_.add_node(group_role(node.name), parent, &node);
        if (cell >= 0 && node.name == "th") {
            const std::string* scope = node.attribute("scope");
            page_.node(cell).scope = scope != nullptr && *scope == "row" ? "Row" : "Column";
        }
        return cell;
    }

    int add_leaf_node(const MarkupNode& node, int parent) {
        if (is_cell(node.name) && parent >= 0) {
            return add_cell(node, parent);
        }
        if (hidden()) {
            return -1;
        }
        if (const int part = add_item_part(node, parent); part >= 0) {
            return part;
        }
        if (node.has_class("contents-line")) {
            return page_.add_node("Reference", page_.add_node("TOCI", parent, &node));
        }
        if (const int level = heading_level(node.name)) {
            return page_.add_node(fmt::format("H{}", level), parent, &node);
        }
        const std::string role = group_role(node.name);
        return page_.add_node("P", role.empty() ? parent : page_.add_node(role, parent), &node);
    }

    void write_leaf_block(const MarkupNode& node, int parent) {
        const bool was_item = page_.place.in_list_item;
        const int leaf = add_leaf_node(node, parent);
        page_.place.in_list_item = was_item || (node.name == "li" && !hidden());
        page_.place.preformatted = node.name == "pre";
        const MarkupNode* const first = node.children.data();
        write_lines(page_, first, first + node.children.size(), leaf);
        page_.place.preformatted = false;
        page_.place.in_list_item = was_item;
    }

    void write_table(const MarkupNode& node, int parent) {
        if (page_.place.table >= 0) {
            throw Error(
                ErrorCode::render_failed,
                {"reading the HTML of section \"" + page_.section().name + "\"",
                 "a table inside a table",
                 "",
                 "give it as a table of its own"});
        }
        page_.place.table = tables_++;
        const int table = hidden() ? -1 : page_.add_node("Table", parent, &node);
        bool has_head = false; // then rows stand in a body, be it an empty one
        int body = -1;
        for (const MarkupNode& child : node.children) {
            if (child.is_text()) {
                continue;
            }
            has_head = has_head || child.name == "thead";
            page_.place.in_head = child.name == "thead";
            if (page_.place.in_head && !node.has_class("no-repeat")) {
                headings_.keep(page_, open_, child);
            }
            if (child.name == "tr" && has_head && body < 0 && table >= 0) {
                body = page_.add_node("TBody", table);
            }
            write_block(child, child.name == "tr" && body >= 0 ? body : table);
            page_.place.in_head = false;
        }
        const bool only_head =
            std::none_of(node.children.begin(), node.children.end(), [](const MarkupNode& child) {
                return child.name == "tbody" || child.name == "tr";
            });
        if (has_head && only_head && table >= 0) {
            page_.add_node("TBody", table);
        }
        page_.place.table = -1;
        page_.place.row_needs_box = false;
    }

    SectionPage& page_;
    RepeatedHeadings headings_;
    std::vector<const MarkupNode*> open_;
    int tables_ = 0;
    int term_ = -1; ///< item of the term that explanations belong to
};

} // namespace

PreparedSection prepare_section(const PdfSection& section, const PrepareOptions& options) {
    SectionPage page(section, options);
    const MarkupNode root = read_markup(section.html, section.name);
    check_nesting(root, section.name);
    BlockWriter(page).write_section(root);
    return page.finish();
}

} // namespace tickmark::pdf
