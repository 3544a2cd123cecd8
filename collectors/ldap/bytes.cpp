#include "bytes_internal.hpp"
#include <array>
#include <cstdint>
#include <fmt/format.h>

namespace tickmark::ldap {

namespace {

constexpr std::string_view signs =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned byte_bits = 8;
constexpr unsigned sign_bits = 6;
constexpr unsigned sign_mask = 63;
constexpr unsigned byte_mask = 255;
constexpr std::size_t group = 4; ///< signs for three bytes

std::uint64_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

} // namespace

std::string to_base64(std::string_view bytes) {
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held = (held << byte_bits) | static_cast<unsigned char>(byte);
        bits += byte_bits;
        while (bits >= sign_bits) {
            bits -= sign_bits;
            out += signs[(held >> bits) & sign_mask];
        }
    }
    if (bits > 0) {
        out += signs[(held << (sign_bits - bits)) & sign_mask];
    }
    while (out.size() % group != 0) {
        out += '=';
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % group != 0) {
        return std::nullopt;
    }
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char sign : text.substr(0, text.find('='))) {
        const std::size_t value = signs.find(sign);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        held = (held << sign_bits) | static_cast<unsigned>(value);
        bits += sign_bits;
        if (bits >= byte_bits) {
            bits -= byte_bits;
            out += static_cast<char>((held >> bits) & byte_mask);
        }
    }
    return out;
}

std::optional<std::string> guid_text(std::string_view bytes) {
    constexpr std::array<std::size_t, 16> order{
        3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    if (bytes.size() != order.size()) {
        return std::nullopt;
    }
    std::string text;
    for (const std::size_t at : order) {
        const bool dash =
            text.size() == 8 || text.size() == 13 || text.size() == 18 || text.size() == 23;
        text += fmt::format("{}{:02x}", dash ? "-" : "", byte_at(bytes, at));
    }
    return text;
}

std::optional<std::string> sid_text(std::string_view bytes) {
    constexpr std::size_t head = 8;
    constexpr std::size_t part = 4;
    constexpr std::size_t authority_start = 2;
    if (bytes.size() < head || bytes.size() != head + part * byte_at(bytes, 1)) {
        return std::nullopt;
    }
    std::uint64_t authority = 0;
    for (std::size_t at = authority_start; at < head; ++at) {
        authority = (authority << byte_bits) | byte_at(bytes, at);
    }
    std::string text = fmt::format("S-{}-{}", byte_at(bytes, 0), authority);
    for (std::size_t at = head; at < bytes.size(); at += part) {
        std::uint64_t number = 0;
        for (std::size_t i = part; i > 0; --i) {
            number = (number << byte_bits) | byte_at(bytes, at + i - 1);
        }
        text += fmt::format("-{}", number);
    }
    return text;
}

} // namespace tickmark::ldap
