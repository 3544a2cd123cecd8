#include "tickmark/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ldap_server.hpp"
#include "support/program.hpp"
#include "support/test_certificates.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;

ProgramRun search(const LdapServer& server, const std::string& url, const std::string& authority) {
    return run_program(
        {{"-x",
          "-LLL",
          "-H",
          url,
          "-b",
          server.base(),
          "-D",
          server.admin(),
          "-w",
          server.admin_password(),
          "-E",
          "pr=100/noprompt",
          "(uid=*)",
          "mail"},
         {{"LDAPTLS_CACERT", authority}},
         "",
         "/usr/bin/ldapsearch"});
}

TEST(SystemDirectory, starts_with_its_entries_over_plain_and_over_tls) {
    const Scratch scratch;
    const TestAuthority authority(scratch.path());
    const TestCertificate own = authority.make_server("directory");
    LdapSetup setup;
    setup.ldif = ldif_of_people(250);
    setup.certificate = own.certificate;
    setup.key = own.key;
    const LdapServer server(setup);
    for (const std::string& url : {server.url(), server.secure_url()}) {
        const ProgramRun found = search(server, url, authority.certificate());
        EXPECT_EQ(found.exit_code, 0) << found.err;
        EXPECT_EQ(split(found.out, '@').size(), 251U);
    }
    server.change("dn: uid=late,ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\n"
                  "cn: Late\nsn: Late\nmail: late@example.org\n");
    EXPECT_THAT(search(server, server.url(), "").out, HasSubstr("late@example.org"));
}

TEST(SystemDirectory, is_gone_once_the_fixture_is) {
    std::string url;
    {
        const LdapServer server(LdapSetup{});
        url = server.url();
    }
    const ProgramRun found = run_program({{"-x", "-H", url}, {}, "", "/usr/bin/ldapsearch"});
    EXPECT_EQ(found.exit_code, 255);
    EXPECT_THAT(found.err, HasSubstr("Can't contact LDAP server"));
}

} // namespace
} // namespace tickmark::testing
