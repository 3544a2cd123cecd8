#pragma once

#include "tickmark/assess/results.hpp"
#include "tickmark/report/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tickmark::report {

/// How a status is shown: the class of its symbol, its word, and what the word means.
struct StatusWords {
    std::string_view status;
    std::string_view label;
    std::string_view meaning;
};

const StatusWords& words_of(Result result) noexcept;
const StatusWords& words_of(ObligationStatus status) noexcept;
const StatusWords& words_of(FigureStatus status) noexcept;
const StatusWords& words_of(Outcome outcome) noexcept;
const std::vector<StatusWords>& all_result_words();
const std::vector<StatusWords>& all_obligation_words();
const std::vector<StatusWords>& all_outcome_words();
const std::vector<StatusWords>& all_figure_words();

/// {status, label, meaning} for the partial `status`.
Tree status_tree(const StatusWords& words);
/// A list of them.
Tree status_list(const std::vector<StatusWords>& words);

/// "1,234 records", "1 record"
std::string counted(std::int64_t number, std::string_view one, std::string_view many);
std::string number_text(std::int64_t number);
/// "31 October 2026"; "October 31, 2026" for en-US
std::string long_date(Date date, std::string_view locale);
/// "2026-10-31 13:45:10 UTC"
std::string instant_text(Instant at);
/// "at most 5% of the population" or "none"
std::string tolerance_text(const Tolerance& tolerance);
/// Who approved a tolerance; "not approved" where nobody did; empty where none is given.
std::string approval_text(const Tolerance& tolerance);

} // namespace tickmark::report
