#pragma once

#include "geometry_internal.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::pdf {

/// Advance widths of one font by code, in thousandths of its size.
using FontWidths = std::vector<double>;

/// What to do with one piece of a page.
struct PieceMark {
    bool keep = true;
    std::string open; ///< "/P <</MCID 3>> BDC"; empty: no marks
    int closes = 1;   ///< how many marks `open` opens
};

/// Decides about the pieces of a page: each run of text, each painted path or picture.
class PieceJudge {
public:
    PieceJudge() = default;
    PieceJudge(const PieceJudge&) = delete;
    PieceJudge& operator=(const PieceJudge&) = delete;
    PieceJudge(PieceJudge&&) = delete;
    PieceJudge& operator=(PieceJudge&&) = delete;
    virtual ~PieceJudge() = default;
    /// `start` is the origin of the first glyph; `blank` when only glyphs that paint nothing follow
    /// is not known: false.
    virtual PieceMark text(Point start) = 0;
    virtual PieceMark painting(const Rect& area) = 0;
};

/// Rewrites a page's content: marks or drops its pieces, joins the single glyphs that Qt writes
/// into strings, and leaves out groups that paint nothing. What is painted stays the same.
///
/// Shape:  `fonts` by resource name ("F7") with the widths that the strings need
/// Errors: render_failed for content that is not what the engine is known to write
std::string rewrite_content(
    std::string_view content,
    const std::map<std::string, FontWidths, std::less<>>& fonts,
    PieceJudge& judge);

/// Shortest text of a number that PDF accepts, at most 4 decimals.
std::string pdf_number(double value);

} // namespace tickmark::pdf
