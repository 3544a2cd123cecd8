#pragma once

#include "tickmark/assess/definitions.hpp"
#include "tickmark/base/decimal.hpp"
#include "tickmark/base/digest.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark {

/// Results of tests and controls, worst first (DESIGN 6).
enum class Result {
    exceptions,
    no_evidence,
    incomplete,
    stale,
    not_tested,
    no_occurrence,
    effective
};
/// "exceptions", "no-evidence", …
std::string_view name_of(Result result) noexcept;

/// A query that can be run again: SQL with its parameters written out, on a snapshot's connection.
struct RowQuery {
    std::string
        sql; ///< gives record_key, the dataset's fields, source, collection, payload, locator
    bool empty() const noexcept { return sql.empty(); }
};

struct SampleResult {
    Digest population_digest;
    std::string seed;
    std::string method;             ///< how it was drawn, in words
    std::vector<std::string> drawn; ///< record keys in draw order
    std::int64_t tested = 0;
};

struct TestResult {
    TestDefinition definition;
    Result result = Result::not_tested;
    std::string reason; ///< why, in one sentence
    std::int64_t population = 0;
    std::int64_t exceptions = 0;
    std::int64_t undetermined = 0;
    std::int64_t rejected = 0;  ///< rows of the collections used that did not fit
    std::int64_t conflicts = 0; ///< keys that two sources hold
    std::vector<Collection> collections;
    std::string covers_to;   ///< date, when the collections end before the as-of date
    std::string state_as_of; ///< date of a state taken from a later collection than as-of
    std::optional<SampleResult> sample;
    /// reconcile: what has no match, each once, the first of them; personal as a rule, for whoever
    /// runs the program and no report.
    std::vector<std::string> unmatched;
    std::int64_t unmatched_count = 0; ///< of all of them
    RowQuery population_rows;
    RowQuery exception_rows;
    RowQuery undetermined_rows;
};

struct ControlResult {
    ControlDefinition definition;
    Result result = Result::not_tested;
    std::vector<TestResult> tests;
};

enum class ObligationStatus {
    supported,
    partly_supported,
    not_supported,
    no_evidence,
    no_control,
    not_applicable
};
std::string_view name_of(ObligationStatus status) noexcept;

struct ObligationResult {
    std::string id; ///< "hipaa:164.308(a)(5)"
    std::string catalog;
    std::string citation;
    std::string title;
    std::string status_in_law; ///< in-force | future | vacated
    int depth = 0;             ///< level below its rule, for indents
    std::string group;         ///< rule or part it stands in
    ObligationStatus status = ObligationStatus::no_control;
    std::string reason;                ///< for not-applicable and what is open
    std::vector<std::string> controls; ///< ids of controls that satisfy it
    /// {control, citation}: citations deeper than the catalog, shown here; they count nowhere.
    std::vector<std::pair<std::string, std::string>> deeper;
};

enum class FigureStatus { good, warning, bad, no_target, not_available };
std::string_view name_of(FigureStatus status) noexcept;

struct FigurePart {
    std::string name; ///< value of the `by` field
    std::int64_t denominator = 0;
    std::int64_t numerator = 0;
    std::optional<Decimal> value;
};

struct FigureResult {
    FigureDefinition definition;
    std::optional<Decimal> value; ///< exact or at 12 places; a share is 0 to 1
    std::string shown;            ///< rounded once, with its unit: "93.4%", "12 days"
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::int64_t undetermined = 0;
    FigureStatus status = FigureStatus::not_available;
    std::string reason; ///< why it is not available, or stale: "covers to 2026-09-30"
    std::vector<FigurePart> parts;
    std::vector<Collection> collections;
    RowQuery denominator_rows;
    RowQuery numerator_rows;
};

/// A gap, as the findings section prints it.
struct FindingResult {
    std::string id; ///< of the findings register, or the test's id where it is not recorded there
    std::string title;
    std::string control_id;
    std::string test_id;
    std::string severity;
    std::string raised_on;
    std::string due_on;
    std::string owner;
    std::string status;
    std::string plan;
    bool recorded = false; ///< stands in the findings register
    std::int64_t exceptions = 0;
};

/// The period a question speaks of.
struct Period {
    Date start;
    Date as_of;
};

struct Assessment {
    Period period;
    TimeTravel time;
    std::vector<ControlResult> controls;
    std::vector<ObligationResult> obligations;
    std::vector<FigureResult> figures;
    std::vector<FindingResult> findings;
};

} // namespace tickmark
