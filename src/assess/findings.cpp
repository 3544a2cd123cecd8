#include "assess_internal.hpp"
#include <algorithm>
#include <fmt/core.h>

namespace tickmark {
namespace {

const TestResult* test_of(const std::vector<ControlResult>& controls, const std::string& id) {
    for (const ControlResult& control : controls) {
        for (const TestResult& test : control.tests) {
            if (test.definition.id == id) {
                return &test;
            }
        }
    }
    return nullptr;
}

/// Findings of the register that are open on the as-of date, in order of their keys.
std::vector<FindingResult>
recorded_findings(Assessing& assessing, const std::vector<ControlResult>& controls) {
    std::vector<FindingResult> findings;
    if (!assessing.evidence("findings").unavailable.empty()) {
        return findings;
    }
    const auto rows = assessing.query(fmt::format(
        "SELECT finding_id, title, control_id, origin, severity, raised_on, due_on, owner, status, "
        "plan FROM findings WHERE (raised_on IS NULL OR raised_on <= '{0}') AND NOT "
        "coalesce(closed_on <= '{0}', closed_on IS NULL AND lower(status) = 'closed', 0) "
        "ORDER BY finding_id",
        assessing.as_of()));
    while (rows->next()) {
        const auto text = [&](std::size_t i) { return rows->text(i).value_or(""); };
        FindingResult found;
        found.id = text(0);
        found.title = text(1);
        found.control_id = text(2);
        if (const TestResult* test = test_of(controls, text(3))) {
            found.test_id = test->definition.id;
            found.exceptions = test->exceptions;
        }
        found.severity = text(4);
        found.raised_on = text(5);
        found.due_on = text(6);
        found.owner = text(7);
        found.status = text(8);
        found.plan = text(9);
        found.recorded = true;
        findings.push_back(std::move(found));
    }
    return findings;
}

} // namespace

std::vector<FindingResult>
list_findings(Assessing& assessing, const std::vector<ControlResult>& controls) {
    std::vector<FindingResult> findings = recorded_findings(assessing, controls);
    for (const ControlResult& control : controls) {
        for (const TestResult& test : control.tests) {
            const bool is_named =
                std::any_of(findings.begin(), findings.end(), [&](const FindingResult& known) {
                    return known.test_id == test.definition.id;
                });
            if (test.result != Result::exceptions || is_named) {
                continue;
            }
            FindingResult found;
            found.id = test.definition.id;
            found.title =
                test.definition.title.empty() ? control.definition.title : test.definition.title;
            found.control_id = control.definition.id;
            found.test_id = test.definition.id;
            found.owner = control.definition.owner;
            found.exceptions = test.exceptions;
            findings.push_back(std::move(found));
        }
    }
    return findings;
}

} // namespace tickmark
