#pragma once

#include "tickmark/render/pdf/document.hpp"

#include "section_internal.hpp"
#include <filesystem>
#include <map>
#include <optional>
#include <qpdf/QPDF.hh>
#include <string>

namespace tickmark::pdf {

struct FinishRequest {
    const PreparedSection* section = nullptr;
    SectionLayout layout;
    const std::vector<PdfImage>* images = nullptr;
    std::filesystem::path raw;       ///< what the engine made
    std::filesystem::path pdf;       ///< where the finished section goes
    std::filesystem::path structure; ///< where its structure goes; empty: untagged
};

/// How a section came out: finished, or to be rendered again with more room for its table headings.
struct FinishOutcome {
    std::optional<FinishedSection> section;
    double reserve_needed = 0; ///< points
};

/// Turns the engine's pages into a finished section: proves the scale, takes the anchors out,
/// repeats table headings, places original pictures, marks the text for the structure tree.
///
/// Errors: render_failed, naming the section
FinishOutcome finish_section(const FinishRequest& request);

/// Reads and removes the engine's annotations.
std::vector<Hit> take_hits(QPDF& document);

/// Leaves out the hits of boxes that go on to the next page and show no line on this one: the
/// engine reports a box wherever the edge of its first line reaches above the lower margin.
void drop_slivers(std::vector<Hit>& hits, double bottom_margin);

} // namespace tickmark::pdf
