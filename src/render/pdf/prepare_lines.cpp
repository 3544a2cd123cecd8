#include "coverage_internal.hpp"
#include "prepare_lines_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tickmark::pdf {

namespace {

bool holds_special(const MarkupNode& node) {
    return node.name == "a" || node.name == "img" || node.name == "svg" ||
           (node.is_text() && needs_own_box(node.text)) || node.attribute("lang") != nullptr ||
           std::any_of(node.children.begin(), node.children.end(), holds_special);
}

void note_inline_marks(SectionPage& page, const MarkupNode& node) {
    if (node.is_text()) {
        return;
    }
    page.note_marks(node);
    for (const MarkupNode& child : node.children) {
        note_inline_marks(page, child);
    }
}

void write_plain_run(SectionPage& page, const MarkupNode* first, const MarkupNode* last, int node) {
    for (const MarkupNode* each = first; each != last; ++each) {
        note_inline_marks(page, *each);
    }
    const bool boxed = page.wants_box();
    if (boxed) {
        page.write(fmt::format(
            R"(<a class="{}" href="t:{}">)", page.anchor_class("tk-b"), page.add_leaf(node)));
    }
    std::for_each(first, last, [&page](const MarkupNode& each) { page.write_whole(each); });
    if (boxed) {
        page.write("</a>");
    }
}

/// `actual`: the characters, where the glyphs do not tell them.
void write_piece(SectionPage& page, const std::string& text, const std::string& actual, int leaf) {
    MarkupNode node;
    node.text = text;
    if (node.is_blank() || (!page.wants_box() && actual.empty())) {
        page.write_text(node);
        return;
    }
    const std::size_t box = page.add_leaf(leaf);
    std::map<char32_t, std::size_t> counted_elsewhere;
    page.box(box).actual = substitute_uncovered(actual, counted_elsewhere);
    page.write(fmt::format(R"(<a class="{}" href="t:{}">)", page.anchor_class("tk-i"), box));
    page.write_text(node);
    page.write("</a>");
}

/// `blank`: what keeps the word apart from the next one.
void write_word(SectionPage& page, const std::string& word, const std::string& blank, int leaf) {
    if (runs_right_to_left(word) && page.place.hidden == 0 && word.size() <= longest_told) {
        leaf = page.add_node("Span", leaf);
        if (leaf >= 0) {
            page.node(leaf).actual = unescape_markup(word) + blank;
        }
    }
    page.write("<span>");
    const bool told = needs_actual_text(word) && word.size() <= longest_told;
    write_piece(page, word, told ? unescape_markup(word) : "", leaf);
    page.write("</span>");
}

void write_mixed_text(SectionPage& page, const MarkupNode& node, int leaf) {
    if (!needs_own_box(node.text)) {
        write_piece(page, node.text, "", leaf);
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
            write_piece(page, std::exchange(plain, {}), "", leaf);
            plain = word.substr(length);
            write_word(page, word.substr(0, length), plain.empty() ? "" : " ", leaf);
        } else {
            plain += word;
        }
        at = end;
    }
    write_piece(page, plain, "", leaf);
}

void write_mixed(SectionPage& page, const MarkupNode& node, int leaf) {
    if (node.is_text()) {
        write_mixed_text(page, node, leaf);
        return;
    }
    if (node.name == "img" || node.name == "svg") {
        write_picture(page, node, leaf);
        return;
    }
    const bool link = node.name == "a";
    if (link && is_kept_link(page, node)) {
        write_link(page, node, leaf);
        return;
    }
    page.note_marks(node);
    if (node.attribute("lang") != nullptr && page.place.hidden == 0) {
        leaf = page.add_node("Span", leaf, &node);
    }
    link ? page.write("<span>") : page.write_open(node); // the text stays, the link goes
    for (const MarkupNode& child : node.children) {
        write_mixed(page, child, leaf);
    }
    link ? page.write("</span>") : page.write_close(node);
}

} // namespace

void write_lines(SectionPage& page, const MarkupNode* first, const MarkupNode* last, int node) {
    page.place.after_blank = true;
    if (!std::any_of(first, last, holds_special)) {
        write_plain_run(page, first, last, node);
        return;
    }
    std::for_each(first, last, [&](const MarkupNode& each) { write_mixed(page, each, node); });
}

} // namespace tickmark::pdf
