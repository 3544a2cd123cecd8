#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark::formats {

/// What a number format makes of a number.
enum class NumberKind : std::uint8_t { number, date, time, datetime, duration };

/// By built-in id (0 to 163).
NumberKind builtin_number_kind(unsigned id);
/// By format code: the letters outside quotes, brackets and escapes of its first section.
NumberKind number_kind(std::string_view code);

/// A number as a person reads it in the cell: at most 15 significant digits, no exponent between
/// 1e-10 and 1e21. Integers stay as written. Nothing for text that is no number.
std::optional<std::string> number_text(std::string_view written);

/// A serial number as ISO 8601 text by its format's kind: "2026-10-31", "2026-10-31T13:45:00",
/// "13:45:00"; a duration as decimal days. A date format over a number with a time of day gives
/// both. Nothing where there is no such day: negative, or 29 February 1900, which Excel counts
/// though it never was.
std::optional<std::string> serial_text(std::string_view written, NumberKind kind, bool from_1904);

/// Undoes `_x000D_`: how characters that XML cannot hold are written.
std::string without_escapes(std::string_view text);

/// A column of a cell reference from 0 ("B7" → 1), and its row; nothing if it is none.
struct CellPlace {
    std::size_t column = 0;
    long long row = 0;
};
std::optional<CellPlace> cell_place(std::string_view reference);

} // namespace tickmark::formats
