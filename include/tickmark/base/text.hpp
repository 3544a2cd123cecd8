#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// `text` without white space (ASCII blanks and U+00A0) at either end.
std::string_view trim(std::string_view text) noexcept;

/// Makes `text` the value; the room of the text before is used again.
void put_text(std::optional<std::string>& value, std::string_view text);

/// ASCII letters to lower case; other bytes stay.
std::string to_lower(std::string_view text);

/// Pieces between `separator`; "a;;b" gives three, "" gives one empty piece.
std::vector<std::string> split(std::string_view text, char separator);

/// Pieces joined with `separator`.
std::string join(const std::vector<std::string>& pieces, std::string_view separator);

/// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text) noexcept;

/// The code points of well-formed UTF-8, one after the other; `at` moves on. Undefined bytes
/// give U+FFFD and move one byte.
char32_t next_code_point(std::string_view text, std::size_t& at) noexcept;

/// Appends `code_point` as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

/// The candidate nearest to `word` by edit distance (case ignored), if near enough to be a slip
/// of the hand: at most a third of its length, at least 1 and at most 4 edits.
std::optional<std::string>
nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'owner'?" or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// 1234567 → "1,234,567".
std::string with_thousands(long long number);

} // namespace tickmark
