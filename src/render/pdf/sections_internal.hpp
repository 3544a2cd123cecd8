#pragma once

#include "tickmark/render/pdf/document.hpp"
#include "tickmark/render/pdf/engine.hpp"

#include "section_internal.hpp"
#include <filesystem>
#include <vector>

namespace tickmark::pdf {

/// Renders and finishes all sections, `jobs` at a time, each into files of its own in `folder`.
/// The result is in the order of the source and does not depend on `jobs`.
///
/// Errors: those of the first section (in the document's order) that failed among the ones running;
/// the others are stopped
std::vector<FinishedSection> render_sections(
    SectionSource& source,
    const PdfDocument& document,
    const HtmlEngine& engine,
    const std::filesystem::path& folder,
    unsigned jobs);

} // namespace tickmark::pdf
