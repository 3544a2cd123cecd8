#include "tickmark/base/error.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/source_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string staff = "uid,name,kind,mfa,until\n"
                          "ana,Ana A.,employee,yes,\n"
                          "ben,Ben B.,Contractor,no,2026-03-01\n"
                          "backup,,service,no,\n"
                          "cat,Cat C.,employee,perhaps,\n";

/// People and accounts from one file: people without services, accounts with all.
const std::string directory = R"(sources:
  staff:
    collector: csv
    path: staff.csv
    fields: {person_id: uid}
    dataset:
      people:
        except: {kind: service}
        fields: {person_name: name, left_on: until}
      accounts:
        fields: {account_id: uid, system_id: {value: directory}}
)";

std::string problems_of(const std::string& sources) {
    const Scratch folder;
    folder.file("tickmark.yaml", "organisation: {name: A, bates_prefix: A}\nsources:\n" + sources);
    const auto [workspace, found] = check_workspace(folder.path());
    Problems problems = found;
    Problems none;
    const Dictionary dictionary = load_dictionary({}, none);
    for (const SourceConfig& source : workspace.sources) {
        check_source_fields(source, dictionary, problems);
    }
    std::string all;
    for (const Problem& problem : problems) {
        all += problem.at.text() + ": " + problem.what + "\n";
    }
    return all;
}

TEST(Targets, one_file_fills_two_datasets_each_with_its_rows_and_rejects) {
    const Scratch folder;
    folder.file("staff.csv", staff);
    const auto collections = collect_in(folder.path(), directory);
    ASSERT_EQ(collections.size(), 2U);
    const Collection& people = collections[0];
    const Collection& accounts = collections[1];
    EXPECT_EQ(people.dataset, "people");
    EXPECT_EQ(people.outcome, Outcome::complete) << people.note;
    EXPECT_EQ(people.rows, 3);
    EXPECT_EQ(people.rejected, 0);
    EXPECT_THAT(people.details, HasSubstr("\"left_out\":1"));
    EXPECT_EQ(accounts.dataset, "accounts");
    EXPECT_EQ(accounts.rows, 3);
    EXPECT_EQ(accounts.rejected, 1);
    EXPECT_EQ(people.payloads.at(0).digest, accounts.payloads.at(0).digest);
    EXPECT_EQ(people.query, accounts.query);
    EXPECT_THAT(
        stored_column(folder.path(), "people", "person_id || ' ' || ifnull(left_on, '-')"),
        ElementsAre("ana -", "ben 2026-03-01", "cat -"));
    EXPECT_THAT(
        stored_column(folder.path(), "accounts", "account_id"),
        ElementsAre("ana", "backup", "ben"));
}

TEST(Targets, a_list_gives_each_dataset_the_fields_it_has) {
    const Scratch folder;
    folder.file("staff.csv", staff);
    const auto collections = collect_in(
        folder.path(),
        "sources:\n  staff:\n    collector: csv\n    path: staff.csv\n"
        "    dataset: [people, accounts]\n"
        "    fields: {person_id: uid, person_name: name, account_id: uid, mfa: {value: true}, "
        "system_id: {value: ad}}\n");
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].rows, 4) << collections[0].note;
    EXPECT_EQ(collections[1].rows, 4) << collections[1].note;
    EXPECT_EQ(stored_column(folder.path(), "accounts", "person_id")[0], "ana");
}

TEST(Targets, control_totals_that_fail_for_one_leave_the_old_data_of_all) {
    const Scratch folder;
    folder.file("staff.csv", staff);
    collect_in(folder.path(), directory);
    folder.file("staff.csv", "uid,name,kind,mfa,until\nana,Ana A.,service,yes,\n");
    std::string strict = directory;
    strict.insert(strict.find("        except"), "        expect: {rows: \">= 2\"}\n");
    const auto collections = collect_in(folder.path(), strict);
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].outcome, Outcome::failed);
    EXPECT_TRUE(collections[0].note.starts_with("0 rows, but rows >= 2 are expected ("));
    EXPECT_EQ(collections[1].outcome, Outcome::failed);
    EXPECT_TRUE(collections[1].note.starts_with(
        "dataset people of the same pull: 0 rows, but rows >= 2 are expected ("));
    EXPECT_EQ(collections[1].payloads.size(), 1U);
    EXPECT_EQ(stored_column(folder.path(), "accounts", "account_id").size(), 3U);
    EXPECT_EQ(stored_column(folder.path(), "people", "person_id").size(), 3U);
}

TEST(Targets, what_one_dataset_cannot_read_fails_all_of_the_pull) {
    const Scratch folder;
    folder.file("staff.csv", "uid,name,kind,mfa\nana,Ana A.,employee,yes\n");
    const auto collections = collect_in(folder.path(), directory);
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_THAT(collections[0].note, HasSubstr("until"));
    EXPECT_EQ(collections[1].outcome, Outcome::failed);
    EXPECT_THAT(collections[1].note, HasSubstr("dataset people of the same pull: "));
}

TEST(Targets, conditions_that_leave_nothing_are_not_read_as_none) {
    const Scratch folder;
    folder.file("staff.csv", staff);
    std::string sources = directory;
    sources.replace(
        sources.find("except: {kind: service}"), 23, "only: {kind: [employe, contracter]}");
    const auto collections = collect_in(folder.path(), sources);
    EXPECT_EQ(collections[0].outcome, Outcome::failed);
    EXPECT_EQ(
        collections[0].note,
        "none of the 4 rows read is for it; look at only and except, or say so with expect: "
        "{rows: \">= 0\"}");
}

TEST(Targets, an_absent_source_is_told_for_each_dataset) {
    const Scratch folder;
    const auto collections = collect_in(folder.path(), directory);
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].outcome, Outcome::absent);
    EXPECT_EQ(collections[1].outcome, Outcome::absent);
    EXPECT_EQ(collections[0].note, collections[1].note);
}

TEST(Targets, check_names_what_no_dataset_has_with_its_line) {
    EXPECT_EQ(
        problems_of("  s:\n    collector: csv\n    path: a.csv\n    dataset: [people, accounts]\n"
                    "    fields: {person_id: a, mfa: b, persn_name: c}\n"),
        "tickmark.yaml:7:36: none of the datasets people, accounts has a field 'persn_name'; did "
        "you mean 'person_name'?\n");
    EXPECT_EQ(
        problems_of("  s:\n    collector: csv\n    path: a.csv\n    dataset:\n      people:\n"
                    "        fields: {mfa: b}\n      acounts:\n"),
        "tickmark.yaml:8:18: dataset 'people' has no field 'mfa'\n"
        "tickmark.yaml:9:7: no dataset 'acounts'; did you mean 'accounts'?\n");
}

TEST(Targets, check_names_a_wrong_list_or_map_with_its_line) {
    const std::string head = "  s:\n    collector: csv\n    path: a.csv\n";
    EXPECT_EQ(
        problems_of(head + "    dataset: [people, people]\n"),
        "tickmark.yaml:6:23: dataset: 'people' is named twice\n");
    EXPECT_EQ(
        problems_of(head + "    dataset: {people: {onyl: {kind: a}}}\n"),
        "tickmark.yaml:6:24: unknown key 'onyl'; did you mean 'only'?\n");
    EXPECT_EQ(
        problems_of(head + "    dataset: {people: {only: {}}}\n"),
        "tickmark.yaml:6:30: only: expected a map of a column to its words such as {Kind: "
        "[employee, contractor]}, found a map\n");
    EXPECT_EQ(
        problems_of(head + "    dataset: []\n"),
        "tickmark.yaml:6:14: dataset: expected at least one item, found an empty list\n");
    EXPECT_EQ(
        problems_of(head + "    dataset: {}\n"),
        "tickmark.yaml:6:14: dataset: expected the id of a dataset such as training, a list of "
        "ids, or a map of them, found a map\n");
}

} // namespace
} // namespace tickmark::testing
