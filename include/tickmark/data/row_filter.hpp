#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/config/workspace.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// Whether a word fits a pattern in which `*` stands for any text; ASCII case does not count.
bool matches_word(std::string_view word, std::string_view pattern);

/// Tells which rows of a source are for a dataset, by its conditions.
class RowFilter {
public:
    /// `columns` are those a reader is asked for already; what the conditions need besides is
    /// `more_columns()`, to be asked for after them.
    RowFilter(const std::vector<RowCondition>& conditions, const std::vector<std::string>& columns);

    const std::vector<std::string>& more_columns() const noexcept { return more_; }
    bool is_empty() const noexcept { return tests_.empty(); }

    /// Whether the row is for the dataset. A list fits when one of its items does; no value fits no
    /// word. A row that could not be read as a whole is for every dataset, as is one whose value
    /// cannot be read: `fault` then says why, for a reject.
    bool takes(const RawRow& row, std::string& fault) const;

private:
    struct Test {
        RowCondition condition;
        std::size_t column;
    };
    std::vector<Test> tests_;
    std::vector<std::string> more_;
};

} // namespace tickmark
