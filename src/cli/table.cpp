#include "tickmark/base/text.hpp"

#include "print_internal.hpp"
#include "table_internal.hpp"
#include <algorithm>

namespace tickmark::cli_internal {

namespace {

constexpr std::string_view indent = "    ";
constexpr std::string_view gap = "  ";

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string one_line(std::string_view text) {
    std::string line = printable(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t has = text_width(text);
    return text + std::string(width > has ? width - has : 0, ' ');
}

TextTable tidied(const TextTable& table, std::size_t cell_limit) {
    TextTable tidy;
    tidy.titles = table.titles;
    for (const auto& row : table.rows) {
        auto& cells = tidy.rows.emplace_back();
        for (const std::string& cell : row) {
            cells.push_back(cut_text(one_line(cell), cell_limit));
        }
    }
    return tidy;
}

std::vector<std::size_t> widths_of(const TextTable& table) {
    std::vector<std::size_t> widths;
    for (const std::string& title : table.titles) {
        widths.push_back(text_width(title));
    }
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], text_width(row[i]));
        }
    }
    return widths;
}

std::string side_by_side(const TextTable& table, const std::vector<std::size_t>& widths) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& cells) {
        std::string line(indent);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            line += std::string(i == 0 ? "" : gap) + padded(cells[i], widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    add(table.titles);
    std::for_each(table.rows.begin(), table.rows.end(), add);
    return text;
}

std::string one_below_the_other(const TextTable& table, std::size_t columns) {
    std::size_t title_width = 0;
    for (const std::string& title : table.titles) {
        title_width = std::max(title_width, text_width(title));
    }
    const std::size_t before = indent.size() + title_width + gap.size();
    const std::size_t room = columns > before + 20 ? columns - before : 20;
    std::string text;
    for (const auto& row : table.rows) {
        text += text.empty() ? "" : "\n";
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!row[i].empty()) {
                text += std::string(indent) + padded(table.titles[i], title_width) +
                        std::string(gap) + cut_text(one_line(row[i]), room) + "\n";
            }
        }
    }
    return text;
}

} // namespace

std::size_t text_width(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cut_text(const std::string& text, std::size_t width) {
    if (text_width(text) <= width) {
        return text;
    }
    std::size_t characters = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        characters += begins_character(text[end]) ? 1U : 0U;
        if (characters == width) {
            break;
        }
        ++end;
    }
    return text.substr(0, end) + "…";
}

std::string render_table(const TextTable& table, std::size_t columns, std::size_t cell_limit) {
    const TextTable tidy = tidied(table, cell_limit);
    const std::vector<std::size_t> widths = widths_of(tidy);
    std::size_t whole = indent.size();
    for (const std::size_t width : widths) {
        whole += width + gap.size();
    }
    return whole - gap.size() <= columns ? side_by_side(tidy, widths)
                                         : one_below_the_other(table, columns);
}

} // namespace tickmark::cli_internal
