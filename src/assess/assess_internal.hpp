#pragma once

#include "tickmark/assess/assess.hpp"
#include "tickmark/ports/sql.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// What stands behind a dataset in this snapshot, and what is missing.
struct DatasetEvidence {
    std::vector<Collection> collections;
    std::int64_t rejected = 0;
    std::int64_t conflicts = 0;
    std::string unavailable; ///< why there is no complete collection at all; else empty
    std::string partly;      ///< why one of several sources is missing; else empty
    std::string stale;       ///< why it is too old; else empty
    std::string covers_to;
    std::string state_as_of;
};

/// One assessment under way: what it reads, and what several tests share.
class Assessing {
public:
    explicit Assessing(const AssessInput& input);

    const AssessInput& input() const noexcept { return input_; }
    const TimeZone& zone() const noexcept { return zone_; }
    const Dataset& dataset(const std::string& id) const { return input_.dictionary.at(id); }
    const DatasetEvidence& evidence(const std::string& dataset);
    std::string as_of() const { return input_.period.as_of.iso(); }
    /// SQL of an expression with this assessment's dates.
    std::string sql(const Expression& expression) const;
    /// Rows of a query on the snapshot; failures come as the store's.
    std::unique_ptr<SqlRows> query(const std::string& sql) const;

private:
    DatasetEvidence gather(const std::string& dataset) const;
    std::string attempt_phrase(const std::string& dataset, const std::string& source) const;
    void add_age(const Dataset& dataset, const Collection& used, DatasetEvidence& found) const;

    const AssessInput& input_;
    TimeZone zone_;
    std::map<std::string, std::string> parameters_;
    std::map<std::string, DatasetEvidence> evidence_;
};

/// The store's own column of a dataset's view ("record_key"), quoted; datasets with a field of
/// that name have it as tm_record_key.
std::string store_column(const Dataset& dataset, std::string_view name);
/// SELECT … FROM the dataset's view WHERE `condition`, as RowQuery promises, in order of keys.
RowQuery rows_where(const Dataset& dataset, const std::string& condition);
std::int64_t count_of(const SqlValue& value);

/// "3 records", "1 record".
std::string counted(std::int64_t number, std::string_view noun);

/// One test's result.
TestResult
run_test(Assessing& assessing, const ControlDefinition& control, const TestDefinition& test);
TestResult
run_attestation(Assessing& assessing, const ControlDefinition& control, const TestDefinition& test);

/// Whether a row of a reconciliation's left dataset has no right row, as three-valued SQL: unknown
/// where its key is, or where only right rows match of which it is unknown whether they belong.
std::string unmatched_sql(const Assessing& assessing, const TestDefinition& test);
/// Names what has no match, and says where only upper and lower case stand in the way.
void name_unmatched(const Assessing& assessing, TestResult& result);

/// Draws the sample of a test over the population `keys_sql` selects.
SampleResult draw_sample(Assessing& assessing, const TestDefinition& test, const RowQuery& rows);
/// SQL condition of sample_results' rows that belong to this test and period.
std::string sample_rows_condition(const Assessing& assessing, const TestDefinition& test);

FigureResult compute_figure(Assessing& assessing, const FigureDefinition& figure);
/// Rounded once, with its unit.
std::string shown_value(const FigureDefinition& figure, const Decimal& value);

std::vector<FindingResult>
list_findings(Assessing& assessing, const std::vector<ControlResult>& controls);
std::vector<ObligationResult> roll_up(
    const AssessInput& input,
    const std::vector<ControlResult>& controls,
    const std::vector<FindingResult>& findings);

} // namespace tickmark
