#include "tickmark/base/error.hpp"
#include "tickmark/config/secrets.hpp"
#include "tickmark/config/workspace.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <cstdlib>
#include <string>

namespace tickmark {

namespace {

std::string problems_of(const std::string& folder) {
    std::string lines;
    for (const Problem& problem : check_workspace(folder).second) {
        lines += problem.at.text() + ": " + problem.what + "\n";
    }
    return lines;
}

constexpr const char* whole =
    R"yaml(organisation: {name: Meridian Health, bates_prefix: MER, timezone: America/New_York, page: Letter}
store: .tickmark
operator: ${env:TICKMARK_TEST_OPERATOR}
catalogs: [hipaa, ./catalogs/own-policy.yaml]
controls: [shipped:hipaa, controls/*.yaml]
scope:
  - {obligation: "hipaa:164.314(b)(1)", applies: false, reason: "no group health plan", approved_by: General Counsel, on: 2026-01-15}
sources:
  lms:
    collector: sql
    connection: postgresql://tickmark@db.example.org/lms
    password: ${env:TICKMARK_TEST_PASSWORD}
    query: SELECT user_id, course, due, completed, score, state FROM completions
    dataset: training
    fields:
      person_id: user_id
      due_on: {from: due, date: "%m/%d/%Y"}
      completed_on: {from: completed, date: "%m/%d/%Y", zone: America/New_York}
      status: {from: state, map: {C: completed, P: in-progress}, default: not-started}
    max_age: 35d
    expect: {rows: ">= 400", change: "<= 20%"}
    mode: snapshot
privacy: {pseudonym_key: "${file:secrets/pseudonym.key}", small_count: 11}
seal: {certificate: seal.crt, key: "${file:secrets/seal.key}", timestamp: "https://tsa.example.org"}
retention: 7y
locale: en-US
holidays: [holidays/us-federal.yaml]
render: {logo: logo.png, accent: "#24506e"}
)yaml";

class Environment: public ::testing::Test {
protected:
    void SetUp() override {
        ::setenv("TICKMARK_TEST_OPERATOR", "dana", 1);
        ::setenv("TICKMARK_TEST_PASSWORD", "hunter2", 1);
        ::unsetenv("TICKMARK_TEST_ABSENT");
    }
    void TearDown() override {
        ::unsetenv("TICKMARK_TEST_OPERATOR");
        ::unsetenv("TICKMARK_TEST_PASSWORD");
    }
};

using Workspaces = Environment;

} // namespace

TEST_F(Workspaces, read_the_example_of_the_design_whole) {
    const testing::Scratch scratch;
    scratch.file("tickmark.yaml", whole);
    scratch.file("secrets/pseudonym.key", "abc\n");
    scratch.file("secrets/seal.key", "def\n");
    scratch.file("datasets/visits.yaml", "id: visits\n");
    EXPECT_EQ(problems_of(scratch.path()), "");
    const Workspace workspace = load_workspace(scratch.path() + "/.");
    EXPECT_EQ(workspace.root, scratch.path());
    EXPECT_EQ(workspace.organisation.name, "Meridian Health");
    EXPECT_EQ(workspace.organisation.page, "Letter");
    EXPECT_EQ(workspace.operator_name, "dana");
    EXPECT_EQ(workspace.store, scratch / ".tickmark");
    EXPECT_EQ(workspace.catalogs[0], "hipaa");
    EXPECT_EQ(workspace.catalogs[1], scratch / "catalogs/own-policy.yaml");
    EXPECT_EQ(workspace.controls[1], scratch / "controls/*.yaml");
    EXPECT_EQ(
        workspace.dataset_files, (std::vector<std::string>{scratch / "datasets/visits.yaml"}));
    ASSERT_EQ(workspace.scope.size(), 1U);
    EXPECT_EQ(workspace.scope[0].approved_on, "2026-01-15");
    EXPECT_FALSE(workspace.scope[0].applies);
    const SourceConfig& lms = *workspace.source("lms");
    EXPECT_EQ(lms.max_age_days, 35);
    ASSERT_EQ(lms.targets.size(), 1U);
    const SourceTarget& training = *lms.target("training");
    EXPECT_EQ(training.expect.rows, std::pair(std::string(">="), 400LL));
    EXPECT_EQ(training.expect.change, std::pair(std::string("<="), 20.0));
    EXPECT_EQ(lms.secrets.at("password").reveal(), "hunter2");
    EXPECT_EQ(lms.options.text_of("password"), "${env:TICKMARK_TEST_PASSWORD}");
    ASSERT_EQ(training.fields.size(), 4U);
    EXPECT_EQ(training.fields[0].from, "user_id");
    EXPECT_EQ(training.fields[3].fallback, "not-started");
    EXPECT_EQ(training.fields[3].map[1], std::pair(std::string("P"), std::string("in-progress")));
    Problems problems;
    EXPECT_EQ(workspace_secret(workspace, "privacy", "pseudonym_key", problems)->reveal(), "abc");
}

TEST_F(Workspaces, name_a_variable_that_is_not_set_only_where_collecting_needs_it) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A}\nsources:\n  s:\n    collector: csv\n"
        "    path: ${env:TICKMARK_TEST_ABSENT}/x.csv\n    dataset: training\n");
    EXPECT_EQ(
        problems_of(scratch.path()),
        "tickmark.yaml:5:11: the environment variable TICKMARK_TEST_ABSENT is not set\n");
    const Workspace workspace = load_workspace(scratch.path());
    EXPECT_EQ(workspace.sources[0].unresolved.size(), 1U);
}

TEST_F(Workspaces, refuse_a_password_inside_an_address_without_repeating_it) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A}\nsources:\n  s:\n    collector: sql\n"
        "    connection: postgresql://u:hunter2@h/db\n    query: SELECT 1\n    dataset: "
        "training\n");
    EXPECT_EQ(
        problems_of(scratch.path()),
        "tickmark.yaml:5:17: connection: a password stands inside; take it out and give password: "
        "${env:NAME}\n");
}

TEST_F(Workspaces, give_the_database_file_and_paths_of_a_source_as_absolute_paths) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A}\nsources:\n"
        "  a: {collector: sql, connection: \"sqlite:data/lms.db\", query: SELECT 1, dataset: "
        "training}\n"
        "  b: {collector: csv, path: [\"x/*.csv\", /abs.csv], dataset: vendors}\n");
    const Workspace workspace = load_workspace(scratch.path());
    EXPECT_EQ(workspace.sources[0].paths, (std::vector<std::string>{scratch / "data/lms.db"}));
    EXPECT_EQ(
        workspace.sources[1].paths, (std::vector<std::string>{scratch / "x/*.csv", "/abs.csv"}));
}

TEST(WorkspaceFolder, without_the_file_says_what_to_do) {
    const testing::Scratch scratch;
    try {
        load_workspace(scratch.path());
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(
            std::string(error.what()),
            scratch.path() +
                ": looking for the workspace: there is no tickmark.yaml (go to its folder, name "
                "it with -C DIR, or make one: tickmark init DIR)");
    }
}

} // namespace tickmark
