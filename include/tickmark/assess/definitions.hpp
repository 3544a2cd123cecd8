#pragma once

#include "tickmark/base/decimal.hpp"
#include "tickmark/config/problem.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/expression.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// How many exceptions are borne, and who said so.
struct Tolerance {
    std::optional<Decimal> share; ///< 0.05 for 5%
    std::optional<long long> count;
    std::string approved_by; ///< empty: printed as not approved
    std::string approved_on;
    std::string because;
    bool is_given() const noexcept { return share.has_value() || count.has_value(); }
};

/// Records drawn for a tester, whose results come in as sample_results of this test and period:
/// "2025-11-01..2026-10-31", the as-of date, or the month or year it lies in.
struct SamplePlan {
    long long size = 0;
    std::string seed; ///< empty: the population's digest
};

enum class TestKind { condition, attestation, reconcile };

/// A population, and what makes one of its records an exception.
struct TestDefinition {
    std::string id;
    std::string title;
    TestKind kind = TestKind::condition;
    std::string dataset; ///< reconcile: the left one
    std::optional<Expression> population;
    std::optional<Expression> exception;
    Tolerance tolerance;
    bool may_be_empty = false;
    std::optional<SamplePlan> sample;
    std::string statement;                 ///< attestation
    std::string right_dataset;             ///< reconcile
    std::optional<Expression> right_where; ///< reconcile
    std::vector<std::string> on;           ///< reconcile: fields both sides have
    bool ignore_case = false;              ///< reconcile: "JDoe" matches "jdoe"
    bool both_sides = false;               ///< reconcile: its other side is a test of its own
    Position at;
};

struct Satisfies {
    std::string obligation; ///< "hipaa:164.308(a)(5)"
    bool partial = false;
};

/// What the organisation does; it satisfies obligations and carries tests.
struct ControlDefinition {
    std::string id;
    std::string title;
    std::string description;
    std::string owner;
    std::string domain; ///< privacy | security
    std::vector<Satisfies> satisfies;
    std::vector<TestDefinition> tests;
    Position at;
};

enum class Measure { share, count, sum, average, median, percentile };
std::string_view name_of(Measure measure) noexcept;

/// One number in a report.
struct FigureDefinition {
    std::string id;
    std::string title;
    std::string dataset;
    Measure measure = Measure::count;
    std::optional<Expression> of;    ///< which records
    std::optional<Expression> where; ///< share: which of them count
    std::optional<Expression> value; ///< sum, average, median, percentile: of what
    Decimal percentile;              ///< 95
    std::string unit;                ///< percent for shares; days, records, …
    std::optional<Decimal> target;   ///< in the unit of the figure (0.95 for 95%)
    std::optional<Decimal> warn;
    bool up_is_good = true;
    std::string by; ///< a field to break it down by; empty: none
    Position at;
};

/// Reads controls ("shipped:hipaa" or globs) and figures (shipped ones beside their reports, then
/// the workspace's own; the same id overrides). What is wrong goes to `problems`; what could be
/// read comes back.
std::vector<ControlDefinition> load_controls(
    const std::vector<std::string>& names, const Dictionary& dictionary, Problems& problems);
std::vector<FigureDefinition> load_figures(
    const std::vector<std::string>& workspace_files,
    const Dictionary& dictionary,
    Problems& problems);

} // namespace tickmark
