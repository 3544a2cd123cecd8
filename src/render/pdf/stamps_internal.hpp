#pragma once

#include "tickmark/render/pdf/engine.hpp"

#include "volume_internal.hpp"
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>

namespace tickmark::pdf {

/// The fixed texts of the stamps as the engine drew them, so that every script is shaped and
/// covered as in the text.
struct LabelSheet {
    std::filesystem::path pdf; ///< empty when there are no fixed texts
    std::map<std::string, Rect>
        labels; ///< by name: header_left, header_right, classification, footer_left, watermark
};

LabelSheet render_labels(
    const PdfDocument& document, const HtmlEngine& engine, const std::filesystem::path& folder);

/// Draws header, footer, page number, Bates number and watermark on every page, and the numbers of
/// the contents.
void stamp_pages(Volume& volume, const LabelSheet& sheet);

} // namespace tickmark::pdf
