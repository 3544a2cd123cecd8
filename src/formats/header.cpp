#include "tickmark/base/text.hpp"

#include "formats/header_internal.hpp"
#include "formats/row_text_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

using Folding = std::string (*)(std::string_view);

std::string as_written(std::string_view title) {
    return folded_title(title);
}
std::string without_case(std::string_view title) {
    return to_lower(folded_title(title));
}

/// Columns whose title number `rank` is `word`. Ranks are asked in order, so that a column's
/// own title wins over one it only has together with the heading above it.
std::vector<std::size_t> columns_titled(
    const std::vector<ColumnTitles>& columns,
    const std::string& word,
    std::size_t rank,
    Folding fold) {
    std::vector<std::size_t> hits;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (rank < columns[i].size() && !columns[i][rank].empty() &&
            fold(columns[i][rank]) == word) {
            hits.push_back(i);
        }
    }
    return hits;
}

std::vector<std::size_t>
find_columns(const std::vector<ColumnTitles>& columns, const std::string& title) {
    std::size_t ranks = 0;
    for (const ColumnTitles& titles : columns) {
        ranks = std::max(ranks, titles.size());
    }
    for (const Folding fold : {&as_written, &without_case}) {
        const std::string word = fold(title);
        for (std::size_t rank = 0; rank < ranks; ++rank) {
            std::vector<std::size_t> hits = columns_titled(columns, word, rank, fold);
            if (!hits.empty()) {
                return hits;
            }
        }
    }
    return {};
}

std::string quoted_list(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "'" : ", '") + word + "'";
    }
    return out;
}

} // namespace

std::string folded_title(std::string_view title) {
    title = trim(title);
    std::string out;
    bool blank = false;
    for (std::size_t i = 0; i < title.size(); ++i) {
        const char c = title[i];
        const bool hard_blank = title.substr(i, 2) == "\xC2\xA0";
        if (hard_blank || c == ' ' || (c >= '\t' && c <= '\r')) {
            blank = true;
            i += hard_blank ? 1U : 0U;
            continue;
        }
        if (blank) {
            out += ' ';
            blank = false;
        }
        out += c;
    }
    return out;
}

HeaderMatch
match_header(const std::vector<ColumnTitles>& columns, const std::vector<WantedColumn>& wanted) {
    HeaderMatch match;
    match.has_required = true;
    for (const WantedColumn& column : wanted) {
        const std::vector<std::size_t> hits = find_columns(columns, column.name);
        if (hits.size() > 1) {
            match.duplicated.push_back(column.name);
        }
        match.column_of.push_back(hits.empty() ? HeaderMatch::absent : hits.front());
        match.found += hits.empty() ? 0U : 1U;
        match.has_required = match.has_required && (!hits.empty() || !column.required);
    }
    return match;
}

bool is_header(const HeaderMatch& match, const std::vector<WantedColumn>& wanted) {
    if (wanted.empty()) {
        return true;
    }
    const bool any_required =
        std::any_of(wanted.begin(), wanted.end(), [](const auto& w) { return w.required; });
    const std::size_t enough = any_required ? 1 : std::min<std::size_t>(2, wanted.size());
    return match.has_required && match.found >= enough;
}

void check_duplicates(const HeaderMatch& match, const std::string& name, const std::string& where) {
    if (match.duplicated.empty()) {
        return;
    }
    throw Error(
        ErrorCode::source_failed,
        {"reading " + name,
         "the header has more than one column titled " + quoted_list(match.duplicated),
         where,
         "rename one of them in the source, or map another column"});
}

Error header_error(
    const std::string& name,
    const std::string& where,
    const std::vector<ColumnTitles>& nearest_row,
    const std::vector<WantedColumn>& wanted) {
    std::vector<std::string> titles;
    for (const ColumnTitles& column : nearest_row) {
        for (const std::string& title : column) {
            if (!folded_title(title).empty() && titles.size() < 40) {
                titles.push_back(shortened(folded_title(title), 100));
            }
        }
    }
    const HeaderMatch match = match_header(nearest_row, wanted);
    std::vector<std::string> missing;
    std::string guesses;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].required && match.column_of[i] == HeaderMatch::absent) {
            missing.push_back(wanted[i].name);
            guesses += did_you_mean(wanted[i].name, titles);
        }
    }
    const bool named = !missing.empty();
    if (!named) {
        for (const WantedColumn& column : wanted) {
            missing.push_back(column.name);
        }
    }
    std::string why = named ? "no row has the required column" : "no row has any of the columns";
    why += (named && missing.size() > 1 ? "s " : " ") + quoted_list(missing) + guesses;
    return Error(
        ErrorCode::source_failed,
        {"reading " + name,
         std::move(why),
         where,
         titles.empty() ? "the source holds no titles" : "titles found: " + quoted_list(titles)});
}

} // namespace tickmark::formats
