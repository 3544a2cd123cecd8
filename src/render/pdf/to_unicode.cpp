#include "operators_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include <charconv>
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

unsigned hex_value(std::string_view text) {
    unsigned value = 0;
    if (text.size() > 2) {
        std::from_chars(text.data() + 1, text.data() + text.size() - 1, value, 16);
    }
    return value;
}

/// Words of a CMap: <…>, [, ] and names.
std::vector<std::string_view> words_of(std::string_view cmap) {
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (at < cmap.size()) {
        const char c = cmap[at];
        if (c == '<') {
            const auto end = std::min(cmap.find('>', at), cmap.size() - 1);
            words.push_back(cmap.substr(at, end - at + 1));
            at = end + 1;
        } else if (c == '[' || c == ']') {
            words.push_back(cmap.substr(at++, 1));
        } else if (c == ' ' || c == '\n' || c == '\r') {
            ++at;
        } else {
            const auto end = std::min(cmap.find_first_of(" \r\n<[]", at), cmap.size());
            words.push_back(cmap.substr(at, end - at));
            at = end;
        }
    }
    return words;
}

void read_ranges(
    const std::vector<std::string_view>& words, std::size_t& at, std::vector<unsigned>& map) {
    while (at + 2 < words.size() && words[at].front() == '<') {
        const unsigned first = hex_value(words[at]);
        const unsigned last = hex_value(words[at + 1]);
        at += 2;
        const bool list = words[at] == "[";
        unsigned value = list ? 0 : hex_value(words[at]);
        at += 1;
        for (unsigned code = first; code <= last; ++code) {
            if (list && at < words.size() && words[at] != "]") {
                value = hex_value(words[at++]);
            }
            if (code < map.size()) {
                map[code] = value;
            }
            value += list ? 0 : 1;
        }
        if (list) {
            ++at;
        }
    }
}

unsigned corrected(unsigned character) {
    if (character == 0) {
        return 0xFFFD;
    }
    const bool blank = character == '\t' || character == '\n' || character == '\r';
    return blank ? ' ' : character;
}

} // namespace

std::string correct_to_unicode(std::string_view cmap, std::size_t codes) {
    std::vector<unsigned> map(codes, 0);
    const std::vector<std::string_view> words = words_of(cmap);
    for (std::size_t at = 0; at < words.size();) {
        const bool ranges = words[at] == "beginbfrange";
        ++at;
        if (ranges) {
            read_ranges(words, at, map);
        }
    }
    std::string out = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    constexpr std::size_t block = 100; // the most that a CMap may hold in one go
    for (std::size_t first = 1; first < codes; first += block) {
        const std::size_t last = std::min(codes, first + block);
        out += fmt::format("{} beginbfchar\n", last - first);
        for (std::size_t code = first; code < last; ++code) {
            out += fmt::format("<{:04X}> <{:04X}>\n", code, corrected(map[code]));
        }
        out += "endbfchar\n";
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

} // namespace tickmark::pdf
