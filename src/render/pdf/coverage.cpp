#include "tickmark/base/text.hpp"

#include "coverage_internal.hpp"
#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <memory>

namespace tickmark::pdf {

namespace {

struct FreeSet {
    void operator()(FcCharSet* set) const noexcept { FcCharSetDestroy(set); }
};
using CharacterSet = std::unique_ptr<FcCharSet, FreeSet>;

CharacterSet make_installed_set() {
    CharacterSet all(FcCharSetCreate());
    FcPattern* everything = FcPatternCreate();
    FcObjectSet* wanted = FcObjectSetBuild(FC_CHARSET, FC_SCALABLE, nullptr);
    FcFontSet* fonts = FcFontList(nullptr, everything, wanted);
    for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
        FcCharSet* set = nullptr;
        FcBool scalable = FcFalse;
        FcPatternGetBool(fonts->fonts[i], FC_SCALABLE, 0, &scalable);
        if (scalable == FcTrue &&
            FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &set) == FcResultMatch) {
            FcCharSetMerge(all.get(), set, nullptr);
        }
    }
    if (fonts != nullptr) {
        FcFontSetDestroy(fonts);
    }
    FcObjectSetDestroy(wanted);
    FcPatternDestroy(everything);
    return all;
}

bool needs_no_glyph(char32_t c) noexcept {
    const bool space =
        c == U' ' || c == U'\n' || c == U'\t' || c == U'\r' || c == 0xA0 || c == 0xAD;
    const bool mark = (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                      (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
    return space || mark || c == 0x2028 || c == 0x2029;
}

template <typename Predicate>
bool any_character(std::string_view text, Predicate holds) {
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0xCC) { // below U+0300
            ++at;
        } else if (holds(next_code_point(text, at))) {
            return true;
        }
    }
    return false;
}

bool is_no_character(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c & 0xFFFEU) == 0xFFFEU || c == 0xFFFD;
}

/// Letters and marks of Hebrew, Arabic, Syriac and their like, and their joined forms.
bool is_right_to_left(char32_t c) noexcept {
    return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
           (c >= 0xFE70 && c <= 0xFEFC);
}

} // namespace

bool is_covered(char32_t character) {
    // Every text font covers the letters of Western Europe: the common case asks no font.
    if ((character >= 0x20 && character < 0x7F) || (character >= 0xA0 && character < 0x17F)) {
        return true;
    }
    if (needs_no_glyph(character)) {
        return true;
    }
    // A private character means something else in every font, or nothing.
    const bool is_private = (character >= 0xE000 && character <= 0xF8FF) || character >= 0xF0000;
    if (is_no_character(character) || is_private) {
        return false;
    }
    static const CharacterSet installed = make_installed_set();
    return FcCharSetHasChar(installed.get(), character) == FcTrue;
}

std::string substitute_uncovered(std::string_view text, std::map<char32_t, std::size_t>& counts) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x7F) {
            out += text[at++];
            continue;
        }
        const char32_t character = next_code_point(text, at);
        if (is_covered(character)) {
            append_utf8(out, character);
        } else {
            ++counts[character];
            out += fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(character));
        }
    }
    return out;
}

std::string replace_unwritable(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t character = next_code_point(text, at);
        if (is_no_character(character)) {
            out += fmt::format("[U+{:04X}]", static_cast<std::uint32_t>(character));
        } else {
            append_utf8(out, character);
        }
    }
    return out;
}

bool needs_actual_text(std::string_view text) {
    // Hebrew and Arabic are left out: readers put their glyphs in order themselves.
    return any_character(text, [](char32_t c) {
        const bool marks = c >= 0x300 && c <= 0x36F;
        const bool joined = (c >= 0x900 && c <= 0x109F) || (c >= 0x1100 && c <= 0x11FF) ||
                            (c >= 0x1780 && c <= 0x1AFF) || (c >= 0xA800 && c <= 0xABFF);
        return marks || joined || c > 0xFFFF;
    });
}

bool needs_own_box(std::string_view text) {
    return needs_actual_text(text) ||
           any_character(text, [](char32_t c) { return is_right_to_left(c); });
}

bool runs_right_to_left(std::string_view text) {
    return any_character(text, is_right_to_left);
}

} // namespace tickmark::pdf
