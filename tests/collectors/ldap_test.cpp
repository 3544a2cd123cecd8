#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../collectors/ldap/bytes_internal.hpp"
#include "../collectors/ldap/payload_internal.hpp"
#include "../collectors/ldap/pull_internal.hpp"
#include "../collectors/ldap/words_internal.hpp"
#include "support/collected.hpp"
#include "support/scratch.hpp"
#include <filesystem>
#include <fmt/format.h>

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string header = "{\"tickmark\":\"directory payload v1\",\"query\":\"q\"}\n";

std::vector<ReadRow>
read_entries(const std::vector<LdapEntry>& entries, const std::vector<std::string>& columns) {
    const Scratch scratch;
    std::string text = header;
    for (const LdapEntry& entry : entries) {
        text += ldap::entry_line(entry) + "\n";
    }
    return read_rows("ldap", scratch.file("page", text), columns);
}

ReadRow read_entry(const LdapEntry& entry, const std::vector<std::string>& columns) {
    return read_entries({entry}, columns).at(0);
}

TEST(LdapPayload, is_the_same_line_whatever_the_order_of_the_server) {
    const LdapEntry one{"uid=a,dc=x", {{"mail", {"b@x", "a@x"}}, {"cn", {"Ana"}}}};
    const LdapEntry other{"uid=a,dc=x", {{"cn", {"Ana"}}, {"mail", {"a@x", "b@x"}}}};
    EXPECT_EQ(ldap::entry_line(one), ldap::entry_line(other));
    EXPECT_EQ(
        ldap::entry_line(one),
        "{\"dn\":\"uid=a,dc=x\",\"attributes\":{\"cn\":[\"Ana\"],\"mail\":[\"a@x\",\"b@x\"]}}");
}

TEST(LdapPayload, keeps_every_byte) {
    const std::string bytes("\xff\xd8\x00\x01z", 5);
    const LdapEntry entry{
        "cn=Zoë,dc=x",
        {{"jpegPhoto", {bytes, "text"}}, {"description", {"a\"b\\\nc", std::string("a\0b", 3)}}}};
    EXPECT_THAT(
        ldap::entry_line(entry), HasSubstr("{\"base64\":\"" + ldap::to_base64(bytes) + "\"}"));
    const ReadRow row = read_entry(entry, {"jpegPhoto", "description[1]", "dn"});
    EXPECT_EQ(row.at("dn"), "cn=Zoë,dc=x");
    EXPECT_EQ(row.at("jpegPhoto"), ldap::to_base64("text") + " | " + ldap::to_base64(bytes));
    for (std::size_t size = 0; size < 9; ++size) {
        const std::string some = (bytes + bytes).substr(0, size);
        EXPECT_EQ(ldap::from_base64(ldap::to_base64(some)), some);
    }
}

TEST(LdapPayload, refuses_what_is_none) {
    const Scratch scratch;
    for (const std::string& text :
         {std::string("{\"tickmark\":\"database payload v1\"}\n"),
          std::string("nothing\n"),
          std::string("{}\n"),
          header + "{\"dn\":\"uid=a\"}\n",
          header + "{\"dn\":\"uid=a\",\"attributes\":{\"cn\":[{\"hex\":\"00\"}]}}\n",
          header + "[]\n"}) {
        EXPECT_THROW(read_rows("ldap", scratch.file("page", text), {"cn"}), Error) << text;
    }
    EXPECT_THROW(
        read_rows("ldap", scratch.file("page", header), {"no attribute of that kind"}), Error);
}

TEST(LdapColumns, find_attributes_in_any_case_and_lists_of_values) {
    const LdapEntry entry{
        "uid=a,ou=People\\, old,dc=x",
        {{"sAMAccountName", {"a"}},
         {"mail", {"b@x", "a@x"}},
         {"memberOf", {"cn=Admins,dc=x", "cn=Staff,dc=x"}},
         {"cn;lang-el", {"Άννα"}}}};
    const ReadRow row = read_entry(
        entry,
        {"samaccountname",
         "mail",
         "mail[1]",
         "memberOf=CN=admins,DC=x",
         "memberOf=cn=none,dc=x",
         "telephoneNumber=1",
         "cn;lang-el",
         "cn",
         "parent_dn"});
    EXPECT_EQ(row.at("samaccountname"), "a");
    EXPECT_EQ(row.at("mail"), "a@x | b@x");
    EXPECT_EQ(row.at("mail[1]"), "a@x");
    EXPECT_EQ(row.at("memberOf=CN=admins,DC=x"), "true");
    EXPECT_EQ(row.at("memberOf=cn=none,dc=x"), "false");
    EXPECT_EQ(row.at("telephoneNumber=1"), "false");
    EXPECT_EQ(row.at("cn;lang-el"), "Άννα");
    EXPECT_FALSE(row.contains("cn"));
    EXPECT_EQ(row.at("parent_dn"), "ou=People\\, old,dc=x");
}

TEST(LdapColumns, write_identifiers_of_active_directory_as_people_do) {
    std::string guid;
    for (const int byte :
         {0xff,
          0x19,
          0x96,
          0x6f,
          0x86,
          0x8b,
          0x11,
          0xd0,
          0xb4,
          0x2d,
          0x00,
          0xc0,
          0x4f,
          0xc9,
          0x64,
          0xff}) {
        guid += static_cast<char>(byte);
    }
    std::string sid = std::string("\x01\x05\x00\x00\x00\x00\x00\x05", 8);
    for (const unsigned part : {21U, 3623811015U, 3361044348U, 30300820U, 1013U}) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            sid += static_cast<char>((part >> shift) & 255U);
        }
    }
    const ReadRow row = read_entry(
        {"cn=a", {{"objectGUID", {guid}}, {"objectSid", {sid}}}}, {"objectGUID", "objectSid"});
    EXPECT_EQ(row.at("objectGUID"), "6f9619ff-8b86-d011-b42d-00c04fc964ff");
    EXPECT_EQ(row.at("objectSid"), "S-1-5-21-3623811015-3361044348-30300820-1013");
    EXPECT_FALSE(ldap::sid_text(sid.substr(0, 12)));
    EXPECT_FALSE(ldap::guid_text("short"));
}

TEST(LdapColumns, know_a_disabled_account_by_whichever_attribute_says_so) {
    const std::vector<std::string> columns{
        "account_disabled", "account_disabled_by", "userAccountControl&2"};
    const auto state = [&](std::vector<LdapAttribute> attributes) {
        attributes.push_back({"modifyTimestamp", {"20260131120000Z"}});
        const ReadRow row = read_entry({"cn=a", std::move(attributes)}, columns);
        const auto of = [&](const std::string& column) {
            const auto found = row.find(column);
            return found == row.end() ? "-" : found->second;
        };
        return of(columns[0]) + " " + of(columns[1]) + " " + of(columns[2]);
    };
    const std::string when = "2026-01-31T12:00:00.000Z";
    EXPECT_EQ(state({}), "- - -");
    EXPECT_EQ(state({{"userAccountControl", {"512"}}}), "false - false");
    EXPECT_EQ(state({{"userAccountControl", {"66050"}}}), "true " + when + " true");
    EXPECT_EQ(
        state({{"userAccountControl", {"514"}}, {"whenChanged", {"20251224000000.0Z"}}}),
        "true 2025-12-24T00:00:00.000Z true");
    EXPECT_EQ(state({{"nsAccountLock", {"TRUE"}}}), "true " + when + " -");
    EXPECT_EQ(state({{"loginDisabled", {"FALSE"}}}), "false - -");
    EXPECT_EQ(state({{"pwdAccountLockedTime", {"000001010000Z"}}}), "true " + when + " -");
    EXPECT_EQ(state({{"pwdAccountLockedTime", {"20260101000000Z"}}}), "false - -");
}

/// A directory that answers as written; what it was asked is kept.
class Scripted final: public LdapConnection {
public:
    using Answer = std::function<LdapPage(const LdapSearch&, const std::string& cookie)>;
    explicit Scripted(Answer answer) : answer_(std::move(answer)) {}
    LdapStatus open() override { return {}; }
    LdapPage search(const LdapSearch& search, const std::string& cookie) override {
        return search.base.empty() ? LdapPage{} : answer_(search, cookie);
    }

private:
    Answer answer_;
};

class LdapPull: public ::testing::Test {
protected:
    Fetched pull(const Scripted::Answer& answer, const std::string& fields) {
        scratch_.file("p", "secret-of-directory");
        scratch_.file(
            "tickmark.yaml",
            "organisation: {name: T, bates_prefix: T}\nsources:\n  d:\n    collector: ldap\n"
            "    url: ldaps://directory.example.org\n    bind: reader@example.org\n"
            "    password: \"${file:p}\"\n    base: dc=x\n    dataset: people\n    fields: " +
                fields + "\n");
        const Workspace workspace = load_workspace(scratch_.path());
        std::filesystem::create_directories(scratch_ / "spool");
        return ldap::pull(
            workspace.sources.front(), {scratch_ / "spool", {}, {}}, [&](const LdapOptions&) {
                return std::make_unique<Scripted>(answer);
            });
    }

    static LdapPage page_of(std::vector<LdapEntry> entries, const std::string& cookie = "") {
        LdapPage page;
        page.entries = std::move(entries);
        page.cookie = cookie;
        page.paged = true;
        return page;
    }

    Scratch scratch_;
};

std::vector<std::string> numbered(int from, int to) {
    std::vector<std::string> names;
    for (int i = from; i <= to; ++i) {
        names.push_back(fmt::format("cn=m{:04},dc=x", i));
    }
    return names;
}

TEST_F(LdapPull, fetches_values_given_in_ranges_to_the_end) {
    std::vector<std::string> asked;
    const Fetched got = pull(
        [&](const LdapSearch& search, const std::string&) {
            asked.push_back(search.base + " " + join(search.attributes, ","));
            LdapEntry group{"cn=g,dc=x", {}};
            if (search.attributes.front().ends_with("range=1500-*")) {
                group.attributes = {{"member;range=1500-2999", numbered(1500, 2999)}};
            } else if (search.attributes.front().ends_with("range=3000-*")) {
                group.attributes = {{"member;range=3000-*", numbered(3000, 3210)}};
            } else {
                group.attributes = {{"member", {}}, {"member;range=0-1499", numbered(0, 1499)}};
            }
            return page_of({group});
        },
        "{person_id: dn, role: member}");
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_THAT(
        asked,
        ElementsAre(
            "dc=x member", "cn=g,dc=x member;range=1500-*", "cn=g,dc=x member;range=3000-*"));
    const auto rows = read_rows("ldap", got.payloads.at(0).path, {"member"});
    EXPECT_EQ(rows.at(0).at("member"), join(numbered(0, 3210), " | "));
}

TEST_F(LdapPull, is_partial_where_the_rest_of_a_range_does_not_come) {
    for (const char* more : {"", "member;range=1400-*", "member;range=1500-1400"}) {
        const Fetched got = pull(
            [&](const LdapSearch& search, const std::string&) {
                const bool rest = search.base != "dc=x";
                LdapEntry group{"cn=g,dc=x", {}};
                if (!rest || *more != '\0') {
                    group.attributes = {{rest ? more : "member;range=0-1499", {"cn=m,dc=x"}}};
                }
                return page_of({group});
            },
            "{person_id: dn, role: member}");
        EXPECT_EQ(got.outcome, Outcome::partial) << more;
        EXPECT_THAT(got.note, HasSubstr("dc=x page 1: cn=g,dc=x: the server ")) << more;
    }
}

TEST_F(LdapPull, goes_through_empty_pages_but_not_round) {
    const auto entry = [](const std::string& uid) {
        return LdapEntry{"uid=" + uid + ",dc=x", {{"uid", {uid}}}};
    };
    const Fetched sparse = pull(
        [&](const LdapSearch&, const std::string& cookie) {
            if (cookie.empty()) {
                return page_of({}, "1");
            }
            return cookie == "1" ? page_of({}, "2") : page_of({entry("a")});
        },
        "{person_id: uid}");
    EXPECT_EQ(sparse.outcome, Outcome::complete) << sparse.note;
    EXPECT_EQ(sparse.payloads.size(), 1U);
    int number = 0;
    for (const bool empty : {true, false}) {
        const Fetched round = pull(
            [&](const LdapSearch&, const std::string&) {
                return empty ? page_of({}, "same")
                             : page_of({entry("a")}, fmt::format("{}", ++number));
            },
            "{person_id: uid}");
        EXPECT_EQ(round.outcome, Outcome::partial);
        EXPECT_THAT(round.note, HasSubstr("the pages go round"));
    }
}

TEST_F(LdapPull, says_what_active_directory_means_and_hides_the_password) {
    const Fetched got = pull(
        [](const LdapSearch&, const std::string&) {
            LdapPage page;
            page.status = {
                LdapFault::refused,
                49,
                "Invalid credentials (49): LdapErr: DSID-0C090400, comment: "
                "secret-of-directory error, data 533, v4563"};
            return page;
        },
        "{person_id: uid}");
    EXPECT_EQ(got.outcome, Outcome::denied);
    EXPECT_THAT(got.note, HasSubstr("(the account is disabled)"));
    EXPECT_THAT(got.note, HasSubstr("comment: *** error"));
    EXPECT_EQ(ldap::outcome_of({LdapFault::refused, 1, ""}, LdapBind::anonymous), Outcome::denied);
    EXPECT_EQ(ldap::outcome_of({LdapFault::refused, 1, ""}, LdapBind::simple), Outcome::failed);
}

std::vector<std::string> check(const std::string& keys) {
    const Scratch scratch;
    scratch.file("p", "x");
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: T, bates_prefix: T}\nsources:\n  d:\n    collector: ldap\n"
        "    dataset: people\n" +
            keys);
    const Workspace workspace = load_workspace(scratch.path());
    Problems problems;
    find_collector("ldap")->check(workspace.sources.front(), problems);
    std::vector<std::string> words;
    for (const Problem& problem : problems) {
        words.push_back(problem.what);
    }
    return words;
}

TEST(LdapSettings, are_checked_without_touching_the_directory) {
    const std::string named = "    bind: cn=reader,dc=x\n    password: \"${file:p}\"\n";
    const std::string base = "    base: dc=x\n";
    EXPECT_THAT(check("    url: ldaps://h.example.org:3269\n" + named + base), IsEmpty());
    EXPECT_THAT(
        check("    url: ldap://h.example.org\n    start_tls: true\n" + named + base), IsEmpty());
    EXPECT_THAT(check("    url: ldap://127.0.0.1:389\n" + named + base), IsEmpty());
    EXPECT_THAT(check("    url: ldapi://%2Frun%2Fldapi\n    bind: external\n" + base), IsEmpty());
    EXPECT_THAT(check("    url: ldap://h.example.org\n    bind: anonymous\n" + base), IsEmpty());
    EXPECT_THAT(
        check("    url: ldap://h.example.org\n" + named + base),
        ElementsAre(HasSubstr("a password is not sent over plain ldap")));
    EXPECT_THAT(
        check("    url: ldaps://h.example.org\n    bind: cn=reader\n" + base),
        ElementsAre(HasSubstr("a name needs 'password: ${env:NAME}' beside it")));
    EXPECT_THAT(
        check("    url: ldaps://h.example.org\n"),
        ElementsAre(HasSubstr("needs 'bind'"), HasSubstr("needs 'base'")));
    EXPECT_THAT(
        check("    url: ldaps://h/dc=x?uid\n    bind: external\n    base: people\n"
              "    fields: {person_id: \"a b\"}\n"),
        ElementsAre(
            HasSubstr("bind: external needs"),
            HasSubstr("url: write scheme, host and port only"),
            "base: 'people' is no name such as dc=example,dc=org",
            "'a b' is no attribute and no column of an entry"));
}

} // namespace
} // namespace tickmark::testing
