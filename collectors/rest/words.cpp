#include "tickmark/base/text.hpp"

#include "exchange_internal.hpp"
#include "words_internal.hpp"

namespace tickmark::rest {

namespace {

/// Text of an HTML page without its tags: error pages say little, but in words.
std::string without_tags(const std::string& html) {
    std::string text;
    bool inside = false;
    for (const char sign : html) {
        if (sign == '<') {
            inside = true;
            text += ' ';
        } else if (sign == '>') {
            inside = false;
        } else if (!inside) {
            text += sign;
        }
    }
    return text;
}

} // namespace

std::string words_of(const HttpReply& reply, const Mask& mask) {
    constexpr std::size_t looked_at = 4'096;
    constexpr std::size_t longest = 200;
    // Covered before it is cut: half a secret is not found any more.
    std::string text = mask.cover(reply.body).substr(0, looked_at);
    if (to_lower(reply.header("Content-Type")).find("html") != std::string::npos) {
        text = without_tags(text);
    }
    std::string line;
    for (const char sign : text) {
        const auto byte = static_cast<unsigned char>(sign);
        const bool blank = byte <= ' ' || byte == 0x7f;
        if (blank && (line.empty() || line.back() == ' ')) {
            continue;
        }
        line += blank ? ' ' : sign;
        if (line.size() >= longest) {
            break;
        }
    }
    // A character cut in half.
    constexpr unsigned char after_ascii = 0x80;
    while (!is_utf8(line) && !line.empty() &&
           static_cast<unsigned char>(line.back()) >= after_ascii) {
        line.pop_back();
    }
    return is_utf8(line) ? std::string(trim(line)) : std::string();
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view signs =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr unsigned byte_bits = 8;
    constexpr unsigned sign_bits = 6;
    constexpr unsigned mask = 63;
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held = (held << byte_bits) | static_cast<unsigned char>(byte);
        bits += byte_bits;
        while (bits >= sign_bits) {
            bits -= sign_bits;
            out += signs[(held >> bits) & mask];
        }
    }
    if (bits > 0) {
        out += signs[(held << (sign_bits - bits)) & mask];
    }
    while (out.size() % 4 != 0) {
        out += '=';
    }
    return out;
}

Outcome outcome_of(HttpFault fault) noexcept {
    const bool no_connection = fault == HttpFault::unreachable || fault == HttpFault::timed_out ||
                               fault == HttpFault::untrusted;
    return no_connection ? Outcome::unreachable : Outcome::failed;
}

Outcome outcome_of(int status) noexcept {
    switch (status) {
    case 401:
    case 403:
        return Outcome::denied;
    case 404:
    case 410:
        return Outcome::absent;
    case 407:
        return Outcome::unreachable; // the system never heard of it
    default:
        return Outcome::failed;
    }
}

std::string_view hint_for(HttpFault fault) noexcept {
    switch (fault) {
    case HttpFault::unreachable:
        return "check url, the network and the proxy";
    case HttpFault::timed_out:
        return "try again later, or raise limits";
    case HttpFault::untrusted:
        return "check the host name; an own authority's certificate goes into tls: ca";
    case HttpFault::cut_off:
        return "try again; if it stays, look at the server or a proxy on the way";
    case HttpFault::too_large:
        return "ask for smaller pages, or raise limits: page_size";
    case HttpFault::malformed:
        return "check that url is the system's interface";
    case HttpFault::none:
        break;
    }
    return "";
}

std::string_view hint_for(int status) noexcept {
    switch (status) {
    case 400:
    case 422:
        return "check query and body";
    case 401:
        return "check the credentials in auth";
    case 403:
        return "the account may not read this";
    case 404:
    case 410:
        return "check url";
    case 407:
        return "check proxy, its user and its password";
    case 429:
        return "collect less often or in smaller pages";
    default:
        return status >= 500 ? "try again later; the server's own log says more"
                             : "check url, method and auth against the system's documentation";
    }
}

} // namespace tickmark::rest
