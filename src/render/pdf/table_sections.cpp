#include "tickmark/render/pdf/table_sections.hpp"

#include "tickmark/base/text.hpp"

#include <fmt/format.h>

namespace tickmark {

std::optional<PdfSection> SectionList::next() {
    if (at_ >= sections_.size()) {
        return std::nullopt;
    }
    return std::move(sections_[at_++]);
}

TableSections::TableSections(TableSectionsSpec spec, NextRow next_row) :
    spec_(std::move(spec)), next_row_(std::move(next_row)) {}

std::optional<PdfSection> TableSections::next() {
    if (finished_) {
        return std::nullopt;
    }
    PdfSection section;
    section.landscape = spec_.landscape;
    if (!started_) {
        section.html = spec_.before;
        pending_ = next_row_();
        started_ = true;
    }
    section.html += spec_.table_open + spec_.head + "<tbody>";
    const std::size_t first = rows_done_ + 1;
    for (std::size_t row = 0; pending_ && row < spec_.rows_per_section; ++row) {
        section.html += *pending_;
        ++rows_done_;
        pending_ = next_row_();
    }
    section.html += "</tbody></table>";
    finished_ = !pending_;
    if (finished_) {
        section.html += spec_.after;
    }
    section.name = fmt::format(
        "{} rows {} to {}",
        spec_.name,
        with_thousands(static_cast<long long>(first)),
        with_thousands(static_cast<long long>(rows_done_)));
    return section;
}

SectionChain::SectionChain(std::vector<std::unique_ptr<SectionSource>> sources) :
    sources_(std::move(sources)) {}

std::optional<PdfSection> SectionChain::next() {
    while (at_ < sources_.size()) {
        if (auto section = sources_[at_]->next()) {
            return section;
        }
        ++at_;
    }
    return std::nullopt;
}

} // namespace tickmark
