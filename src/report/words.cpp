#include "words.hpp"

#include "tickmark/base/text.hpp"

#include <array>

namespace tickmark::report {

// Each list is in the order of its enumeration, which is the order they are explained in.
const std::vector<StatusWords>& all_result_words() {
    static const std::vector<StatusWords> words{
        {"exceptions", "Exceptions", "More records than the tolerance bears do not meet the test."},
        {"no-evidence",
         "No evidence",
         "The records or the signed statement that the test needs are not there, so nothing can be "
         "said."},
        {"incomplete",
         "Incomplete",
         "Rows that did not fit, or records without an answer, could tip the result."},
        {"stale",
         "Stale",
         "The records were collected before the day the report speaks of, or are older than "
         "allowed."},
        {"not-tested", "Not tested", "A test is planned and its results have not come in."},
        {"no-occurrence",
         "No occurrence",
         "Complete records hold nothing the test applies to, so it was not exercised."},
        {"effective",
         "Effective",
         "Complete, fresh records hold a population, and exceptions do not exceed the tolerance."}};
    return words;
}

const std::vector<StatusWords>& all_obligation_words() {
    static const std::vector<StatusWords> words{
        {"supported",
         "Supported",
         "Controls declare full coverage, every one of them is effective, and no finding is open."},
        {"partly-supported",
         "Partly supported",
         "Some controls are effective; others are not, or cover it in part only."},
        {"not-supported",
         "Not supported",
         "The controls that cover it have exceptions, or a finding is open."},
        {"no-evidence",
         "No evidence",
         "Controls cover it; nothing complete was collected to test them with."},
        {"no-control", "No control", "No control in this workspace covers it."},
        {"not-applicable",
         "Not applicable",
         "Declared out of scope, with the reason given in the scope section."}};
    return words;
}

const std::vector<StatusWords>& all_figure_words() {
    static const std::vector<StatusWords> words{
        {"good", "On target", "The figure meets its target."},
        {"warning", "Watch", "The figure misses its target and is within the warning level."},
        {"bad",
         "Off target",
         "The figure is outside its warning level, or misses a target that has none."},
        {"no-target", "No target", "No target is set."},
        {"not-available",
         "Not available",
         "The records it needs are missing, or there is nothing to divide by."}};
    return words;
}

const std::vector<StatusWords>& all_outcome_words() {
    static const std::vector<StatusWords> words{
        {"pass",
         "Complete",
         "All the source has was read; rows that did not fit are listed as rejects."},
        {"incomplete", "Partial", "The source held something back; no row was applied."},
        {"fail", "Denied", "The source refused access; no row was applied."},
        {"fail", "Unreachable", "The source did not answer; no row was applied."},
        {"fail", "Absent", "The source is not there; no row was applied."},
        {"fail", "Failed", "Reading failed or a control total was not met; no row was applied."}};
    return words;
}

const StatusWords& words_of(Result result) noexcept {
    return all_result_words()[static_cast<std::size_t>(result)];
}

const StatusWords& words_of(ObligationStatus status) noexcept {
    return all_obligation_words()[static_cast<std::size_t>(status)];
}

const StatusWords& words_of(FigureStatus status) noexcept {
    return all_figure_words()[static_cast<std::size_t>(status)];
}

const StatusWords& words_of(Outcome outcome) noexcept {
    return all_outcome_words()[static_cast<std::size_t>(outcome)];
}

Tree status_tree(const StatusWords& words) {
    Tree tree = Tree::make_map();
    tree.set("status", words.status).set("label", words.label).set("meaning", words.meaning);
    return tree;
}

Tree status_list(const std::vector<StatusWords>& words) {
    Tree list = Tree::make_list();
    for (const StatusWords& word : words) {
        list.add(status_tree(word));
    }
    return list;
}

std::string number_text(std::int64_t number) {
    return with_thousands(number);
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many) {
    return number_text(number) + " " + std::string(number == 1 ? one : many);
}

std::string long_date(Date date, std::string_view locale) {
    static constexpr std::array<std::string_view, 12> months{
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"};
    const std::string month(months.at(date.month() - 1));
    const std::string day = std::to_string(date.day());
    const std::string year = std::to_string(date.year());
    return locale == "en-US" ? month + " " + day + ", " + year : day + " " + month + " " + year;
}

std::string instant_text(Instant at) {
    const std::string iso = at.iso();
    return iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

std::string tolerance_text(const Tolerance& tolerance) {
    if (tolerance.share) {
        return "at most " + (*tolerance.share * Decimal(100)).text() + "% of the population";
    }
    if (tolerance.count) {
        return "at most " + counted(*tolerance.count, "exception", "exceptions");
    }
    return "none: one exception is too many";
}

std::string approval_text(const Tolerance& tolerance) {
    if (!tolerance.is_given()) {
        return "";
    }
    if (tolerance.approved_by.empty()) {
        return "not approved";
    }
    std::string text = "approved by " + tolerance.approved_by;
    if (!tolerance.approved_on.empty()) {
        text += " on " + tolerance.approved_on;
    }
    return tolerance.because.empty() ? text : text + ": " + tolerance.because;
}

} // namespace tickmark::report
