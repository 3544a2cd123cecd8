#include "assess_internal.hpp"
#include <fmt/core.h>

namespace tickmark {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out;
}

struct Statement {
    std::string result;
    std::string signed_on;
    std::string valid_until;
};

void judge(
    const Statement& statement,
    const DatasetEvidence& evidence,
    const std::string& as_of,
    TestResult& result) {
    const auto set = [&](Result value, std::string reason) {
        result.result = value;
        result.reason = std::move(reason);
    };
    const std::string signed_on = "signed on " + statement.signed_on;
    if (statement.result == "fail" || statement.result == "error") {
        result.exceptions = 1;
        set(Result::exceptions, "not confirmed by the statement " + signed_on);
    } else if (!evidence.partly.empty()) {
        set(Result::incomplete, evidence.partly);
    } else if (result.rejected > 0) {
        set(Result::incomplete,
            counted(result.rejected, "rejected row") + " could hold a later statement");
    } else if (!statement.valid_until.empty() && statement.valid_until < as_of) {
        set(Result::stale,
            fmt::format("the statement {} expired on {}", signed_on, statement.valid_until));
    } else if (!evidence.stale.empty()) {
        set(Result::stale, evidence.stale);
    } else if (statement.result == "pass") {
        set(Result::effective, "confirmed by the statement " + signed_on);
    } else {
        set(Result::not_tested, "the statement " + signed_on + " neither confirms nor denies");
    }
}

} // namespace

TestResult run_attestation(
    Assessing& assessing, const ControlDefinition& control, const TestDefinition& test) {
    TestResult result;
    result.definition = test;
    const DatasetEvidence& evidence = assessing.evidence(test.dataset);
    result.collections = evidence.collections;
    result.rejected = evidence.rejected;
    result.conflicts = evidence.conflicts;
    result.covers_to = evidence.covers_to;
    result.state_as_of = evidence.state_as_of;
    result.result = Result::no_evidence;
    if (!evidence.unavailable.empty()) {
        result.reason = evidence.unavailable;
        return result;
    }
    const Dataset& dataset = assessing.dataset(test.dataset);
    const std::string condition = fmt::format(
        "control_id = '{}' AND kind = 'attestation' AND effective_on <= '{}'",
        escaped(control.id),
        assessing.as_of());
    const auto newest = assessing.query(fmt::format(
        "SELECT {}, result, effective_on, valid_until FROM \"{}\" WHERE {} "
        "ORDER BY effective_on DESC, 1 DESC LIMIT 1",
        store_column(dataset, "record_key"),
        dataset.id,
        condition));
    if (!newest->next()) {
        result.reason = "there is no signed statement by " + assessing.as_of();
        if (!evidence.partly.empty()) {
            result.reason += "; " + evidence.partly;
        }
        return result;
    }
    result.population = 1;
    const std::string key = newest->text(0).value_or("");
    result.population_rows = rows_where(
        dataset, fmt::format("{} = '{}'", store_column(dataset, "record_key"), escaped(key)));
    judge(
        {newest->text(1).value_or(""), newest->text(2).value_or(""), newest->text(3).value_or("")},
        evidence,
        assessing.as_of(),
        result);
    if (result.exceptions > 0) {
        result.exception_rows = result.population_rows;
    }
    return result;
}

} // namespace tickmark
