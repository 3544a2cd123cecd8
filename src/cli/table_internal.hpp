#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tickmark::cli_internal {

/// Lines of text for a reader: cells are on one line, control characters become blanks.
///
/// Units: widths in characters
struct TextTable {
    std::vector<std::string> titles;
    std::vector<std::vector<std::string>> rows; ///< as many cells as titles
};

/// How wide a text stands on a terminal, taking every character for one column.
std::size_t text_width(std::string_view text) noexcept;

/// `text` cut to `width` characters, with "…" for what is missing.
std::string cut_text(const std::string& text, std::size_t width);

/// Columns side by side if they fit into `columns`, each cell cut to `cell_limit`; else one row
/// below the other as "title: value" lines, without empty cells. Lines begin with four blanks.
std::string render_table(const TextTable& table, std::size_t columns, std::size_t cell_limit);

} // namespace tickmark::cli_internal
