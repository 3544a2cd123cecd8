#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace tickmark::pdf {

/// Whether some installed font has a glyph for the character, or it needs none (white space,
/// joiners, marks of direction).
bool is_covered(char32_t character);

/// Text with each character that cannot be printed replaced by [U+E123], and each counted.
std::string substitute_uncovered(std::string_view text, std::map<char32_t, std::size_t>& counts);

/// Whether the glyphs of a text may not tell its characters (joined letters, marks, characters
/// beyond 16 bits).
bool needs_actual_text(std::string_view text);

/// Whether the words of a text must be elements of their own: those, and words of joined Arabic
/// letters.
bool needs_own_box(std::string_view text);

/// Whether a word holds a lam before an alef. Fonts draw the two as one sign, which stays one
/// character of its own (U+FEFB) for readers of the glyphs: some would swap two letters.
bool has_lam_alef(std::string_view text);

} // namespace tickmark::pdf
