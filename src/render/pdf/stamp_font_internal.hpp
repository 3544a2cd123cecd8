#pragma once

#include <map>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>

namespace tickmark::pdf {

/// The font of numbers that the finisher draws itself (page, Bates, contents): one subset for the
/// whole file. Texts in other scripts come from the engine as forms.
class StampFont {
public:
    StampFont();
    ~StampFont();
    StampFont(const StampFont&) = delete;
    StampFont& operator=(const StampFont&) = delete;
    StampFont(StampFont&&) = delete;
    StampFont& operator=(StampFont&&) = delete;

    /// Glyphs of the text as a hexadecimal string; they go into the subset.
    std::string encode(const std::string& utf8);
    /// Width in points at a size.
    double width(const std::string& utf8, double size);
    /// Fills the font object that `object` made with all glyphs encoded so far.
    void finish(QPDF& document, QPDFObjectHandle font, bool with_cid_set);

private:
    struct Face;
    unsigned glyph_of(char32_t character);

    std::unique_ptr<Face> face_;
    std::map<unsigned, char32_t> glyphs_; ///< used, with what they stand for
    std::map<char32_t, unsigned> known_;
};

} // namespace tickmark::pdf
