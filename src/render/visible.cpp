#include "tickmark/render/visible.hpp"

#include "tickmark/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tickmark {

namespace {

bool is_bidi_control(char32_t c) noexcept {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool is_plain(char32_t c) noexcept {
    return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n';
}

void append_visible(std::string& out, char32_t c) {
    if (is_plain(c)) {
        out += static_cast<char>(c);
    } else if (c < 0x20) {
        append_utf8(out, 0x2400 + c);
    } else if (c == 0x7F) {
        append_utf8(out, 0x2421);
    } else if ((c >= 0x80 && c < 0xA0) || is_bidi_control(c)) {
        out += fmt::format("[U+{:04X}]", static_cast<unsigned>(c));
    } else if ((c & 0xFFFEU) == 0xFFFEU || (c >= 0xFDD0 && c <= 0xFDEF)) {
        append_utf8(out, 0xFFFD);
    } else {
        append_utf8(out, c);
    }
}

void append_escaped(std::string& out, char c) {
    switch (c) {
    case '&':
        out += "&amp;";
        break;
    case '<':
        out += "&lt;";
        break;
    case '>':
        out += "&gt;";
        break;
    case '"':
        out += "&quot;";
        break;
    case '\'':
        out += "&#39;";
        break;
    default:
        out += c;
    }
}

constexpr std::size_t most_printed = 4000; ///< characters of one value
constexpr std::size_t whole_word = 30;     ///< words up to here stay in one piece
constexpr std::size_t piece = 10;          ///< and longer ones may break this often

bool is_blank(char32_t c) noexcept {
    return c == U' ' || c == U'\n' || c == U'\t';
}

/// Marks, joiners and variation selectors belong to the character before them.
bool clings(char32_t c) noexcept {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x200C && c <= 0x200D) ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x20D0 && c <= 0x20FF);
}

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::size_t end_of_word(std::string_view text, std::size_t at) noexcept {
    return std::min(text.find_first_of(" \n\t", at), text.size());
}

void append_breakable(std::string& out, std::string_view word) {
    const bool breaks = characters(word) > whole_word;
    std::size_t since = 0;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(word, at);
        if (breaks && since >= piece && !clings(c)) {
            out += "<wbr>";
            since = 0;
        }
        out += escape_html(word.substr(start, at - start));
        ++since;
    }
}

} // namespace

std::string visible_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') {
            ++at;
        }
        append_visible(out, next_code_point(text, at));
    }
    return out;
}

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        append_escaped(out, c);
    }
    return out;
}

std::string print_text(std::string_view text) {
    const std::string visible = visible_text(text);
    std::string_view printed = visible;
    const std::size_t all = visible.size() > most_printed ? characters(visible) : 0;
    if (all > most_printed) {
        std::size_t end = 0;
        for (std::size_t i = 0; i < most_printed; ++i) {
            next_code_point(visible, end);
        }
        printed = printed.substr(0, end);
    }
    std::string out;
    for (std::size_t at = 0; at < printed.size();) {
        const std::size_t end = end_of_word(printed, at);
        append_breakable(out, printed.substr(at, end - at));
        for (at = end; at < printed.size() && is_blank(static_cast<unsigned char>(printed[at]));
             ++at) {
            out += printed[at];
        }
    }
    if (all > most_printed) {
        out += " [… " + with_thousands(static_cast<std::int64_t>(all - most_printed)) +
               " more characters; all in the workbook]";
    }
    return out;
}

std::string html_text(std::string_view text) {
    return escape_html(visible_text(text));
}

} // namespace tickmark
