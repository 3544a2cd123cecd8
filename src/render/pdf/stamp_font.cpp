#include "tickmark/base/digest.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "pdf_objects_internal.hpp"
#include "stamp_font_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include <fmt/format.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>

namespace tickmark::pdf {

namespace {

template <typename T, void (*Destroy)(T*)>
struct Release {
    void operator()(T* object) const noexcept { Destroy(object); }
};
using Blob = std::unique_ptr<hb_blob_t, Release<hb_blob_t, hb_blob_destroy>>;
using FacePointer = std::unique_ptr<hb_face_t, Release<hb_face_t, hb_face_destroy>>;
using FontPointer = std::unique_ptr<hb_font_t, Release<hb_font_t, hb_font_destroy>>;
using InputPointer =
    std::unique_ptr<hb_subset_input_t, Release<hb_subset_input_t, hb_subset_input_destroy>>;

struct FontFile {
    std::string path;
    unsigned index = 0;
};

FontFile find_font() {
    FcPattern* wanted = FcNameParse(reinterpret_cast<const FcChar8*>(
        "Noto Sans:style=Regular:fontformat=TrueType")); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    FcConfigSubstitute(nullptr, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultMatch;
    FcPattern* match = FcFontMatch(nullptr, wanted, &result);
    FontFile file;
    FcChar8* path = nullptr;
    int index = 0;
    if (match != nullptr && FcPatternGetString(match, FC_FILE, 0, &path) == FcResultMatch) {
        file.path = reinterpret_cast<const char*>(
            path); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
        FcPatternGetInteger(match, FC_INDEX, 0, &index);
        file.index = static_cast<unsigned>(index);
    }
    if (match != nullptr) {
        FcPatternDestroy(match);
    }
    FcPatternDestroy(wanted);
    if (file.path.empty()) {
        throw Error(
            ErrorCode::render_failed,
            {"choosing a font for page numbers",
             "no font is installed",
             "",
             "install fonts-noto-core"});
    }
    return file;
}

std::string bytes_of(hb_face_t* face) {
    const Blob blob(hb_face_reference_blob(face));
    unsigned length = 0;
    const char* data = hb_blob_get_data(blob.get(), &length);
    return {data, length};
}

} // namespace

struct StampFont::Face {
    FacePointer face;
    FontPointer font;
    unsigned units = 1000;
};

StampFont::StampFont() : face_(std::make_unique<Face>()) {
    const FontFile file = find_font();
    const Blob blob(hb_blob_create_from_file(file.path.c_str()));
    face_->face.reset(hb_face_create(blob.get(), file.index));
    face_->font.reset(hb_font_create(face_->face.get()));
    face_->units = hb_face_get_upem(face_->face.get());
}

StampFont::~StampFont() = default;

unsigned StampFont::glyph_of(char32_t character) {
    const auto found = known_.find(character);
    if (found != known_.end()) {
        return found->second;
    }
    hb_codepoint_t glyph = 0;
    if (hb_font_get_nominal_glyph(face_->font.get(), character, &glyph) == 0 && character != U'?') {
        glyph = glyph_of(U'?');
    }
    known_.emplace(character, glyph);
    glyphs_.emplace(glyph, character);
    return glyph;
}

std::string StampFont::encode(const std::string& utf8) {
    std::string hex = "<";
    for (std::size_t at = 0; at < utf8.size();) {
        hex += fmt::format("{:04x}", glyph_of(next_code_point(utf8, at)));
    }
    return hex + ">";
}

double StampFont::width(const std::string& utf8, double size) {
    double units = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        units +=
            hb_font_get_glyph_h_advance(face_->font.get(), glyph_of(next_code_point(utf8, at)));
    }
    return units * size / face_->units;
}

namespace {

std::string make_subset(hb_face_t* face, const std::map<unsigned, char32_t>& glyphs) {
    const InputPointer input(hb_subset_input_create_or_fail());
    for (const auto& [glyph, character] : glyphs) {
        hb_set_add(hb_subset_input_glyph_set(input.get()), glyph);
    }
    hb_subset_input_set_flags(
        input.get(), HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
    const FacePointer subset(hb_subset_or_fail(face, input.get()));
    if (!subset) {
        throw Error(
            ErrorCode::render_failed,
            {"making the font of page numbers", "it cannot be cut down", "", ""});
    }
    return shrink_truetype(bytes_of(subset.get()));
}

std::string to_unicode(const std::map<unsigned, char32_t>& glyphs) {
    std::string out = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    std::size_t left = glyphs.size();
    std::size_t in_block = 0;
    for (const auto& [glyph, character] : glyphs) {
        if (in_block == 0) {
            in_block = std::min<std::size_t>(left, 100);
            out += fmt::format("{} beginbfchar\n", in_block);
        }
        out += fmt::format("<{:04X}> <{:04X}>\n", glyph, static_cast<std::uint32_t>(character));
        --left;
        if (--in_block == 0) {
            out += "endbfchar\n";
        }
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

} // namespace

void StampFont::finish(QPDF& document, QPDFObjectHandle font, bool with_cid_set) {
    const std::string program = make_subset(face_->face.get(), glyphs_);
    std::string name = "/";
    const Digest digest = sha256(program);
    for (std::size_t i = 0; i < 6; ++i) {
        name += static_cast<char>('A' + digest.bytes().at(i) % 26);
    }
    name += "+PageNumbers";
    std::string widths = "[";
    for (const auto& [glyph, character] : glyphs_) {
        const double advance = hb_font_get_glyph_h_advance(face_->font.get(), glyph);
        widths += fmt::format("{} [{:.0f}] ", glyph, advance * 1000 / face_->units);
    }
    widths += "]";
    QPDFObjectHandle file = new_compressed_stream(document, program);
    file.getDict().replaceKey(
        "/Length1", QPDFObjectHandle::newInteger(static_cast<long long>(program.size())));
    hb_font_extents_t extents{};
    hb_font_get_h_extents(face_->font.get(), &extents);
    const double scale = 1000.0 / face_->units;
    QPDFObjectHandle descriptor = parsed(fmt::format(
        "<< /Type /FontDescriptor /FontName {} /Flags 4 /FontBBox [-700 {:.0f} 2000 {:.0f}] "
        "/ItalicAngle 0 "
        "/Ascent {:.0f} /Descent {:.0f} /CapHeight 714 /StemV 80 >>",
        name,
        extents.descender * scale,
        extents.ascender * scale,
        extents.ascender * scale,
        extents.descender * scale));
    descriptor.replaceKey("/FontFile2", file);
    if (with_cid_set) {
        const unsigned last = glyphs_.empty() ? 0 : glyphs_.rbegin()->first;
        std::string bits(last / 8 + 1, '\0');
        for (const auto& [glyph, character] : glyphs_) {
            bits[glyph / 8] = static_cast<char>(bits[glyph / 8] | (0x80 >> (glyph % 8)));
        }
        bits[0] = static_cast<char>(bits[0] | 0x80);
        descriptor.replaceKey("/CIDSet", new_compressed_stream(document, bits));
    }
    QPDFObjectHandle descendant = parsed(fmt::format(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont {} /CIDToGIDMap /Identity /DW 0 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W {} >>",
        name,
        widths));
    descendant.replaceKey("/FontDescriptor", document.makeIndirectObject(descriptor));
    font.replaceKey("/Type", parsed("/Font"));
    font.replaceKey("/Subtype", parsed("/Type0"));
    font.replaceKey("/BaseFont", parsed(name));
    font.replaceKey("/Encoding", parsed("/Identity-H"));
    QPDFObjectHandle descendants = QPDFObjectHandle::newArray();
    descendants.appendItem(document.makeIndirectObject(descendant));
    font.replaceKey("/DescendantFonts", descendants);
    font.replaceKey("/ToUnicode", new_compressed_stream(document, to_unicode(glyphs_)));
}

} // namespace tickmark::pdf
