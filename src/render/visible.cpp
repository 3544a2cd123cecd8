#include "tickmark/render/visible.hpp"

#include "tickmark/base/text.hpp"

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

std::string html_text(std::string_view text) {
    return escape_html(visible_text(text));
}

} // namespace tickmark
