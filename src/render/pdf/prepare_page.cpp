#include "coverage_internal.hpp"
#include "markup_rules_internal.hpp"
#include "prepare_page_internal.hpp"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <utility>

namespace tickmark::pdf {

int heading_level(std::string_view name) noexcept {
    const bool heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
    return heading ? name[1] - '0' : 0;
}

std::string open_tag(const MarkupNode& node, bool without_id) {
    std::string tag = "<" + node.name;
    for (const MarkupAttribute& each : node.attributes) {
        if (each.name != "href" && !(without_id && each.name == "id")) {
            tag += fmt::format(" {}=\"{}\"", each.name, escape_markup(each.value));
        }
    }
    tag += '>';
    return tag;
}

namespace {

/// White space as a browser shows it: runs of blanks and line ends as one blank, none behind
/// another.
std::string single_blanks(std::string_view text, bool& after_blank) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
        if (!blank || !after_blank) {
            out += blank ? ' ' : c;
        }
        after_blank = blank;
    }
    return out;
}

} // namespace

SectionPage::SectionPage(const PdfSection& section, const PrepareOptions& options) :
    options_(options) {
    out_.name = section.name;
    out_.landscape = section.landscape;
    out_.front_matter = section.front_matter;
    html_ = fmt::format(R"(<a class="tk-r" href="t:{}"></a>)", add_box(BoxKind::ruler));
}

std::size_t SectionPage::add_box(BoxKind kind, int node) {
    Box box;
    box.kind = kind;
    box.node = node;
    out_.boxes.push_back(std::move(box));
    return out_.boxes.size() - 1;
}

std::size_t SectionPage::add_leaf(int node) {
    const std::size_t index = add_box(BoxKind::leaf, place.hidden > 0 ? -1 : node);
    box(index).table = place.table;
    box(index).in_head = place.in_head;
    box(index).list_item = place.in_list_item;
    place.row_needs_box = false;
    give_marks(index);
    return index;
}

int SectionPage::add_node(std::string role, int parent, const MarkupNode* from) {
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

void SectionPage::note_marks(const MarkupNode& node) {
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

void SectionPage::give_marks(std::size_t box) {
    std::vector<std::string>& ids = out_.boxes[box].ids;
    ids.insert(ids.end(), waiting_ids_.begin(), waiting_ids_.end());
    waiting_ids_.clear();
    for (PreparedBookmark& bookmark : waiting_bookmarks_) {
        bookmark.box = box;
        out_.bookmarks.push_back(std::move(bookmark));
    }
    waiting_bookmarks_.clear();
}

void SectionPage::settle_marks() {
    if (!waiting_ids_.empty() || !waiting_bookmarks_.empty()) {
        const std::size_t box = add_box(BoxKind::leaf);
        give_marks(box);
        write(fmt::format(R"(<a class="tk-p" href="t:{}"></a>)", box));
    }
}

bool SectionPage::wants_box() const noexcept {
    return options_.tagged || place.row_needs_box || !waiting_ids_.empty() ||
           !waiting_bookmarks_.empty();
}

std::string SectionPage::anchor_class(const char* kind) const {
    return options_.tagged ? fmt::format("{} tk-w", kind) : kind;
}

void SectionPage::write_open(const MarkupNode& node) {
    place.after_blank = place.after_blank || node.name == "br";
    write(open_tag(node));
}

void SectionPage::write_close(const MarkupNode& node) {
    if (!is_void_element(node.name)) {
        html_ += "</" + node.name + ">";
    }
}

void SectionPage::write_text(const MarkupNode& node) {
    // Markup characters stay escaped: only characters beyond them are looked at.
    const std::string text = node.text.find("&#") == std::string::npos
                                 ? node.text
                                 : escape_markup(unescape_markup(node.text));
    write(substitute_uncovered(
        options_.tagged && !place.preformatted ? single_blanks(text, place.after_blank) : text,
        out_.substitutions));
}

void SectionPage::write_whole(const MarkupNode& node) {
    if (node.is_text()) {
        write_text(node);
        return;
    }
    write_open(node);
    for (const MarkupNode& child : node.children) {
        write_whole(child);
    }
    write_close(node);
}

std::string SectionPage::whole(const MarkupNode& node) {
    std::string kept = std::exchange(html_, {});
    write_whole(node);
    return std::exchange(html_, std::move(kept));
}

PreparedSection SectionPage::finish() {
    out_.html = page_around(*options_.style_css, html_);
    return std::move(out_);
}

} // namespace tickmark::pdf
