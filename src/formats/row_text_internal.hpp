#pragma once

#include "tickmark/base/text.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tickmark::formats {

/// At most `characters` code points of `text`, with U+FFFD for what is no UTF-8.
inline std::string shortened(std::string_view text, std::size_t characters = 2000) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < characters; ++count) {
        append_utf8(out, next_code_point(text, at));
    }
    return out;
}

/// Eight bytes at a time: nearly all rows are ASCII, and are known good then.
inline bool is_plain_ascii(std::string_view text) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & high_bits) != 0) {
            return false;
        }
    }
    for (; at < text.size(); ++at) {
        if (static_cast<unsigned char>(text[at]) >= 0x80) {
            return false;
        }
    }
    return true;
}

} // namespace tickmark::formats
