#include "tickmark/assess/definitions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace tickmark {
namespace {

using ::testing::HasSubstr;

Dictionary shipped_dictionary() {
    Problems problems;
    Dictionary made = load_dictionary({}, problems);
    EXPECT_TRUE(problems.empty());
    return made;
}

/// What loading a file of controls says, one problem a line.
std::string controls_say(const std::string& yaml) {
    const testing::Scratch folder;
    Problems problems;
    load_controls({folder.file("own.yaml", yaml)}, shipped_dictionary(), problems);
    std::string text;
    for (const Problem& problem : problems) {
        const auto name = problem.at.text();
        text += name.substr(name.rfind('/') + 1) + " " + problem.what + "\n";
    }
    return text;
}

std::vector<ControlDefinition> controls_of(const std::string& yaml) {
    const testing::Scratch folder;
    Problems problems;
    auto made = load_controls({folder.file("own.yaml", yaml)}, shipped_dictionary(), problems);
    for (const Problem& problem : problems) {
        ADD_FAILURE() << problem.at.text() << " " << problem.what;
    }
    return made;
}

TEST(Controls, the_shipped_sets_load_without_a_problem) {
    Problems problems;
    const auto controls = load_controls({"shipped:hipaa"}, shipped_dictionary(), problems);
    for (const Problem& problem : problems) {
        ADD_FAILURE() << problem.at.text() << " " << problem.what;
    }
    EXPECT_GE(controls.size(), 40U);
    for (const auto& control : controls) {
        EXPECT_FALSE(control.tests.empty()) << control.id;
        EXPECT_FALSE(control.satisfies.empty()) << control.id;
    }
}

TEST(Controls, read_tolerances_in_each_form) {
    const std::string head = "- {id: A, title: A, tests: [{id: A.a, dataset: training, "
                             "exception: completed_on IS NULL, tolerance: ";
    const auto tolerance = [&](const std::string& text) {
        return controls_of(head + text + "}]}\n").at(0).tests.at(0).tolerance;
    };
    EXPECT_EQ(tolerance("5%").share->text(), "0.05");
    EXPECT_EQ(tolerance("3").count, 3);
    const auto approved =
        tolerance("{share: 2.5%, approved_by: Board, on: 2026-01-15, because: small}");
    EXPECT_EQ(approved.share->text(), "0.025");
    EXPECT_EQ(approved.approved_by, "Board");
    EXPECT_EQ(approved.approved_on, "2026-01-15");
    EXPECT_EQ(tolerance("{count: 2, because: \"a few\"}").count, 2);
    for (const std::string wrong : {"-1", "200%", "few", "2.5", "{share: 3}", "{approved_by: X}"}) {
        EXPECT_THAT(controls_say(head + wrong + "}]}\n"), HasSubstr("tolerance")) << wrong;
    }
}

TEST(Controls, report_every_problem_with_its_place_in_one_go) {
    const std::string said = controls_say(R"y(- id: A
  title: First
  ownr: Legal
  satisfies: [hipaa, {obligation: "hipaa:164.308(a)(5)", coverage: whole}]
  tests:
    - id: A.a
      dataset: trainings
      exception: completed_on IS NULL
    - id: A.a
      dataset: training
      exception: complete_on IS NULL
    - id: A.b
      kind: reconcile
      left: {dataset: people}
      right: {dataset: vendors}
      on: person_id
    - id: A.c
      dataset: training
      exception: score
- id: A
  title: Second
)y");
    EXPECT_THAT(said, HasSubstr("own.yaml:3:3 unknown key 'ownr'; did you mean 'owner'?"));
    EXPECT_THAT(said, HasSubstr("'hipaa' is not an obligation"));
    EXPECT_THAT(said, HasSubstr("coverage: expected one of full, partial"));
    EXPECT_THAT(said, HasSubstr("no dataset 'trainings'; did you mean 'training'?"));
    EXPECT_THAT(said, HasSubstr("did you mean 'completed_on'?"));
    EXPECT_THAT(said, HasSubstr("the test 'A.a' is given already at"));
    EXPECT_THAT(said, HasSubstr("dataset 'vendors' has no field 'person_id'"));
    EXPECT_THAT(said, HasSubstr("exception: 'score' is not a condition"));
    EXPECT_THAT(said, HasSubstr("the control 'A' is given already at"));
}

TEST(Controls, a_reconciliation_of_both_sides_is_two_tests) {
    const auto controls = controls_of(R"y(- id: B
  title: B
  tests:
    - {id: B.a, title: Same people, kind: reconcile, left: {dataset: people, where: left_on IS NULL}, right: {dataset: training}, "on": person_id, sides: both, ignore_case: true}
)y");
    const auto& tests = controls.at(0).tests;
    ASSERT_EQ(tests.size(), 2U);
    EXPECT_EQ(tests.at(0).dataset, "people");
    EXPECT_EQ(tests.at(1).id, "B.a.right");
    EXPECT_EQ(tests.at(1).dataset, "training");
    EXPECT_EQ(tests.at(1).right_dataset, "people");
    EXPECT_EQ(tests.at(1).right_where->text(), "left_on IS NULL");
    EXPECT_TRUE(tests.at(1).ignore_case);
    EXPECT_EQ(tests.at(1).title, "Same people: Training completion without a match in Workforce");
}

TEST(Controls, read_reconciliations_attestations_and_samples) {
    const auto controls = controls_of(R"y(- id: B
  title: B
  satisfies: [{obligation: "hipaa:164.404(b)", coverage: partial}]
  tests:
    - {id: B.a, kind: reconcile, left: {dataset: people, where: left_on IS NULL}, right: {dataset: training}, on: person_id}
    - {id: B.b, kind: attestation, statement: All is well.}
    - {id: B.c, dataset: accounts, sample: {size: 25, seed: "7"}}
)y");
    const auto& tests = controls.at(0).tests;
    EXPECT_TRUE(controls.at(0).satisfies.at(0).partial);
    EXPECT_EQ(tests.at(0).kind, TestKind::reconcile);
    EXPECT_EQ(tests.at(0).right_dataset, "training");
    EXPECT_EQ(tests.at(0).on, std::vector<std::string>{"person_id"});
    EXPECT_EQ(tests.at(1).kind, TestKind::attestation);
    EXPECT_EQ(tests.at(2).sample->size, 25);
    EXPECT_TRUE(tests.at(2).population.has_value());
}

TEST(Controls, an_unknown_set_names_the_nearest) {
    Problems problems;
    load_controls({"shipped:hippa", "/nowhere/own.yaml"}, shipped_dictionary(), problems);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_THAT(problems[0].what, HasSubstr("did you mean 'hipaa'?"));
}

TEST(Figures, the_shipped_ones_load_and_the_workspace_overrides_by_id) {
    const testing::Scratch folder;
    Problems problems;
    const auto shipped = load_figures({}, shipped_dictionary(), problems);
    EXPECT_GE(shipped.size(), 10U);
    const auto own = folder.file(
        "own.yaml", R"y(- {id: training.on_time, title: Ours, dataset: training, measure: share,
   of: "course = 'X'", where: "completed_on <= due_on", target: 90%, by: role}
- {id: own.days, title: Days, dataset: rights_requests, measure: percentile, percentile: 95,
   value: "days_between(received_on, closed_on)", unit: days, target: 30, good: down}
)y");
    const auto both = load_figures({own}, shipped_dictionary(), problems);
    for (const Problem& problem : problems) {
        ADD_FAILURE() << problem.at.text() << " " << problem.what;
    }
    ASSERT_EQ(both.size(), shipped.size() + 1);
    EXPECT_EQ(both.at(0).title, "Ours");
    EXPECT_EQ(both.at(0).target->text(), "0.9");
    EXPECT_EQ(both.back().percentile.text(), "95");
    EXPECT_FALSE(both.back().up_is_good);
}

TEST(Figures, say_what_a_measure_lacks) {
    const testing::Scratch folder;
    Problems problems;
    load_figures(
        {folder.file("own.yaml", R"y(- {id: a, title: A, dataset: training, measure: share}
- {id: b, title: B, dataset: training, measure: sum, value: course}
- {id: c, title: C, dataset: training, measure: count, where: "score > 1", target: most}
)y")},
        shipped_dictionary(),
        problems);
    std::string said;
    for (const Problem& problem : problems) {
        said += problem.what + "\n";
    }
    EXPECT_THAT(said, HasSubstr("a share needs the key 'where'"));
    EXPECT_THAT(said, HasSubstr("value: 'course' is not a number"));
    EXPECT_THAT(said, HasSubstr("where: a count has none"));
    EXPECT_THAT(said, HasSubstr("target: expected a number"));
}

} // namespace
} // namespace tickmark
