#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace tickmark::pdf {

/// Bytes of a text whose characters are told apart from its glyphs: a string in a PDF/A holds no
/// more than 32,767 bytes, two to four a character.
constexpr std::size_t longest_told = 8000;

/// Whether some installed font has a glyph for the character, or it needs none (white space,
/// joiners, marks of direction).
bool is_covered(char32_t character);

/// Text with each character that cannot be printed replaced by [U+E123], and each counted.
std::string substitute_uncovered(std::string_view text, std::map<char32_t, std::size_t>& counts);

/// Text with control characters, noncharacters and bytes that are no UTF-8 replaced by [U+0001]:
/// what metadata (XML) cannot hold.
std::string replace_unwritable(std::string_view text);

/// Whether the glyphs of a text may not tell its characters (joined letters, marks, characters
/// beyond 16 bits).
bool needs_actual_text(std::string_view text);

/// Whether the words of a text must be elements of their own: those, and words that run right to
/// left.
bool needs_own_box(std::string_view text);

/// Whether a text holds letters that run right to left. Their glyphs stand on the page from left to
/// right, some of them joined or pointed: the order of the letters must be told apart from them.
bool runs_right_to_left(std::string_view text);

} // namespace tickmark::pdf
