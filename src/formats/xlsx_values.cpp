#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"

#include "formats/xlsx_values_internal.hpp"
#include <array>
#include <charconv>
#include <cmath>

namespace tickmark::formats {

namespace {

std::optional<double> parsed(std::string_view written) {
    written = trim(written);
    if (written.starts_with('+')) {
        written.remove_prefix(1);
    }
    double value = 0;
    const auto [stop, error] =
        std::from_chars(written.data(), written.data() + written.size(), value);
    const bool whole = stop == written.data() + written.size();
    if (error != std::errc() || !whole || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

bool is_integer(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    return !text.empty() && (text == "0" || text.front() != '0') &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What a format code's letters say, gathered one by one.
struct Letters {
    bool day_or_year = false;
    bool month_or_minute = false;
    bool clock = false;
    bool elapsed = false;
};

/// `at` stands on '['; gives the place behind ']'.
std::size_t take_bracket(std::string_view code, std::size_t at, Letters& letters) {
    const std::size_t close = code.find(']', at);
    if (close == std::string_view::npos) {
        return code.size();
    }
    const std::string inside = to_lower(code.substr(at + 1, close - at - 1));
    const bool same =
        inside.find_first_not_of(inside.empty() ? ' ' : inside.front()) == std::string::npos;
    if (same && !inside.empty() && std::string_view("hms").find(inside[0]) != std::string::npos) {
        letters.elapsed = true;
    }
    return close + 1;
}

void take_letter(char c, Letters& letters) {
    switch (c | 0x20) {
    case 'y':
    case 'd':
        letters.day_or_year = true;
        break;
    case 'm':
        letters.month_or_minute = true;
        break;
    case 'h':
    case 's':
        letters.clock = true;
        break;
    default:
        break;
    }
}

Letters letters_of(std::string_view code) {
    Letters letters;
    std::size_t at = 0;
    while (at < code.size() && code[at] != ';') {
        const char c = code[at];
        if (c == '"') {
            const std::size_t close = code.find('"', at + 1);
            at = close == std::string_view::npos ? code.size() : close + 1;
        } else if (c == '\\' || c == '_' || c == '*') {
            at += 2;
        } else if (c == '[') {
            at = take_bracket(code, at, letters);
        } else if (to_lower(code.substr(at, 7)) == "general") {
            at += 7;
        } else {
            take_letter(c, letters);
            ++at;
        }
    }
    return letters;
}

std::string two_digits(long long value) {
    return std::string(1, static_cast<char>('0' + value / 10 % 10)) +
           static_cast<char>('0' + value % 10);
}

std::string clock_text(long long milliseconds) {
    const long long seconds = milliseconds / 1000;
    std::string out = two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" +
                      two_digits(seconds % 60);
    if (const long long rest = milliseconds % 1000; rest != 0) {
        out += "." + std::string(1, static_cast<char>('0' + rest / 100)) + two_digits(rest % 100);
    }
    return out;
}

std::optional<Date> day_of(long long serial, bool from_1904) {
    constexpr long long last_day = 2958465; // 9999-12-31
    if (serial < 0 || serial > last_day) {
        return std::nullopt;
    }
    const auto days = static_cast<int>(serial);
    if (from_1904) {
        return Date::from_ymd(1904, 1, 1)->plus_days(days);
    }
    // Day 60 is the 29 February 1900 that Lotus 1-2-3 believed in; days before it lie one off.
    if (serial == 0 || serial == 60) {
        return std::nullopt;
    }
    return Date::from_ymd(1899, 12, serial < 60 ? 31 : 30)->plus_days(days);
}

std::optional<unsigned> hex4(std::string_view text) {
    unsigned value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || text.size() != 4 || stop != text.data() + 4) {
        return std::nullopt;
    }
    return value;
}

/// The code unit of `_xHHHH_` at `at`, if there is one.
std::optional<unsigned> escape_at(std::string_view text, std::size_t at) {
    const std::string_view piece = text.substr(at, 7);
    if (piece.size() < 7 || piece[1] != 'x' || piece[6] != '_') {
        return std::nullopt;
    }
    return hex4(piece.substr(2, 4));
}

} // namespace

NumberKind builtin_number_kind(unsigned id) {
    if (id >= 14 && id <= 17) {
        return NumberKind::date;
    }
    if ((id >= 18 && id <= 21) || id == 45 || id == 47) {
        return NumberKind::time;
    }
    if (id == 22) {
        return NumberKind::datetime;
    }
    if (id == 46) {
        return NumberKind::duration;
    }
    // 27 to 36 and 50 to 58 are dates in the East Asian tables, 32 to 35 times.
    if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) {
        return id >= 32 && id <= 35 ? NumberKind::time : NumberKind::date;
    }
    return NumberKind::number;
}

NumberKind number_kind(std::string_view code) {
    const Letters letters = letters_of(code);
    if (letters.elapsed) {
        return NumberKind::duration;
    }
    if (letters.clock) {
        return letters.day_or_year ? NumberKind::datetime : NumberKind::time;
    }
    return letters.day_or_year || letters.month_or_minute ? NumberKind::date : NumberKind::number;
}

std::optional<std::string> number_text(std::string_view written) {
    written = trim(written);
    if (is_integer(written) && written.size() <= 30) {
        return written == "-0" ? "0" : std::string(written);
    }
    const std::optional<double> value = parsed(written);
    if (!value) {
        return std::nullopt;
    }
    // 15 digits first: 0.1 + 0.2 is stored as 0.30000000000000004 and shown as 0.3.
    std::array<char, 400> buffer{};
    char* const end = buffer.data() + buffer.size();
    const auto general =
        std::to_chars(buffer.data(), end, *value, std::chars_format::scientific, 14);
    double rounded = 0;
    std::from_chars(buffer.data(), general.ptr, rounded);
    const double size = std::abs(rounded);
    const bool plain = size == 0 || (size >= 1e-10 && size < 1e21);
    const auto shortest = std::to_chars(
        buffer.data(),
        end,
        rounded,
        plain ? std::chars_format::fixed : std::chars_format::scientific);
    std::string text(buffer.data(), shortest.ptr);
    return text == "-0" ? "0" : text;
}

std::optional<std::string> serial_text(std::string_view written, NumberKind kind, bool from_1904) {
    const std::optional<double> value = parsed(written);
    if (kind == NumberKind::number || kind == NumberKind::duration) {
        return number_text(written);
    }
    constexpr double beyond = 3000000;
    if (!value || *value < 0 || *value > beyond) {
        return std::nullopt;
    }
    constexpr long long day = 86400000;
    const long long total = std::llround(*value * static_cast<double>(day));
    const long long clock = total % day;
    const bool no_day = total < day && kind != NumberKind::date;
    if (kind == NumberKind::time && no_day) {
        return clock_text(clock);
    }
    const std::optional<Date> date = day_of(total / day, from_1904);
    if (!date) {
        return std::nullopt;
    }
    if (kind == NumberKind::date && clock == 0) {
        return date->iso();
    }
    return date->iso() + "T" + clock_text(clock);
}

std::string without_escapes(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t next = std::min(text.find('_', at), text.size());
        out.append(text.substr(at, next - at));
        at = next;
        if (at == text.size()) {
            break;
        }
        const std::optional<unsigned> unit = escape_at(text, at);
        if (!unit || *unit == 0) {
            out += '_';
            ++at;
            continue;
        }
        at += 7;
        char32_t code_point = *unit;
        if (code_point >= 0xD800 && code_point <= 0xDBFF) {
            const std::optional<unsigned> low =
                at < text.size() && text[at] == '_' ? escape_at(text, at) : std::nullopt;
            if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
                code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (*low - 0xDC00);
                at += 7;
            }
        }
        const bool half = code_point >= 0xD800 && code_point <= 0xDFFF;
        append_utf8(out, half ? char32_t{0xFFFD} : code_point);
    }
    return out;
}

std::optional<CellPlace> cell_place(std::string_view reference) {
    CellPlace place;
    std::size_t at = 0;
    for (; at < reference.size() && at < 4; ++at) {
        const char upper = static_cast<char>(reference[at] & ~0x20);
        if (upper < 'A' || upper > 'Z') {
            break;
        }
        place.column = place.column * 26 + static_cast<std::size_t>(upper - 'A') + 1;
    }
    const char* const end = reference.data() + reference.size();
    const auto [stop, error] = std::from_chars(reference.data() + at, end, place.row);
    constexpr std::size_t last_column = 16384;
    if (at == 0 || error != std::errc() || stop != end || place.row < 1 ||
        place.column > last_column) {
        return std::nullopt;
    }
    --place.column;
    return place;
}

} // namespace tickmark::formats
