#include "tickmark/formats/xlsx_reader.hpp"
#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ldap_server.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string person(const std::string& uid, const std::string& place, const std::string& lines) {
    return "dn: uid=" + uid + ",ou=" + place + ",dc=example,dc=org\nobjectClass: inetOrgPerson\n" +
           "objectClass: extensibleObject\nuid: " + uid + "\ncn: Name of " + uid + "\nsn: " + uid +
           "\n" + lines + "\n";
}

/// A directory that moves its leavers, with an account for each, beside an export of the learning
/// system. The directory holds ana, bo, cem and the leavers dee and eva.
class SystemWorkforce: public ::testing::Test {
protected:
    SystemWorkforce() : server_(setup()) {
        scratch_.file("password", "admin-of-directory");
        scratch_.file(
            "lms.csv",
            "user,course,due,done\nana,HIPAA-101,2026-03-01,2026-02-01\n"
            "CEM,HIPAA-101,2026-03-01,2026-02-03\ndee,HIPAA-101,2026-03-01,2026-01-20\n"
            "zed,HIPAA-101,2026-03-01,2026-02-05\n");
        scratch_.file(
            "controls/workforce.yaml",
            "- id: WFC-01\n  title: The learning system knows the workforce\n  domain: privacy\n"
            "  satisfies: [\"hipaa:164.530(b)\"]\n  tests:\n    - id: WFC-01.a\n"
            "      title: Same people in directory and learning system\n      kind: reconcile\n"
            "      left: {dataset: people}\n      right: {dataset: training}\n"
            "      \"on\": person_id\n      sides: both\n"
            "- id: WFC-02\n  title: Leavers' accounts are disabled\n  domain: security\n"
            "  satisfies: [\"hipaa:164.308(a)(3)(ii)(C)\"]\n  tests:\n    - id: WFC-02.a\n"
            "      kind: reconcile\n      left: {dataset: accounts, where: disabled_on IS NULL}\n"
            "      right: {dataset: people, where: left_on IS NULL}\n"
            "      \"on\": person_id\n      sides: both\n");
        scratch_.file("tickmark.yaml", configuration());
    }

    static LdapSetup setup() {
        LdapSetup made;
        made.server_lines = "moduleload ppolicy.la\n";
        made.database_lines = "overlay ppolicy\n";
        made.ldif = "dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\n"
                    "ou: people\n\ndn: ou=leavers,dc=example,dc=org\n"
                    "objectClass: organizationalUnit\nou: leavers\n\n" +
                    person("ana", "people", "") + person("bo", "people", "") +
                    person("cem", "people", "") +
                    person(
                        "dee",
                        "leavers",
                        "info: 20260131120000Z\npwdAccountLockedTime: 000001010000Z\n"
                        "modifyTimestamp: 20260131130000Z\n") +
                    person("eva", "leavers", "info: 20260228120000Z\n");
        return made;
    }

    std::string configuration() const {
        return "organisation: {name: Meridian Health, bates_prefix: MER}\nstore: store\n"
               "operator: ana\ncatalogs: [hipaa]\ncontrols: [controls/*.yaml]\nsources:\n"
               "  directory:\n    collector: ldap\n    url: " +
               server_.url() + "\n    bind: " + server_.admin() +
               "\n    password: \"${file:password}\"\n"
               "    base: [\"ou=people,dc=example,dc=org\", \"ou=leavers,dc=example,dc=org\"]\n"
               "    filter: (objectClass=inetOrgPerson)\n    fields: {person_id: uid}\n"
               "    dataset:\n      people:\n        fields:\n          person_name: cn\n"
               "          left_on: {from: info, date: generalized-time}\n"
               "          status: {from: parent_dn, map: {\"ou=leavers,dc=example,dc=org\": left}, "
               "default: working}\n"
               "      accounts:\n        fields:\n          system_id: {value: directory}\n"
               "          account_id: uid\n          disabled_on: account_disabled_by\n"
               "  lms:\n    collector: csv\n    path: lms.csv\n    dataset: training\n"
               "    fields: {person_id: user, course: course, due_on: due, completed_on: done}\n";
    }

    ProgramRun run(std::vector<std::string> words) const {
        words.insert(words.begin(), {"-C", scratch_.path()});
        return run_program({std::move(words), {}, ""});
    }

    Scratch scratch_;
    LdapServer server_;
};

TEST_F(SystemWorkforce, is_reconciled_with_the_learning_system_and_the_unmatched_are_named) {
    const ProgramRun collected = run({"collect"});
    ASSERT_EQ(collected.exit_code, 0) << collected.out << collected.err;
    const ProgramRun said = run({"assess", "--as-of", "2026-10-31"});
    ASSERT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(
        said.out,
        HasSubstr("    WFC-01.a: 3 exceptions in 5 records; 1 record would match but for upper and "
                  "lower case\n        unmatched: bo, cem, eva\n"));
    EXPECT_THAT(
        said.out,
        HasSubstr("    WFC-01.a.right: 2 exceptions in 4 records; 1 record would match but for "
                  "upper and lower case\n        unmatched: CEM, zed\n"));
    EXPECT_THAT(
        said.out, HasSubstr("    WFC-02.a: 1 exception in 4 records\n        unmatched: eva\n"));
    const auto json = nlohmann::json::parse(run({"assess", "--as-of", "2026-10-31", "--json"}).out);
    const auto& tests = json.at("controls").at(0).at("tests");
    EXPECT_THAT(
        tests.at(0).at("unmatched").get<std::vector<std::string>>(),
        ElementsAre("bo", "cem", "eva"));
    EXPECT_THAT(
        tests.at(1).at("unmatched").get<std::vector<std::string>>(), ElementsAre("CEM", "zed"));
}

/// Records of a detail sheet that the test says are exceptions.
std::vector<std::string> exceptions_of(const std::string& workbook, const std::string& sheet) {
    const auto reader = open_xlsx(
        workbook, "workbook", {sheet, std::nullopt}, {{"Record", true}, {"Exception", true}});
    std::vector<std::string> keys;
    RawRow row;
    while (reader->next(row)) {
        if (row.values.at(1).text == "exception") {
            keys.push_back(row.values.at(0).text);
        }
    }
    return keys;
}

TEST_F(SystemWorkforce, shows_both_sides_in_the_workbook_of_the_report) {
    ASSERT_EQ(run({"collect"}).exit_code, 0);
    const ProgramRun made =
        run({"report", "audit", "--as-of", "2026-10-31", "--out", scratch_ / "pack"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const std::string workbook = scratch_ / "pack/data/workbook.xlsx";
    EXPECT_THAT(exceptions_of(workbook, "WFC-01.a"), ElementsAre("bo", "cem", "eva"));
    EXPECT_EQ(exceptions_of(workbook, "WFC-01.a.right").size(), 2U);
    EXPECT_THAT(exceptions_of(workbook, "WFC-02.a"), ElementsAre("directory | eva"));
}

} // namespace
} // namespace tickmark::testing
