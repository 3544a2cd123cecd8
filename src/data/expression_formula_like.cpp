#include "tickmark/base/text.hpp"

#include "expression_formula.hpp"
#include <fmt/core.h>

namespace tickmark {
namespace {

/// Characters of a piece, counted as both Excel and LibreOffice count them.
std::size_t length_of(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        if (next_code_point(text, at) > 0xFFFF) {
            throw NoFormula(); // two characters to Excel, one to others
        }
    }
    return count;
}

/// Whether `piece` (which may hold _) stands in `text` from its first character on.
void add_runs(
    const std::string& text, const std::string& piece, std::vector<std::string>& conditions) {
    std::size_t start = 1;
    for (const std::string& run : split(piece, '_')) {
        const std::size_t length = length_of(run);
        if (length > 0) {
            conditions.push_back(
                fmt::format("EXACT(MID({},{},{}),{})", text, start, length, formula_text(run)));
        }
        start += length + 1;
    }
}

} // namespace

std::vector<std::string> formula_like(const std::string& value, const std::string& pattern) {
    const std::vector<std::string> pieces = split(pattern, '%');
    const std::size_t first = length_of(pieces.front());
    std::vector<std::string> conditions;
    add_runs(value, pieces.front(), conditions);
    if (pieces.size() == 1) {
        conditions.push_back(fmt::format("LEN({})={}", value, first));
        return conditions;
    }
    const std::size_t last = length_of(pieces.back());
    conditions.push_back(fmt::format("LEN({})>={}", value, first + last));
    if (last > 0) {
        add_runs(fmt::format("RIGHT({},{})", value, last), pieces.back(), conditions);
    }
    // The leftmost place of each piece in turn leaves the most room for those that follow.
    std::string end = std::to_string(first + 1);
    bool has_middle = false;
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        if (pieces[i].empty()) {
            continue;
        }
        if (pieces[i].find('_') != std::string::npos) {
            throw NoFormula();
        }
        has_middle = true;
        end = fmt::format(
            "FIND({},{},{})+{}", formula_text(pieces[i]), value, end, length_of(pieces[i]));
    }
    if (has_middle) {
        conditions.push_back(fmt::format("IFERROR({}-1<=LEN({})-{},FALSE)", end, value, last));
    }
    return conditions;
}

} // namespace tickmark
