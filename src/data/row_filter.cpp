#include "tickmark/data/row_filter.hpp"

#include "tickmark/base/text.hpp"

#include <algorithm>

namespace tickmark {

namespace {

/// Both in lower case. Goes back to the last `*` where the words part.
bool fits(std::string_view word, std::string_view pattern) {
    std::size_t at = 0;
    std::size_t in_pattern = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (at < word.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            resume = at;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == word[at]) {
            ++in_pattern;
            ++at;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

bool has_word(const RawValue& value, const RowCondition& condition) {
    const auto is_word = [&](const std::string& text) {
        const std::string word(trim(text));
        return !word.empty() &&
               std::any_of(
                   condition.words.begin(), condition.words.end(), [&](const std::string& pattern) {
                       return matches_word(word, pattern);
                   });
    };
    return value.kind == RawValue::Kind::list
               ? std::any_of(value.items.begin(), value.items.end(), is_word)
               : is_word(value.text);
}

} // namespace

bool matches_word(std::string_view word, std::string_view pattern) {
    return fits(to_lower(word), to_lower(pattern));
}

RowFilter::RowFilter(
    const std::vector<RowCondition>& conditions, const std::vector<std::string>& columns) {
    std::vector<std::string> all = columns;
    for (const RowCondition& condition : conditions) {
        auto known = std::find(all.begin(), all.end(), condition.column);
        if (known == all.end()) {
            more_.push_back(condition.column);
            all.push_back(condition.column);
            known = all.end() - 1;
        }
        tests_.push_back({condition, static_cast<std::size_t>(known - all.begin())});
    }
}

bool RowFilter::takes(const RawRow& row, std::string& fault) const {
    if (row.fault) {
        return true;
    }
    for (const Test& test : tests_) {
        const RawValue& value = row.values.at(test.column);
        if (value.kind == RawValue::Kind::broken) {
            fault = std::string(test.condition.except ? "except" : "only") + " " +
                    test.condition.column + ": " + value.text;
            return true;
        }
        if (has_word(value, test.condition) == test.condition.except) {
            return false;
        }
    }
    return true;
}

} // namespace tickmark
