#pragma once

#include "content_internal.hpp"

namespace tickmark::pdf {

/// The inside of BT … ET with single glyphs joined into strings; the text as it was when it is not
/// in the form that Qt writes. `start` becomes the first glyph's origin in text space before the
/// text matrix.
struct TextRun {
    std::string content;
    Point start;
};

TextRun
join_glyphs(std::string_view inside, const std::map<std::string, FontWidths, std::less<>>& fonts);

} // namespace tickmark::pdf
