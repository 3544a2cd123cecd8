#include "coverage_internal.hpp"
#include "prepare_lines_internal.hpp"
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

bool starts_with(std::string_view text, std::string_view start) noexcept {
    return text.substr(0, start.size()) == start;
}

std::string value_of(const MarkupNode& node, std::string_view attribute) {
    const std::string* value = node.attribute(attribute);
    return value == nullptr ? "" : *value;
}

int add_figure(SectionPage& page, const MarkupNode& node, int parent) {
    const std::string* alt = node.attribute(node.name == "img" ? "alt" : "aria-label");
    const bool decoration =
        (alt != nullptr && alt->empty()) || value_of(node, "aria-hidden") == "true";
    if (page.place.hidden > 0 || decoration) {
        return -1;
    }
    const int figure = page.add_node("Figure", parent, &node);
    if (figure >= 0) {
        page.node(figure).alt = alt == nullptr ? "drawing" : *alt;
    }
    return figure;
}

} // namespace

bool is_kept_link(const SectionPage& page, const MarkupNode& node) {
    constexpr std::size_t longest_address = 8000;
    const std::string target = value_of(node, "href");
    return page.place.hidden == 0 && target.size() <= longest_address &&
           (starts_with(target, "#") || starts_with(target, "https://") ||
            starts_with(target, "http://") || starts_with(target, "mailto:"));
}

void write_link(SectionPage& page, const MarkupNode& node, int parent) {
    page.note_marks(node);
    const std::string target = value_of(node, "href");
    const bool inside = starts_with(target, "#");
    const BoxKind kind = inside && node.has_class("page-of")    ? BoxKind::page_of
                         : inside && node.has_class("bates-of") ? BoxKind::bates_of
                                                                : BoxKind::link;
    const int element = page.add_node("Link", parent);
    const std::size_t index = page.add_box(kind, element);
    page.give_marks(index);
    Box& box = page.box(index);
    box.table = page.place.table;
    box.in_head = page.place.in_head;
    page.place.row_needs_box = false;
    box.target = target;
    box.contents = text_of(node);
    if (needs_actual_text(box.contents) && box.contents.size() <= longest_told) {
        box.actual = box.contents;
    }
    if (element >= 0 && runs_right_to_left(box.contents)) {
        page.node(element).actual = box.contents;
    }
    std::string open = open_tag(node);
    open.pop_back();
    page.write(
        fmt::format("{} href=\"t:{}\"><span class=\"{}\">", open, index, page.anchor_class("")));
    for (const MarkupNode& child : node.children) {
        page.write_whole(child);
    }
    page.write("</span></a>");
}

void write_picture(SectionPage& page, const MarkupNode& node, int parent) {
    page.note_marks(node);
    const std::string source = value_of(node, "src");
    const bool original = starts_with(source, "image:");
    const std::size_t box =
        page.add_box(original ? BoxKind::image : BoxKind::figure, add_figure(page, node, parent));
    page.give_marks(box);
    if (original) {
        page.box(box).target = source.substr(6);
        page.write(fmt::format(
            R"(<a class="tk-m {}" style="{}" href="t:{}"></a>)",
            escape_markup(value_of(node, "class")),
            escape_markup(value_of(node, "style")),
            box));
        return;
    }
    page.write(R"(<span class="tk-f">)");
    page.write_whole(node);
    page.write(fmt::format(R"(<a class="tk-o" href="t:{}"></a></span>)", box));
    page.place.after_blank = false;
}

} // namespace tickmark::pdf
