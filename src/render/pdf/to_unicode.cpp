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

/// The characters that the signs of the Kangxi radicals (U+2F00 on) look like: fonts draw both with
/// one glyph, and the engine names the wrong one.
constexpr std::u32string_view radicals =
    U"一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕"
    U"大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日"
    U"曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿"
    U"目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行"
    U"衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音"
    U"頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// What a reader expects to find where one glyph serves several characters.
unsigned corrected(unsigned character) {
    constexpr unsigned first_radical = 0x2F00;
    if (character >= first_radical && character - first_radical < radicals.size()) {
        return static_cast<unsigned>(radicals[character - first_radical]);
    }
    constexpr std::u32string_view wide_letters = U"עאדהכלםרת+"; // U+FB20 to U+FB29
    constexpr unsigned first_wide = 0xFB20;
    if (character >= first_wide && character - first_wide < wide_letters.size()) {
        return static_cast<unsigned>(wide_letters[character - first_wide]);
    }
    switch (character) {
    case 0:
        return 0xFFFD;
    case 0x09:
    case 0x0A:
    case 0x0D:
    case 0xA0:
        return ' ';
    case 0xAD:
    case 0x2010:
        return '-';
    case 0x2126:
        return 0x3A9; // ohm sign, omega
    case 0x212B:
        return 0xC5; // angstrom sign, A with ring
    case 0xFEFF:
    case 0xFFFE:
        return 0xFFFD;
    default:
        return character;
    }
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
            out += fmt::format("<{:04X}> <{:04X}>\n", code, arabic_letter(corrected(map[code])));
        }
        out += "endbfchar\n";
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

} // namespace tickmark::pdf
