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

} // namespace tickmark::pdf
