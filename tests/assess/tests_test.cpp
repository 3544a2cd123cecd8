#include "tickmark/assess/row_roles.hpp"

#include <gmock/gmock.h>

#include "assess/assess_fixture.hpp"

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Tests = testing::AssessTest;

testing::Values
trained(const std::string& person, const std::string& due, const std::string& done) {
    testing::Values row = {{"person_id", person}, {"course", "X"}, {"assignment_id", "1"}};
    if (!due.empty()) {
        row["due_on"] = due;
    }
    if (!done.empty()) {
        row["completed_on"] = done;
    }
    return row;
}

const std::string late =
    "dataset: training, population: \"due_on BETWEEN :period_start AND :as_of\", "
    "exception: \"completed_on IS NULL OR completed_on > due_on\"";

TEST_F(Tests, exceptions_are_counted_and_their_rows_can_be_asked_for) {
    configure("lms", "training");
    collect(
        "lms",
        "training",
        {trained("a", "2026-03-01", "2026-02-01"),
         trained("b", "2026-03-01", "2026-03-02"),
         trained("c", "2026-03-01", ""),
         trained("d", "2024-03-01", "")});
    const TestResult result = run(late);
    EXPECT_EQ(result.result, Result::exceptions);
    EXPECT_EQ(result.population, 3);
    EXPECT_EQ(result.exceptions, 2);
    EXPECT_EQ(result.reason, "2 exceptions in 3 records");
    EXPECT_THAT(keys(result.exception_rows), ElementsAre("b | X | 1", "c | X | 1"));
    EXPECT_EQ(keys(result.population_rows).size(), 3U);
    EXPECT_EQ(keys(rows_with_roles(result)).size(), 3U);
    ASSERT_EQ(result.collections.size(), 1U);
    EXPECT_EQ(result.collections[0].source, "lms");
}

TEST_F(Tests, a_tolerance_is_exceeded_only_beyond_it) {
    configure("lms", "training");
    collect(
        "lms",
        "training",
        {trained("a", "2026-03-01", "2026-02-01"), trained("b", "2026-03-01", "")});
    EXPECT_EQ(run(late + ", tolerance: 50%").result, Result::effective);
    EXPECT_EQ(run(late + ", tolerance: 49.9%").result, Result::exceptions);
    EXPECT_EQ(run(late + ", tolerance: 1").result, Result::effective);
    EXPECT_THAT(run(late + ", tolerance: 50%").reason, HasSubstr("the tolerance is 50%"));
    EXPECT_EQ(run(late).result, Result::exceptions);
}

TEST_F(Tests, undetermined_rows_and_rejects_make_a_test_incomplete_when_they_could_tip_it) {
    configure("lms", "training");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01"), trained("b", "", "")}, 1);
    const TestResult result = run(late);
    EXPECT_EQ(result.result, Result::incomplete);
    EXPECT_EQ(result.undetermined, 1);
    EXPECT_EQ(result.rejected, 1);
    EXPECT_EQ(result.reason, "1 undetermined record, 1 rejected row could tip the result");
    EXPECT_THAT(keys(result.undetermined_rows), ElementsAre("b | X | 1"));
    EXPECT_THAT(keys(rows_with_roles(result)), ElementsAre("a | X | 1", "b | X | 1"));
    EXPECT_EQ(run(late + ", tolerance: 70%").result, Result::effective);
}

TEST_F(Tests, keys_of_two_sources_are_conflicts) {
    configure("lms", "training");
    configure("old", "training");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01")});
    collect("old", "training", {trained("a", "2026-03-01", "")});
    const TestResult result = run(late);
    EXPECT_EQ(result.conflicts, 1);
    EXPECT_EQ(result.result, Result::incomplete);
    EXPECT_EQ(result.population, 1);
}

TEST_F(Tests, an_empty_population_is_no_occurrence_unless_it_may_be_empty) {
    configure("lms", "training");
    collect("lms", "training", {trained("d", "2024-03-01", "")});
    EXPECT_EQ(run(late).result, Result::no_occurrence);
    EXPECT_EQ(run(late + ", may_be_empty: true").result, Result::effective);
}

TEST_F(Tests, no_evidence_says_why_in_words) {
    EXPECT_EQ(run(late).result, Result::no_evidence);
    EXPECT_EQ(run(late).reason, "no source collects training");
    configure("lms", "training");
    EXPECT_EQ(run(late).reason, "not available: source lms has not been collected yet");
    fail("lms", "training", Outcome::unreachable);
    EXPECT_EQ(
        run(late).reason,
        "not available: source lms was unreachable on 2026-11-02; there is no complete collection "
        "of it");
    EXPECT_TRUE(run(late).population_rows.empty());
}

TEST_F(Tests, a_second_source_that_is_missing_makes_the_test_incomplete) {
    configure("lms", "training");
    configure("other", "training");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01")});
    EXPECT_EQ(run(late).result, Result::incomplete);
    EXPECT_THAT(run(late).reason, HasSubstr("source other has not been collected yet"));
}

TEST_F(Tests, evidence_is_stale_by_age_or_when_it_ends_before_the_as_of_date) {
    configure("lms", "training", 35);
    now_ = at("2026-09-30T12:00:00Z");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01")});
    now_ = at("2026-11-02T12:00:00Z");
    const TestResult early = run(late);
    EXPECT_EQ(early.result, Result::stale);
    EXPECT_EQ(early.covers_to, "2026-09-30");
    fail("lms", "training", Outcome::unreachable);
    EXPECT_EQ(
        run(late).reason,
        "source lms covers to 2026-09-30: source lms was unreachable on 2026-11-02; last collected "
        "2026-09-30");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01")});
    EXPECT_EQ(run(late).result, Result::effective);
    now_ = at("2026-12-20T12:00:00Z");
    EXPECT_EQ(run(late).result, Result::stale);
    EXPECT_THAT(run(late).reason, HasSubstr("older than 35 days"));
}

TEST_F(Tests, state_is_taken_by_the_as_of_date_or_its_later_date_is_said) {
    configure("directory", "people");
    collect("directory", "people", {{{"person_id", "a"}}});
    const TestResult later = run("dataset: people, exception: \"person_id IS NULL\"");
    EXPECT_EQ(later.state_as_of, "2026-11-02");
    EXPECT_EQ(later.result, Result::effective);
}

TEST_F(Tests, a_reconciliation_finds_left_rows_without_a_right_one) {
    configure("directory", "people");
    configure("lms", "training");
    const std::string test =
        "kind: reconcile, left: {dataset: people, where: \"left_on IS NULL\"}, "
        "right: {dataset: training, where: \"due_on <= :as_of\"}, "
        "\"on\": person_id";
    collect(
        "directory",
        "people",
        {{{"person_id", "a"}},
         {{"person_id", "b"}},
         {{"person_id", "c"}},
         {{"person_id", "d"}, {"left_on", "2026-01-01"}}});
    const TestResult without = run(test);
    EXPECT_EQ(without.result, Result::no_evidence);
    EXPECT_EQ(
        without.reason, "no" + std::string("t available: source lms has not been collected yet"));
    collect("lms", "training", {trained("a", "2026-03-01", ""), trained("c", "", "")});
    const TestResult result = run(test);
    EXPECT_EQ(result.population, 3);
    EXPECT_THAT(keys(result.exception_rows), ElementsAre("b"));
    EXPECT_THAT(keys(result.undetermined_rows), ElementsAre("c"));
    EXPECT_EQ(result.collections.size(), 2U);
}

TEST_F(Tests, a_reconciliation_names_what_has_no_match_and_heeds_case) {
    configure("directory", "people");
    configure("lms", "training");
    collect(
        "directory", "people", {{{"person_id", "a"}}, {{"person_id", "B"}}, {{"person_id", "c"}}});
    collect("lms", "training", {trained("a", "2026-03-01", ""), trained("b", "2026-03-01", "")});
    const std::string test = "kind: reconcile, left: {dataset: people}, "
                             "right: {dataset: training}, \"on\": person_id";
    const TestResult strict = run(test);
    EXPECT_EQ(strict.exceptions, 2);
    EXPECT_THAT(strict.unmatched, ElementsAre("B", "c"));
    EXPECT_EQ(strict.unmatched_count, 2);
    EXPECT_EQ(
        strict.reason,
        "2 exceptions in 3 records; 1 record would match but for upper and lower case");
    const TestResult loose = run(test + ", ignore_case: true");
    EXPECT_THAT(loose.unmatched, ElementsAre("c"));
    EXPECT_EQ(loose.reason, "1 exception in 3 records");
}

TEST_F(Tests, attestations_confirm_expire_and_fail) {
    configure("signed", "control_evidence");
    const auto statement = [](const std::string& id,
                              const std::string& result,
                              const std::string& on,
                              const std::string& until) {
        testing::Values row = {
            {"evidence_id", id},
            {"control_id", "C"},
            {"kind", "attestation"},
            {"result", result},
            {"effective_on", on}};
        if (!until.empty()) {
            row["valid_until"] = until;
        }
        return row;
    };
    const std::string test = "kind: attestation, statement: All is well.";
    collect("signed", "control_evidence", {statement("0", "fail", "2026-11-01", "")});
    EXPECT_EQ(run(test).result, Result::no_evidence);
    collect(
        "signed",
        "control_evidence",
        {statement("1", "fail", "2026-01-01", ""),
         statement("2", "pass", "2026-05-01", "2026-10-31")});
    EXPECT_EQ(run(test).result, Result::effective);
    collect("signed", "control_evidence", {statement("2", "pass", "2026-05-01", "2026-10-30")});
    EXPECT_EQ(run(test).result, Result::stale);
    collect(
        "signed",
        "control_evidence",
        {statement("2", "pass", "2026-05-01", ""), statement("3", "fail", "2026-10-31", "")});
    EXPECT_EQ(run(test).result, Result::exceptions);
    EXPECT_THAT(keys(run(test).exception_rows), ElementsAre("3"));
}

TEST_F(Tests, a_sample_is_drawn_by_the_published_method_and_waits_for_its_results) {
    configure("directory", "accounts");
    std::vector<testing::Values> rows;
    for (const std::string id : {"u1", "u2", "u3", "u4", "u5", "u6"}) {
        rows.push_back({{"system_id", "S"}, {"account_id", id}});
    }
    collect("directory", "accounts", rows);
    const std::string test = "dataset: accounts, sample: {size: 3}";
    const TestResult waiting = run(test);
    EXPECT_EQ(waiting.result, Result::not_tested);
    EXPECT_EQ(waiting.reason, "0 of 3 drawn records have a result");
    const std::string seed = sha256("S | u1\nS | u2\nS | u3\nS | u4\nS | u5\nS | u6").hex();
    EXPECT_EQ(waiting.sample->population_digest.hex(), seed);
    std::vector<std::pair<std::string, std::string>> order;
    for (const auto& row : rows) {
        const std::string key = "S | " + row.at("account_id");
        order.emplace_back(sha256(seed + "\n" + key).hex(), key);
    }
    std::sort(order.begin(), order.end());
    EXPECT_THAT(
        waiting.sample->drawn, ElementsAre(order[0].second, order[1].second, order[2].second));

    configure("samples", "sample_results");
    std::vector<testing::Values> results;
    for (const std::string& key : waiting.sample->drawn) {
        results.push_back(
            {{"test_id", "C.a"},
             {"period", "2025-11-01..2026-10-31"},
             {"record_key", key},
             {"result", "pass"}});
    }
    collect("samples", "sample_results", results);
    EXPECT_EQ(run(test).result, Result::effective);
    results[1]["result"] = "exception";
    collect("samples", "sample_results", results);
    const TestResult found = run(test + ", tolerance: 90%");
    EXPECT_EQ(found.result, Result::exceptions);
    EXPECT_THAT(keys(found.exception_rows), ElementsAre(waiting.sample->drawn[1]));
    EXPECT_EQ(run("dataset: accounts, sample: {size: 3, seed: \"7\"}").sample->seed, "7");
}

TEST_F(Tests, a_control_is_as_good_as_its_worst_test) {
    configure("lms", "training");
    collect("lms", "training", {trained("a", "2026-03-01", "2026-02-01")});
    const auto found = assess_with(
        "- {id: C, title: C, tests: [{id: C.a, " + late +
        "}, {id: C.b, dataset: people, "
        "exception: \"left_on IS NULL\"}]}\n- {id: D, title: D}\n");
    EXPECT_EQ(found.controls.at(0).tests.at(0).result, Result::effective);
    EXPECT_EQ(found.controls.at(0).result, Result::no_evidence);
    EXPECT_EQ(found.controls.at(1).result, Result::not_tested);
}

} // namespace
} // namespace tickmark
