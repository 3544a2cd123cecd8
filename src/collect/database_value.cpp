#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include "database_line_internal.hpp"
#include <array>
#include <fmt/format.h>

namespace tickmark {

namespace {

/// What a byte of a value asks of who writes it as a JSON string; 0: nothing.
constexpr unsigned char has_escape = 1;
constexpr unsigned char is_not_ascii = 2;

constexpr std::array<unsigned char, 256> demands = [] {
    std::array<unsigned char, 256> all{};
    constexpr std::size_t first_printed = 0x20;
    constexpr std::size_t rubout = 0x7F;
    for (std::size_t byte = 0; byte < all.size(); ++byte) {
        const bool escaped = byte < first_printed || byte == rubout || byte == '"' || byte == '\\';
        all.at(byte) = escaped ? has_escape : byte > rubout ? is_not_ascii : 0;
    }
    return all;
}();

/// Whether `text` stands for itself in a JSON string: UTF-8 without a sign to escape. A load asks
/// it of millions of values, so most are looked at once.
bool is_plain(std::string_view text) {
    unsigned char demanded = 0;
    for (const char c : text) {
        demanded |= demands[static_cast<unsigned char>(c)];
    }
    return demanded == 0 || (demanded == is_not_ascii && is_utf8(text));
}

} // namespace

void append_database_value(std::string& line, const SqlValue& value) {
    if (!value) {
        line += "null";
    } else if (is_plain(*value)) {
        line += '"';
        line += *value;
        line += '"';
    } else if (is_utf8(*value)) {
        line += json_quote(*value);
    } else {
        line += "{\"bytes\":\"";
        for (const char c : *value) {
            line += fmt::format("{:02x}", static_cast<unsigned char>(c));
        }
        line += "\"}";
    }
}

} // namespace tickmark
