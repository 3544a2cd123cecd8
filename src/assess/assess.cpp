#include "tickmark/assess/assess.hpp"

#include "assess_internal.hpp"
#include <algorithm>

namespace tickmark {

std::string_view name_of(Result result) noexcept {
    switch (result) {
    case Result::exceptions:
        return "exceptions";
    case Result::no_evidence:
        return "no-evidence";
    case Result::incomplete:
        return "incomplete";
    case Result::stale:
        return "stale";
    case Result::not_tested:
        return "not-tested";
    case Result::no_occurrence:
        return "no-occurrence";
    case Result::effective:
        return "effective";
    }
    return "not-tested";
}

std::string_view name_of(ObligationStatus status) noexcept {
    switch (status) {
    case ObligationStatus::supported:
        return "supported";
    case ObligationStatus::partly_supported:
        return "partly-supported";
    case ObligationStatus::not_supported:
        return "not-supported";
    case ObligationStatus::no_evidence:
        return "no-evidence";
    case ObligationStatus::no_control:
        return "no-control";
    case ObligationStatus::not_applicable:
        return "not-applicable";
    }
    return "no-control";
}

std::string_view name_of(FigureStatus status) noexcept {
    switch (status) {
    case FigureStatus::good:
        return "good";
    case FigureStatus::warning:
        return "warning";
    case FigureStatus::bad:
        return "bad";
    case FigureStatus::no_target:
        return "no-target";
    case FigureStatus::not_available:
        return "not-available";
    }
    return "not-available";
}

Assessment assess(const AssessInput& input) {
    Assessing assessing(input);
    Assessment assessment;
    assessment.period = input.period;
    assessment.time = input.snapshot.time();
    for (const ControlDefinition& definition : input.controls) {
        ControlResult control;
        control.definition = definition;
        // Without a test nothing is shown, however sure its owner is.
        control.result = definition.tests.empty() ? Result::not_tested : Result::effective;
        for (const TestDefinition& test : definition.tests) {
            control.tests.push_back(run_test(assessing, definition, test));
            control.result = std::min(control.result, control.tests.back().result);
        }
        assessment.controls.push_back(std::move(control));
    }
    for (const FigureDefinition& figure : input.figures) {
        assessment.figures.push_back(compute_figure(assessing, figure));
    }
    assessment.findings = list_findings(assessing, assessment.controls);
    assessment.obligations = roll_up(input, assessment.controls, assessment.findings);
    return assessment;
}

} // namespace tickmark
