#include "prepare_headings_internal.hpp"
#include <fmt/format.h>

namespace tickmark::pdf {

void RepeatedHeadings::keep(
    SectionPage& page, const std::vector<const MarkupNode*>& around, const MarkupNode& head) {
    Heading heading;
    heading.table = page.place.table;
    for (const MarkupNode* each : around) {
        const bool table = each == around.back();
        (table ? heading.table_open : heading.before) += open_tag(*each, true);
        heading.after.insert(0, fmt::format("</{}>{}", each->name, table ? "</a>" : ""));
    }
    heading.head = page.whole(head);
    headings_.push_back(std::move(heading));
    page.section().has_repeated_heading = true;
}

void RepeatedHeadings::write(SectionPage& page) {
    if (headings_.empty()) {
        return;
    }
    const std::size_t trailer = page.add_box(BoxKind::trailer);
    page.write(fmt::format(R"(<div class="tk-h"><a class="tk-p" href="t:{}"></a>)", trailer));
    for (const Heading& heading : headings_) {
        const std::size_t box = page.add_box(BoxKind::heading);
        page.box(box).table = heading.table;
        page.write(R"(<div class="tk-g">)" + heading.before);
        page.write(fmt::format(R"(<a class="tk-b" href="t:{}">)", box));
        page.write(heading.table_open + heading.head + heading.after + "</div>");
    }
    page.write("</div>");
}

} // namespace tickmark::pdf
