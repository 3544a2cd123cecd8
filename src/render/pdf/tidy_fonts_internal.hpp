#pragma once

#include "content_internal.hpp"
#include <map>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>

namespace tickmark::pdf {

/// Pass over the fonts of the engine: drops the tables of the font program that nobody reads, names
/// the subset by its own bytes, and corrects the map to Unicode (blanks as tabs, code 0, gaps,
/// presentation forms).
class FontTidier {
public:
    explicit FontTidier(QPDF& document) : document_(document) {}

    /// Tidies the fonts of a page's resources that are not done yet; widths by resource name.
    std::map<std::string, FontWidths, std::less<>> tidy(QPDFObjectHandle resources);

private:
    FontWidths tidy_font(QPDFObjectHandle font);

    QPDF& document_;
    std::map<QPDFObjGen, FontWidths> done_;
};

/// A TrueType program with only the tables that a PDF reader needs.
std::string shrink_truetype(std::string_view font);

/// How many glyphs a TrueType program has.
std::size_t count_glyphs(std::string_view font);

/// The corrected /ToUnicode of a font with `codes` glyphs.
std::string correct_to_unicode(std::string_view cmap, std::size_t codes);

/// The letter that a joined Arabic form stands for; anything else is itself.
unsigned arabic_letter(unsigned form);

} // namespace tickmark::pdf
