#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../collectors/ldap/pull_internal.hpp"
#include "support/collected.hpp"
#include "support/ldap_server.hpp"
#include "support/program.hpp"
#include "support/test_certificates.hpp"
#include <csignal>
#include <filesystem>
#include <fmt/format.h>

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The account that collects, and what it may do.
constexpr const char* reader_ldif =
    "dn: cn=reader,dc=example,dc=org\nobjectClass: organizationalRole\n"
    "objectClass: simpleSecurityObject\ncn: reader\nuserPassword: read-only-7\n\n";

class SystemLdap: public ::testing::Test {
protected:
    /// Keys of the source below "url"; people by uid, cn and mail.
    Collection collect(const std::string& url, const std::string& keys) {
        scratch_.file("password", "read-only-7");
        scratch_.file("wrong", "read-only-8");
        return collect_in(
                   scratch_.path(),
                   "sources:\n  directory:\n    collector: ldap\n    url: " + url +
                       "\n    dataset: people\n    base: ou=people,dc=example,dc=org\n"
                       "    filter: (uid=*)\n" +
                       keys +
                       "    fields: {person_id: uid, person_name: cn, email: mail, "
                       "department: departmentNumber}\n")
            .front();
    }

    static std::string bound(const std::string& more = "") {
        return "    bind: cn=reader,dc=example,dc=org\n    password: \"${file:password}\"\n" + more;
    }

    static LdapSetup setup(int people) {
        LdapSetup made;
        made.ldif = reader_ldif + ldif_of_people(people);
        return made;
    }

    std::size_t people() const { return stored_column(scratch_.path(), "people", "email").size(); }

    Scratch scratch_;
};

TEST_F(SystemLdap, reads_every_page_whatever_an_unpaged_search_may_give) {
    LdapSetup made = setup(2500);
    made.server_lines = "sizelimit size.soft=200 size.hard=200 size.prtotal=unlimited\n";
    const LdapServer server(made);
    const Collection got = collect(server.url(), bound("    page_size: 200\n"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 2500);
    EXPECT_EQ(got.payloads.size(), 13U);
    EXPECT_THAT(got.details, HasSubstr("\"server\":\"OpenLDAP\""));
    EXPECT_THAT(got.details, HasSubstr("\"bound_as\":\"cn=reader,dc=example,dc=org\""));
    EXPECT_THAT(
        got.query,
        HasSubstr("/ou=people,dc=example,dc=org?uid,cn,mail,departmentNumber?"
                  "sub?(uid=*)"));
    const Collection again = collect(server.url(), bound("    page_size: 300\n"));
    EXPECT_EQ(again.rows, 2500);
    EXPECT_EQ(again.added + again.changed + again.closed, 0);
    const auto digest = [](const Collection& one) {
        return one.details.substr(one.details.find("canonical_sha256"), 90);
    };
    EXPECT_EQ(digest(again), digest(got));
}

TEST_F(SystemLdap, takes_no_part_for_the_whole_and_leaves_the_old_data_standing) {
    const LdapServer whole(setup(300));
    ASSERT_EQ(collect(whole.url(), bound()).rows, 300);
    LdapSetup made = setup(300);
    made.database_lines = "limits dn.exact=\"cn=reader,dc=example,dc=org\" size.pr=100 "
                          "size.prtotal=250 size.soft=100 size.hard=100\n";
    const LdapServer limited(made);
    const Collection got = collect(limited.url(), bound("    page_size: 100\n"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_EQ(got.rows, 0);
    EXPECT_THAT(got.note, HasSubstr("page 3: Size limit exceeded (4) ("));
    EXPECT_THAT(got.note, HasSubstr("came before that and do not count"));
    EXPECT_FALSE(got.payloads.empty());
    EXPECT_EQ(people(), 300U);
    // Larger pages than the server gives are refused, not made smaller in silence.
    const Collection large = collect(limited.url(), bound("    page_size: 500\n"));
    EXPECT_NE(large.outcome, Outcome::complete);
    EXPECT_EQ(people(), 300U);
}

TEST_F(SystemLdap, asks_a_server_without_paging_for_everything_at_once) {
    LdapSetup made = setup(120);
    made.database_lines = "limits dn.exact=\"cn=reader,dc=example,dc=org\" size.prtotal=disabled "
                          "size.soft=1000 size.hard=1000\n";
    const LdapServer server(made);
    const Collection got = collect(server.url(), bound());
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 120);
    EXPECT_THAT(got.details, HasSubstr("gives no paged results"));
    made.database_lines = "limits dn.exact=\"cn=reader,dc=example,dc=org\" size.prtotal=disabled "
                          "size.soft=50 size.hard=50\n";
    const LdapServer limited(made);
    const Collection part = collect(limited.url(), bound());
    EXPECT_EQ(part.outcome, Outcome::partial);
    EXPECT_THAT(part.note, HasSubstr("Size limit exceeded"));
    EXPECT_EQ(people(), 120U);
}

TEST_F(SystemLdap, tells_denied_from_unreachable_from_absent) {
    std::string gone;
    {
        const LdapServer server(setup(5));
        gone = server.url();
        const Collection denied = collect(
            server.url(),
            "    bind: cn=reader,dc=example,dc=org\n    password: \"${file:wrong}\"\n");
        EXPECT_EQ(denied.outcome, Outcome::denied);
        EXPECT_THAT(
            denied.note, HasSubstr("Invalid credentials (49) (check bind and the password)"));
        const Collection absent =
            collect_in(
                scratch_.path(),
                "sources:\n  directory:\n    collector: ldap\n    url: " + server.url() +
                    "\n    dataset: people\n    base: ou=staff,dc=example,dc=org\n" + bound() +
                    "    fields: {person_id: uid}\n")
                .front();
        EXPECT_EQ(absent.outcome, Outcome::absent);
        EXPECT_THAT(absent.note, HasSubstr("the nearest there is: dc=example,dc=org"));
        const Collection unreadable =
            collect_in(
                scratch_.path(),
                "sources:\n  directory:\n    collector: ldap\n    url: " + server.url() +
                    "\n    dataset: people\n    base: dc=example,dc=org\n    filter: (uid=*\n" +
                    bound() + "    fields: {person_id: uid}\n")
                .front();
        EXPECT_EQ(unreadable.outcome, Outcome::failed);
        EXPECT_THAT(unreadable.note, HasSubstr("Bad search filter (check base and filter)"));
        EXPECT_EQ(collect(server.url(), bound()).rows, 5);
    }
    const Collection unreachable = collect(gone, bound());
    EXPECT_EQ(unreachable.outcome, Outcome::unreachable);
    EXPECT_THAT(unreachable.note, HasSubstr("Can't contact LDAP server"));
    EXPECT_EQ(people(), 5U);
}

TEST_F(SystemLdap, does_not_take_nothing_shown_to_strangers_for_none) {
    LdapSetup made = setup(5);
    made.database_lines = "access to dn.subtree=\"ou=people,dc=example,dc=org\" "
                          "by dn.exact=\"cn=reader,dc=example,dc=org\" read by * search\n"
                          "access to * by anonymous auth by * read\n";
    const LdapServer server(made);
    const Collection got = collect(server.url(), "    bind: anonymous\n");
    EXPECT_EQ(got.outcome, Outcome::failed) << got.note;
    EXPECT_THAT(got.note, HasSubstr("no entries: a directory shows nothing"));
    EXPECT_EQ(collect(server.url(), bound()).rows, 5);
    const Collection none =
        collect(server.url(), "    bind: anonymous\n    expect: {rows: \">= 0\"}\n");
    EXPECT_EQ(none.outcome, Outcome::complete) << none.note;
}

TEST_F(SystemLdap, waits_no_longer_than_it_is_told) {
    const LdapServer server(setup(5));
    ASSERT_EQ(collect(server.url(), bound()).rows, 5);
    ::kill(server.process().pid(), SIGSTOP);
    const Collection got = collect(server.url(), bound("    limits: {read: 300ms}\n"));
    EXPECT_EQ(got.outcome, Outcome::unreachable);
    EXPECT_THAT(got.note, HasSubstr("no answer in time (try again later, or raise limits)"));
    EXPECT_EQ(people(), 5U);
}

TEST_F(SystemLdap, keeps_nothing_of_a_directory_that_dies_between_two_pages) {
    const LdapServer whole(setup(30));
    ASSERT_EQ(collect(whole.url(), bound()).rows, 30);
    const LdapServer dying(setup(30));
    scratch_.file(
        "w/tickmark.yaml",
        "organisation: {name: T, bates_prefix: T}\nsources:\n  directory:\n    collector: ldap\n"
        "    url: " +
            dying.url() +
            "\n    dataset: people\n    base: ou=people,dc=example,dc=org\n    page_size: 10\n"
            "    filter: (uid=*)\n    bind: cn=reader,dc=example,dc=org\n"
            "    password: \"${file:../password}\"\n    fields: {person_id: uid}\n");
    /// A real connection whose server is killed before the third page.
    class Dying final: public LdapConnection {
    public:
        Dying(const LdapOptions& options, const LdapServer& server) :
            real_(make_ldap_connection(options)), server_(server) {}
        LdapStatus open() override { return real_->open(); }
        LdapPage search(const LdapSearch& what, const std::string& cookie) override {
            if (++asked_ == 4) { // the root entry is asked first
                server_.process().stop(SIGKILL);
            }
            return real_->search(what, cookie);
        }

    private:
        std::unique_ptr<LdapConnection> real_;
        const LdapServer& server_;
        int asked_ = 0;
    };
    const Workspace workspace = load_workspace(scratch_ / "w");
    std::filesystem::create_directories(scratch_ / "spool");
    const Fetched got = ldap::pull(
        workspace.sources.front(), {scratch_ / "spool", {}, {}}, [&](const LdapOptions& options) {
            return std::make_unique<Dying>(options, dying);
        });
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_EQ(got.payloads.size(), 2U);
    EXPECT_THAT(got.note, HasSubstr("page 3: Can't contact LDAP server"));
    EXPECT_THAT(got.note, HasSubstr("20 entries came before that and do not count"));
}

TEST_F(SystemLdap, notes_what_is_kept_elsewhere_and_does_not_follow) {
    LdapSetup made = setup(5);
    made.ldif += "dn: ou=abroad,ou=people,dc=example,dc=org\nobjectClass: referral\n"
                 "objectClass: extensibleObject\nou: abroad\n"
                 "ref: ldap://127.0.0.1:9/ou=abroad,dc=example,dc=org\n\n";
    const LdapServer server(made);
    const Collection got = collect(server.url(), bound());
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 5);
    EXPECT_THAT(
        got.details,
        HasSubstr("kept elsewhere, not followed: ldap://127.0.0.1:9/ou=abroad,dc=example,dc=org"));
}

TEST_F(SystemLdap, trusts_only_the_authority_and_the_name_it_is_given) {
    const TestAuthority authority(scratch_ / "tls");
    const TestAuthority other(scratch_ / "other");
    const TestCertificate fitting = authority.make_server("fitting");
    const TestCertificate misnamed = authority.make_server_for("misnamed", "DNS:else.example.org");
    LdapSetup made = setup(5);
    made.certificate = fitting.certificate;
    made.key = fitting.key;
    const LdapServer server(made);
    made.certificate = misnamed.certificate;
    made.key = misnamed.key;
    const LdapServer wrong(made);

    const std::string trusting = bound("    tls: {ca: tls/ca.crt}\n");
    const Collection got = collect(server.secure_url(), trusting);
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 5);
    const Collection started = collect(server.url(), trusting + "    start_tls: true\n");
    EXPECT_EQ(started.outcome, Outcome::complete) << started.note;

    for (const auto& [url, keys] :
         {std::pair{server.secure_url(), bound()},
          std::pair{server.secure_url(), bound("    tls: {ca: other/ca.crt}\n")},
          std::pair{server.url(), bound("    start_tls: true\n    tls: {ca: other/ca.crt}\n")},
          std::pair{wrong.secure_url(), trusting},
          std::pair{wrong.url(), trusting + "    start_tls: true\n"}}) {
        const Collection refused = collect(url, keys);
        EXPECT_EQ(refused.outcome, Outcome::unreachable) << url << "\n" << keys;
        EXPECT_THAT(refused.note, HasSubstr("tls: ca")) << url << "\n" << keys;
    }
    EXPECT_EQ(people(), 5U);
}

TEST_F(SystemLdap, is_let_in_by_its_own_certificate) {
    const TestAuthority authority(scratch_ / "tls");
    const TestCertificate own = authority.make_server("directory");
    const TestCertificate client = authority.make_client("collector");
    LdapSetup made = setup(5);
    made.certificate = own.certificate;
    made.key = own.key;
    made.client_authority = authority.certificate();
    made.database_lines = "access to * by dn.exact=\"cn=collector\" read by * none\n";
    const LdapServer server(made);
    const Collection got = collect(
        server.secure_url(),
        "    bind: external\n    tls: {ca: tls/ca.crt, certificate: tls/collector.crt, "
        "private_key: \"${file:tls/collector.key}\"}\n");
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 5);
}

TEST_F(SystemLdap, ends_with_3_and_never_shows_the_password) {
    LdapSetup made = setup(5);
    const LdapServer server(made);
    const std::string word = "plainly-visible-77";
    scratch_.file(
        "tickmark.yaml",
        "organisation: {name: T, bates_prefix: T}\nstore: store\noperator: ana\ncatalogs: []\n"
        "sources:\n  directory:\n    collector: ldap\n    url: " +
            server.url() +
            "\n    dataset: people\n    base: ou=people,dc=example,dc=org\n"
            "    bind: cn=reader,dc=example,dc=org\n    password: \"${env:DIRECTORY_PASSWORD}\"\n"
            "    fields: {person_id: uid}\n    filter: (uid=*)\n");
    const ProgramRun denied =
        run_program({{"-C", scratch_.path(), "collect"}, {{"DIRECTORY_PASSWORD", word}}, ""});
    EXPECT_EQ(denied.exit_code, 3);
    EXPECT_THAT(denied.out + denied.err, HasSubstr("Invalid credentials"));
    const ProgramRun right = run_program(
        {{"-C", scratch_.path(), "collect"}, {{"DIRECTORY_PASSWORD", "read-only-7"}}, ""});
    EXPECT_EQ(right.exit_code, 0) << right.err;
    for (const std::string& secret : {word, std::string("read-only-7")}) {
        EXPECT_THAT(denied.out + denied.err + right.out + right.err, Not(HasSubstr(secret)));
        for (const auto& file : std::filesystem::recursive_directory_iterator(scratch_ / "store")) {
            if (file.is_regular_file()) {
                EXPECT_THAT(read_file(file.path().string()), Not(HasSubstr(secret))) << file.path();
            }
        }
    }
}

} // namespace
} // namespace tickmark::testing
