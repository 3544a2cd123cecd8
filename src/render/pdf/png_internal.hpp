#pragma once

#include <string>

namespace tickmark::pdf {

/// A PNG taken apart for a PDF.
struct Png {
    unsigned width = 0;
    unsigned height = 0;
    unsigned bits = 8;
    unsigned colours = 1; ///< 1 grey or palette, 3 RGB
    std::string pixels;   ///< compressed, each row with its PNG filter
    std::string palette;  ///< RGB triples
    std::string alpha;    ///< one plain sample per pixel; empty: opaque
};

/// Errors: render_failed for a damaged or interlaced file
Png read_png(const std::string& bytes, const std::string& what);

} // namespace tickmark::pdf
