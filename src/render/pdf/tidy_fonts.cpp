#include "tickmark/base/digest.hpp"

#include "pdf_objects_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include <algorithm>
#include <array>

namespace tickmark::pdf {

namespace {

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count && at + i < bytes.size(); ++i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

void append_big_endian(std::string& out, std::uint32_t value, int count) {
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
    }
}

struct Table {
    std::string tag;
    std::uint32_t checksum = 0;
    std::string_view bytes;
};

std::vector<Table> kept_tables(std::string_view font) {
    constexpr std::array<std::string_view, 9> wanted{
        "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"};
    std::vector<Table> tables;
    const std::size_t count = big_endian(font, 4, 2);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t entry = 12 + 16 * i;
        const std::string_view tag = font.substr(entry, 4);
        const std::size_t start = big_endian(font, entry + 8, 4);
        const std::size_t length = big_endian(font, entry + 12, 4);
        if (std::find(wanted.begin(), wanted.end(), tag) != wanted.end() &&
            start + length <= font.size()) {
            tables.push_back(
                {std::string(tag), big_endian(font, entry + 4, 4), font.substr(start, length)});
        }
    }
    return tables;
}

/// Six capital letters that stand for the bytes: the same subset has the same name in every
/// section.
std::string subset_tag(std::string_view bytes) {
    const Digest digest = sha256(bytes);
    std::string tag;
    for (std::size_t i = 0; i < 6; ++i) {
        tag += static_cast<char>('A' + digest.bytes().at(i) % 26);
    }
    return tag;
}

/// Qt leaves out /W when every glyph has the default width, and writes several equal widths in a
/// row as "first last width".
FontWidths read_widths(QPDFObjectHandle descendant, std::size_t glyphs) {
    QPDFObjectHandle standard = descendant.getKey("/DW");
    FontWidths widths(glyphs, standard.isNumber() ? standard.getNumericValue() : 1000);
    QPDFObjectHandle array = descendant.getKey("/W");
    for (int i = 0; array.isArray() && i + 1 < array.getArrayNItems(); ++i) {
        const auto first = static_cast<std::size_t>(array.getArrayItem(i).getIntValue());
        QPDFObjectHandle run = array.getArrayItem(i + 1);
        if (run.isInteger() && i + 2 < array.getArrayNItems()) {
            const auto last = static_cast<std::size_t>(run.getIntValue());
            widths.resize(std::max(widths.size(), last + 1));
            for (std::size_t code = first; code <= last; ++code) {
                widths[code] = array.getArrayItem(i + 2).getNumericValue();
            }
            i += 2;
            continue;
        }
        widths.resize(
            std::max(widths.size(), first + static_cast<std::size_t>(run.getArrayNItems())));
        for (int k = 0; k < run.getArrayNItems(); ++k) {
            widths[first + static_cast<std::size_t>(k)] = run.getArrayItem(k).getNumericValue();
        }
        ++i;
    }
    return widths;
}

std::string plain_name(const std::string& name) {
    const auto plus = name.find('+');
    return plus == std::string::npos ? name.substr(1) : name.substr(plus + 1);
}

} // namespace

std::size_t count_glyphs(std::string_view font) {
    for (const Table& table : kept_tables(font)) {
        if (table.tag == "maxp") {
            return big_endian(table.bytes, 4, 2);
        }
    }
    return 0;
}

std::string shrink_truetype(std::string_view font) {
    const std::vector<Table> tables = kept_tables(font);
    std::uint32_t power = 1;
    std::uint32_t exponent = 0;
    while (std::size_t{power} * 2 <= tables.size()) {
        power *= 2;
        ++exponent;
    }
    std::string out(font.substr(0, 4));
    const auto count = static_cast<std::uint32_t>(tables.size());
    append_big_endian(out, count, 2);
    append_big_endian(out, power * 16, 2);
    append_big_endian(out, exponent, 2);
    append_big_endian(out, count * 16 - power * 16, 2);
    std::string body;
    for (const Table& table : tables) {
        out += table.tag;
        append_big_endian(out, table.checksum, 4);
        append_big_endian(
            out, static_cast<std::uint32_t>(12 + 16 * tables.size() + body.size()), 4);
        append_big_endian(out, static_cast<std::uint32_t>(table.bytes.size()), 4);
        body += table.bytes;
        body.resize((body.size() + 3) / 4 * 4, '\0');
    }
    return out + body;
}

FontWidths FontTidier::tidy_font(QPDFObjectHandle font) {
    QPDFObjectHandle descendant = font.getKey("/DescendantFonts").getArrayItem(0);
    QPDFObjectHandle descriptor = descendant.getKey("/FontDescriptor");
    QPDFObjectHandle program = descriptor.getKey("/FontFile2");
    std::string small;
    if (program.isStream()) {
        small = shrink_truetype(stream_text(program));
    }
    descriptor.removeKey("/CIDSet"); // wanted by part 1 only, and then over all glyphs
    FontWidths widths = read_widths(descendant, count_glyphs(small));
    if (!small.empty()) {
        const std::string name =
            "/" + subset_tag(small) + "+" + plain_name(descriptor.getKey("/FontName").getName());
        set_compressed(program, small);
        program.getDict().replaceKey(
            "/Length1", QPDFObjectHandle::newInteger(static_cast<long long>(small.size())));
        for (QPDFObjectHandle each : {font, descendant}) {
            each.replaceKey("/BaseFont", QPDFObjectHandle::newName(name));
        }
        descriptor.replaceKey("/FontName", QPDFObjectHandle::newName(name));
    }
    QPDFObjectHandle to_unicode = font.getKey("/ToUnicode");
    if (to_unicode.isStream()) {
        set_compressed(to_unicode, correct_to_unicode(stream_text(to_unicode), widths.size()));
    }
    return widths;
}

std::map<std::string, FontWidths, std::less<>> FontTidier::tidy(QPDFObjectHandle resources) {
    std::map<std::string, FontWidths, std::less<>> widths;
    QPDFObjectHandle fonts = resources.getKey("/Font");
    if (!fonts.isDictionary()) {
        return widths;
    }
    for (const std::string& name : fonts.getKeys()) {
        QPDFObjectHandle font = fonts.getKey(name);
        const auto [found, fresh] = done_.try_emplace(font.getObjGen());
        if (fresh) {
            found->second = tidy_font(font);
        }
        widths[name.substr(1)] = found->second;
    }
    return widths;
}

} // namespace tickmark::pdf
