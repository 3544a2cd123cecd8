#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <fmt/core.h>

namespace tickmark {
namespace {

/// Population and exception as three-valued SQL over the rows of one dataset.
struct TestSql {
    std::string population;
    std::string exception;
};

TestSql sql_of(const Assessing& assessing, const TestDefinition& test) {
    TestSql made;
    made.population = assessing.sql(*test.population);
    made.exception = "0";
    if (test.kind == TestKind::reconcile) {
        made.exception = unmatched_sql(assessing, test);
    } else if (test.exception) {
        made.exception = assessing.sql(*test.exception);
    }
    if (test.sample) {
        // What a tester found stands beside what the rows themselves show.
        made.exception = fmt::format(
            "(CASE WHEN {} IN (SELECT record_key FROM sample_results WHERE {} AND "
            "result = 'exception') THEN 1 ELSE {} END)",
            store_column(assessing.dataset(test.dataset), "record_key"),
            sample_rows_condition(assessing, test),
            made.exception);
    }
    return made;
}

struct Counts {
    std::int64_t maybe_in = 0; ///< undetermined whether in the population
};

Counts count_rows(const Assessing& assessing, const TestSql& sql, TestResult& result) {
    const auto rows = assessing.query(fmt::format(
        "SELECT count(*) FILTER (WHERE p = 1), count(*) FILTER (WHERE p = 1 AND e = 1), "
        "count(*) FILTER (WHERE p IS NULL), count(*) FILTER (WHERE p = 1 AND e IS NULL) "
        "FROM (SELECT {} AS p, {} AS e FROM \"{}\")",
        sql.population,
        sql.exception,
        result.definition.dataset));
    Counts counts;
    if (rows->next()) {
        result.population = count_of(rows->text(0));
        result.exceptions = count_of(rows->text(1));
        counts.maybe_in = count_of(rows->text(2));
        result.undetermined = counts.maybe_in + count_of(rows->text(3));
    }
    return counts;
}

/// A tolerance is never applied to a sample: what was drawn stands for what was not.
bool exceeds(const TestDefinition& test, std::int64_t exceptions, std::int64_t population) {
    if (test.sample || !test.tolerance.is_given()) {
        return exceptions > 0;
    }
    if (test.tolerance.count) {
        return exceptions > *test.tolerance.count;
    }
    return *test.tolerance.share * Decimal(population) < Decimal(exceptions);
}

std::string tolerance_phrase(const TestDefinition& test) {
    if (test.sample && test.tolerance.is_given()) {
        return "; a tolerance is not applied to a sample";
    }
    if (test.tolerance.count) {
        return "; the tolerance is " + counted(*test.tolerance.count, "record");
    }
    if (test.tolerance.share) {
        return "; the tolerance is " + (*test.tolerance.share * Decimal(100)).text() + "%";
    }
    return "";
}

std::string exceptions_phrase(const TestResult& result) {
    return fmt::format(
        "{} in {}{}",
        counted(result.exceptions, "exception"),
        counted(result.population, "record"),
        tolerance_phrase(result.definition));
}

std::string doubts_phrase(const TestResult& result, const std::string& partly) {
    std::vector<std::string> doubts;
    if (result.undetermined > 0) {
        doubts.push_back(counted(result.undetermined, "undetermined record"));
    }
    if (result.rejected > 0) {
        doubts.push_back(counted(result.rejected, "rejected row"));
    }
    if (result.conflicts > 0) {
        doubts.push_back(counted(result.conflicts, "key") + " held by two sources");
    }
    std::string text = doubts.empty() ? "" : join(doubts, ", ") + " could tip the result";
    if (!partly.empty()) {
        text += (text.empty() ? "" : "; ") + partly;
    }
    return text;
}

/// Evidence of both sides of a reconciliation, of one dataset otherwise.
DatasetEvidence evidence_of(Assessing& assessing, const TestDefinition& test) {
    DatasetEvidence all = assessing.evidence(test.dataset);
    if (test.kind != TestKind::reconcile || test.right_dataset == test.dataset) {
        return all;
    }
    const DatasetEvidence& right = assessing.evidence(test.right_dataset);
    all.collections.insert(
        all.collections.end(), right.collections.begin(), right.collections.end());
    all.rejected += right.rejected;
    all.conflicts += right.conflicts;
    const auto join_text = [](std::string& to, const std::string& more) {
        to += (to.empty() || more.empty() ? "" : "; ") + more;
    };
    join_text(all.unavailable, right.unavailable);
    join_text(all.partly, right.partly);
    join_text(all.stale, right.stale);
    if (all.covers_to.empty() || (!right.covers_to.empty() && right.covers_to < all.covers_to)) {
        all.covers_to = right.covers_to.empty() ? all.covers_to : right.covers_to;
    }
    all.state_as_of = std::max(all.state_as_of, right.state_as_of);
    return all;
}

void judge(const DatasetEvidence& evidence, const Counts& counts, TestResult& result) {
    const TestDefinition& test = result.definition;
    const std::int64_t worst =
        result.exceptions + result.undetermined + result.rejected + result.conflicts;
    const std::int64_t widest = result.population + counts.maybe_in + result.rejected;
    const auto set = [&](Result value, std::string reason) {
        result.result = value;
        result.reason = std::move(reason);
    };
    if (exceeds(test, result.exceptions, result.population)) {
        set(Result::exceptions, exceptions_phrase(result));
    } else if (exceeds(test, worst, widest) || !evidence.partly.empty()) {
        set(Result::incomplete, doubts_phrase(result, evidence.partly));
    } else if (!evidence.stale.empty()) {
        set(Result::stale, evidence.stale);
    } else if (
        result.sample &&
        result.sample->tested < static_cast<std::int64_t>(result.sample->drawn.size())) {
        set(Result::not_tested,
            fmt::format(
                "{} of {} drawn records have a result",
                result.sample->tested,
                result.sample->drawn.size()));
    } else if (result.population == 0) {
        set(test.may_be_empty ? Result::effective : Result::no_occurrence,
            "nothing in the population occurred");
    } else {
        set(Result::effective, exceptions_phrase(result));
    }
}

} // namespace

TestResult
run_test(Assessing& assessing, const ControlDefinition& control, const TestDefinition& test) {
    if (test.kind == TestKind::attestation) {
        return run_attestation(assessing, control, test);
    }
    TestResult result;
    result.definition = test;
    const DatasetEvidence evidence = evidence_of(assessing, test);
    result.collections = evidence.collections;
    result.rejected = evidence.rejected;
    result.conflicts = evidence.conflicts;
    result.covers_to = evidence.covers_to;
    result.state_as_of = evidence.state_as_of;
    if (!evidence.unavailable.empty()) {
        result.result = Result::no_evidence;
        result.reason = evidence.unavailable;
        return result;
    }
    const Dataset& dataset = assessing.dataset(test.dataset);
    const TestSql sql = sql_of(assessing, test);
    const Counts counts = count_rows(assessing, sql, result);
    result.population_rows = rows_where(dataset, sql.population);
    result.exception_rows =
        rows_where(dataset, "(" + sql.population + " AND " + sql.exception + ")");
    result.undetermined_rows = rows_where(
        dataset,
        fmt::format("({0} IS NULL OR ({0} AND {1} IS NULL))", sql.population, sql.exception));
    if (test.sample) {
        result.sample = draw_sample(assessing, test, result.population_rows);
    }
    judge(evidence, counts, result);
    if (test.kind == TestKind::reconcile && result.exceptions > 0) {
        name_unmatched(assessing, result);
    }
    return result;
}

} // namespace tickmark
