#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/ldap_server.hpp"
#include "support/places.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;

class SystemLdapPresets: public ::testing::Test {
protected:
    /// A shipped preset with its words replaced, against a server of the tests.
    std::vector<Collection>
    collect(const std::string& preset, const std::map<std::string, std::string>& words) {
        scratch_.file("p", "admin-of-directory");
        const std::string text = read_file(project_file("collectors/presets/" + preset + ".yaml"));
        std::string sources = text.substr(text.find("sources:\n"));
        for (const auto& [word, meaning] : words) {
            for (std::size_t at = sources.find(word); at != std::string::npos;
                 at = sources.find(word, at + meaning.size())) {
                sources.replace(at, word.size(), meaning);
            }
        }
        return collect_in(scratch_.path(), sources);
    }

    std::vector<std::string> stored(const std::string& dataset, const std::string& column) const {
        return stored_column(scratch_.path(), dataset, column);
    }

    Scratch scratch_;
};

TEST_F(SystemLdapPresets, openldap_fills_people_and_accounts) {
    LdapSetup setup;
    setup.server_lines = "moduleload ppolicy.la\n";
    setup.database_lines = "overlay ppolicy\nlastbind on\n";
    setup.ldif = read_file(project_file("tests/cases/presets/openldap.ldif"));
    const LdapServer server(setup);
    const auto got = collect(
        "openldap",
        {{"ldaps://LDAP_HOST", server.url()},
         {"LDAP_READER", server.admin()},
         {"LDAP_PEOPLE", server.base()},
         {"${env:LDAP_PASSWORD}", "${file:p}"}});
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got.at(0).outcome, Outcome::complete) << got.at(0).note;
    EXPECT_EQ(got.at(0).rows, 2);
    EXPECT_EQ(got.at(1).rows, 2);
    EXPECT_THAT(stored("people", "person_id"), ElementsAre("ana", "zoe"));
    EXPECT_THAT(stored("people", "person_name"), ElementsAre("Ana Silva", "Zoë Ùngil"));
    EXPECT_EQ(stored("people", "email").at(1), "engil@example.org");
    EXPECT_EQ(stored("people", "status").at(1), "contractor");
    EXPECT_THAT(stored("accounts", "disabled_on"), ElementsAre("NULL", "2026-01-31"));
    EXPECT_EQ(stored("accounts", "created_on").at(1), "2025-01-01"); // New York
    EXPECT_EQ(stored("accounts", "last_login_at").at(1), "2026-01-30T23:59:59.000Z");
}

TEST_F(SystemLdapPresets, active_directory_knows_disabled_never_and_privileged) {
    LdapSetup setup;
    setup.schemas = {"core", "cosine", "nis", "inetorgperson", "msuser"};
    setup.ldif = read_file(project_file("tests/cases/presets/active-directory.ldif"));
    const LdapServer server(setup);
    const auto got = collect(
        "active-directory",
        {{"ldaps://AD_HOST", server.url()},
         {"AD_READER", server.admin()},
         {"AD_USERS", server.base()},
         {"${env:AD_PASSWORD}", "${file:p}"}});
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got.at(0).outcome, Outcome::complete) << got.at(0).note;
    EXPECT_THAT(stored("people", "person_id"), ElementsAre("ana", "bo"));
    EXPECT_THAT(stored("people", "person_name"), ElementsAre("Ana Ŝmit", "NULL"));
    EXPECT_THAT(stored("people", "status"), ElementsAre("enabled", "disabled"));
    EXPECT_THAT(stored("accounts", "privileged"), ElementsAre("1", "0"));
    EXPECT_THAT(stored("accounts", "disabled_on"), ElementsAre("NULL", "2025-12-24"));
    EXPECT_THAT(
        stored("accounts", "last_login_at"), ElementsAre("2026-01-31T12:00:00.000Z", "NULL"));
    EXPECT_THAT(stored("accounts", "created_on"), ElementsAre("2024-05-06", "2024-05-06"));
}

} // namespace
} // namespace tickmark::testing
