#include "pdf_lint_internal.hpp"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <ft2build.h>
#include <memory>
#include <qpdf/Buffer.hh>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

namespace tickmark::inspect {

namespace {

void check_descendant(PdfInspection& inspection, QPDFObjectHandle font, const std::string& where) {
    QPDFObjectHandle descriptor = font.getKey("/FontDescriptor");
    const bool embedded = descriptor.isDictionary() &&
                          (descriptor.hasKey("/FontFile2") || descriptor.hasKey("/FontFile3") ||
                           descriptor.hasKey("/FontFile"));
    inspection.expect(embedded, "font-embedded", where, "the font program is missing");
    if (!embedded) {
        return;
    }
    inspection.expect(
        font.getKey("/BaseFont").unparse() == descriptor.getKey("/FontName").unparse(),
        "font-name",
        where,
        "the names of the font and of its descriptor differ");
    inspection.expect(
        font.getKey("/CIDToGIDMap").isNameAndEquals("/Identity") ||
            font.getKey("/CIDToGIDMap").isStream(),
        "font-glyphs",
        where,
        "codes are not mapped to glyphs");
    inspection.expect(
        inspection.part == 1 || !descriptor.hasKey("/CIDSet"),
        "font-glyphs",
        where,
        "a list of its glyphs, which must be right if it is there");
}

void check_to_unicode(PdfInspection& inspection, QPDFObjectHandle font, const std::string& where) {
    QPDFObjectHandle map = font.getKey("/ToUnicode");
    inspection.expect(
        font.getKey("/Encoding").isNameAndEquals("/Identity-H"),
        "font-glyphs",
        where,
        "its encoding is not Identity-H");
    if (!map.isStream()) {
        inspection.add("font-unicode", where, "glyphs are not mapped to text");
        return;
    }
    const std::string text = decoded_text(map);
    for (const char* bad : {"> <0000>", "> <FEFF>", "> <FFFE>", "> <0009>"}) {
        inspection.expect(
            text.find(bad) == std::string::npos,
            "font-unicode",
            where,
            fmt::format("a glyph is mapped to {}", std::string(bad).substr(2)));
    }
}

struct CloseLibrary {
    void operator()(FT_Library library) const noexcept { FT_Done_FreeType(library); }
};
struct CloseFace {
    void operator()(FT_Face face) const noexcept { FT_Done_Face(face); }
};

std::vector<double> read_advances(const std::string& program) {
    FT_Library opened = nullptr;
    if (FT_Init_FreeType(&opened) != 0) {
        return {};
    }
    const std::unique_ptr<FT_LibraryRec_, CloseLibrary> library(opened);
    FT_Face made = nullptr;
    if (FT_New_Memory_Face(
            library.get(),
            reinterpret_cast<const FT_Byte*>(
                program.data()), // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
            static_cast<FT_Long>(program.size()),
            0,
            &made) != 0) {
        return {};
    }
    const std::unique_ptr<FT_FaceRec_, CloseFace> face(made);
    std::vector<double> advances(static_cast<std::size_t>(face->num_glyphs));
    for (std::size_t glyph = 0; glyph < advances.size(); ++glyph) {
        FT_Fixed advance = 0;
        FT_Get_Advance(face.get(), static_cast<FT_UInt>(glyph), FT_LOAD_NO_SCALE, &advance);
        advances[glyph] = static_cast<double>(advance) * 1000 / face->units_per_EM;
    }
    return advances;
}

void read_widths(FontFacts& facts, QPDFObjectHandle font) {
    if (font.getKey("/DW").isNumber()) {
        facts.standard_width = font.getKey("/DW").getNumericValue();
    }
    QPDFObjectHandle array = font.getKey("/W");
    for (int i = 0; array.isArray() && i + 1 < array.getArrayNItems(); ++i) {
        const auto first = static_cast<std::size_t>(array.getArrayItem(i).getIntValue());
        QPDFObjectHandle run = array.getArrayItem(i + 1);
        if (run.isInteger() && i + 2 < array.getArrayNItems()) { // "first last width"
            const auto last = static_cast<std::size_t>(run.getIntValue());
            facts.widths.resize(std::max(facts.widths.size(), last + 1));
            for (std::size_t code = first; code <= last; ++code) {
                facts.widths[code] = array.getArrayItem(i + 2).getNumericValue();
            }
            i += 2;
            continue;
        }
        const auto count = static_cast<std::size_t>(run.getArrayNItems());
        facts.widths.resize(std::max(facts.widths.size(), first + count));
        for (std::size_t k = 0; k < count; ++k) {
            facts.widths[first + k] = run.getArrayItem(static_cast<int>(k)).getNumericValue();
        }
        ++i;
    }
}

/// The first unit of a hexadecimal string that starts behind `at`.
unsigned unit_at(const std::string& map, std::size_t at) {
    unsigned value = 0;
    const std::size_t end = std::min(at + 5, map.size());
    std::from_chars(map.data() + at + 1, map.data() + end, value, 16);
    return value;
}

void note_text(FontFacts& facts, unsigned code, unsigned text) {
    if (text != 0) {
        facts.told.insert(code);
    }
    if ((text >= 0xE000 && text <= 0xF8FF) || (text >= 0xDB80 && text <= 0xDBFF)) {
        facts.private_texts.insert(code);
    }
}

/// Pairs <code> <text> of the blocks of single characters, the only ones that we write.
void read_texts(FontFacts& facts, const std::string& map) {
    for (auto block = map.find("beginbfchar"); block != std::string::npos;) {
        const std::size_t end = std::min(map.find("endbfchar", block), map.size());
        auto code = map.find('<', block);
        while (code < end) {
            const auto text = map.find('<', code + 1);
            if (text >= end) {
                break;
            }
            note_text(facts, unit_at(map, code), unit_at(map, text));
            code = map.find('<', text + 1);
        }
        block = map.find("beginbfchar", end);
    }
}

} // namespace

std::string decoded_text(QPDFObjectHandle stream) {
    const auto raw = stream.getStreamData(qpdf_dl_generalized);
    return {
        reinterpret_cast<const char*>(raw->getBuffer()),
        raw->getSize()}; // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

FontFacts& facts_of(PdfInspection& inspection, QPDFObjectHandle font) {
    const auto [found, fresh] = inspection.fonts.try_emplace(font.getObjGen());
    FontFacts& facts = found->second;
    QPDFObjectHandle descendants = font.getKey("/DescendantFonts");
    if (!fresh || !descendants.isArray() || descendants.getArrayNItems() != 1) {
        return facts;
    }
    QPDFObjectHandle descendant = descendants.getArrayItem(0);
    QPDFObjectHandle descriptor = descendant.getKey("/FontDescriptor");
    if (descriptor.isDictionary() && descriptor.getKey("/FontFile2").isStream()) {
        facts.advances = read_advances(decoded_text(descriptor.getKey("/FontFile2")));
    }
    read_widths(facts, descendant);
    if (font.getKey("/ToUnicode").isStream()) {
        read_texts(facts, decoded_text(font.getKey("/ToUnicode")));
    }
    return facts;
}

void check_fonts(PdfInspection& inspection) {
    for (QPDFObjectHandle& object : inspection.pdf.getAllObjects()) {
        if (!object.isDictionary() || !object.getKey("/Type").isNameAndEquals("/Font")) {
            continue;
        }
        const std::string where = fmt::format(
            "font {} (object {})", object.getKey("/BaseFont").unparse(), object.getObjectID());
        if (object.getKey("/Subtype").isNameAndEquals("/Type0")) {
            check_to_unicode(inspection, object, where);
            inspection.expect(
                !object.hasKey("/DescendantFonts") ||
                    !facts_of(inspection, object).advances.empty(),
                "font-embedded",
                where,
                "the font program cannot be read");
        } else {
            check_descendant(inspection, object, where);
        }
    }
}

} // namespace tickmark::inspect
