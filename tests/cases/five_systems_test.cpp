#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/ldap_server.hpp"
#include "support/mariadb_server.hpp"
#include "support/postgres_server.hpp"
#include "support/program.hpp"
#include "support/request_tracker.hpp"
#include "support/scratch.hpp"
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

// Training from PostgreSQL, vendors from Request Tracker, risks from MariaDB in SimpleRisk's shape,
// people from slapd and evidence from OpenSCAP, by the built program.

namespace tickmark::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* accounts_ldif =
    "dn: cn=reader,dc=example,dc=org\nobjectClass: organizationalRole\n"
    "objectClass: simpleSecurityObject\ncn: reader\nuserPassword: read-only-7\n\n"
    "dn: cn=limited,dc=example,dc=org\nobjectClass: organizationalRole\n"
    "objectClass: simpleSecurityObject\ncn: limited\nuserPassword: read-only-7\n\n"
    "dn: ou=leavers,dc=example,dc=org\nobjectClass: organizationalUnit\nou: leavers\n\n";

std::string leaver(const std::string& uid) {
    return fmt::format(
        "dn: uid={0},ou=leavers,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {0}\n"
        "cn: {0}\nsn: {0}\nemployeeType: left\n\n",
        uid);
}

/// 40 people and two leavers, in a directory that gives no unpaged search more than 20 entries.
LdapSetup directory() {
    LdapSetup setup;
    setup.ldif = accounts_ldif + ldif_of_people(40) + leaver("leaver1") + leaver("leaver2");
    setup.server_lines = "sizelimit size.soft=20 size.hard=20 size.prtotal=unlimited\n";
    setup.database_lines = "limits dn.exact=\"cn=limited,dc=example,dc=org\" size.pr=20 "
                           "size.prtotal=25 size.soft=20 size.hard=20\n";
    return setup;
}

TrackerQueue vendors() {
    TrackerQueue queue{"Vendors", {{"Tier", "FreeformSingle"}}, {}};
    for (int i = 1; i <= 12; ++i) {
        queue.tickets.push_back(
            {fmt::format("Vendor {}", i), "open", {{"Tier", i % 3 == 0 ? "critical" : "low"}}});
    }
    return queue;
}

/// Two courses for everybody but two, for one leaver and for somebody whom no directory knows.
constexpr const char* completions =
    "CREATE TABLE completions AS SELECT user_id, course, date '2026-10-31' AS due, "
    "CASE WHEN user_id < 'person00031' THEN timestamptz '2026-10-15 23:59:59+00' END AS completed, "
    "CASE WHEN user_id < 'person00031' THEN 'C' ELSE 'N' END AS state "
    "FROM (SELECT 'person' || lpad(i::text, 5, '0') AS user_id FROM generate_series(1, 40) i "
    "WHERE i NOT IN (7, 8) UNION ALL VALUES ('leaver1'), ('contractor-x')) people, "
    "(VALUES ('HIPAA-101'), ('SECURITY-1')) courses(course)";

class SystemFive: public ::testing::Test {
protected:
    SystemFive() : tracker_(std::make_unique<RequestTracker>(std::vector{vendors()})) {
        postgres_.run(completions);
        postgres_.add_user("reader", "learning-7");
        postgres_.run("GRANT SELECT ON completions TO reader");
        mariadb_.run("CREATE DATABASE simplerisk CHARACTER SET utf8mb4");
        mariadb_.run_file(project_file("tests/cases/presets/simplerisk.sql"), "simplerisk");
        mariadb_.add_user("tickmark", "register-7");
        mariadb_.run("GRANT SELECT ON simplerisk.* TO tickmark@localhost");
        directory_ = std::make_unique<LdapServer>(directory());
        scan();
        write_workspace();
    }

    void scan() {
        for (const char* name : {"benchmark.xml", "oval.xml"}) {
            std::filesystem::copy_file(
                project_file(std::string("tests/cases/openscap/") + name), scratch_ / name);
        }
        std::filesystem::create_directories(scratch_ / "scans");
        const ProgramRun run = run_program(
            {{"xccdf",
              "eval",
              "--profile",
              "xccdf_org.example_profile_all",
              "--results",
              "scans/host.xml",
              "benchmark.xml"},
             {},
             scratch_.path(),
             "/usr/bin/oscap"});
        EXPECT_EQ(run.exit_code, 2) << run.err;
    }

    void write_workspace() {
        for (const auto& [name, secret] : std::map<std::string, std::string>{
                 {"lms.password", "learning-7"},
                 {"rt.token", tracker_->token()},
                 {"ldap.password", "read-only-7"},
                 {"risk.password", "register-7"}}) {
            scratch_.file(name, secret);
        }
        std::filesystem::create_directories(scratch_ / "controls");
        std::filesystem::copy_file(
            project_file("tests/cases/five_systems/controls/workforce.yaml"),
            scratch_ / "controls/workforce.yaml");
        std::string text = read_file(project_file("tests/cases/five_systems/tickmark.yaml"));
        const std::string preset = read_file(project_file("collectors/presets/simplerisk.yaml"));
        text += preset.substr(preset.find("sources:\n") + 9);
        put(text, "LMS_ADDRESS", postgres_.address("reader"));
        put(text, "RT_URL", tracker_->url());
        put(text, "LDAP_URL", directory_->url());
        put(text,
            "SIMPLERISK_USER@SIMPLERISK_HOST",
            "tickmark@127.0.0.1:" + std::to_string(mariadb_.port()));
        put(text, "${env:SIMPLERISK_PASSWORD}", "${file:risk.password}");
        yaml_ = text;
        scratch_.file("tickmark.yaml", text);
    }

    static void put(std::string& text, const std::string& what, const std::string& with) {
        const std::size_t at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), with);
    }

    /// Writes the workspace with `what` as `with`, until the next call.
    void change(const std::string& what, const std::string& with) {
        std::string text = yaml_;
        put(text, what, with);
        scratch_.file("tickmark.yaml", text);
    }
    void restore() { scratch_.file("tickmark.yaml", yaml_); }

    json run(const std::vector<std::string>& words, int code) {
        std::vector<std::string> all{"-C", scratch_.path(), "--json"};
        all.insert(all.end(), words.begin(), words.end());
        const ProgramRun done = run_program({all, {}, ""});
        EXPECT_EQ(done.exit_code, code) << done.err;
        return json::parse(done.out, nullptr, false);
    }

    /// Collects the source beside another, and expects it to end so with these words in its note,
    /// the other to be complete and all data to stand.
    void
    expect_fault(const std::string& source, const std::string& outcome, const std::string& words) {
        SCOPED_TRACE(source + " " + outcome + " " + words);
        const std::string other = source == "servers" ? "simplerisk" : "servers";
        const json answer = run({"collect", source, other}, 3);
        ASSERT_EQ(answer.at("collections").size(), 2U);
        const bool first = answer.at("collections").at(0).at("source") == source;
        const json& failed = answer.at("collections").at(first ? 0 : 1);
        EXPECT_EQ(failed.at("outcome"), outcome) << failed.dump();
        EXPECT_THAT(failed.at("note").get<std::string>(), HasSubstr(words));
        EXPECT_EQ(failed.at("rows"), 0);
        const json& kept = answer.at("collections").at(first ? 1 : 0);
        EXPECT_EQ(kept.at("outcome"), "complete") << kept.dump();
        EXPECT_EQ(kept.at("closed"), 0) << kept.dump();
        expect_data();
    }

    void expect_data() const {
        const auto count = [this](const char* dataset) {
            return stored_column(scratch_.path(), dataset, "record_key").size();
        };
        EXPECT_EQ(count("training"), 80U);
        EXPECT_EQ(count("vendors"), 12U);
        EXPECT_EQ(count("risks"), 4U);
        EXPECT_EQ(count("people"), 42U);
        EXPECT_EQ(count("control_evidence"), 8U);
    }

    Scratch scratch_;
    PostgresServer postgres_;
    MariadbServer mariadb_{{"--default-time-zone=+00:00"}};
    std::unique_ptr<RequestTracker> tracker_;
    std::unique_ptr<LdapServer> directory_;
    std::string yaml_;
};

TEST_F(SystemFive, give_right_counts_in_one_collect_and_name_who_is_unmatched_on_both_sides) {
    const json answer = run({"collect"}, 0);
    ASSERT_EQ(answer.at("collections").size(), 5U);
    for (const json& collection : answer.at("collections")) {
        EXPECT_EQ(collection.at("outcome"), "complete") << collection.dump();
        EXPECT_EQ(collection.at("rejected"), 0) << collection.dump();
    }
    expect_data();
    const auto tally = [this](const char* dataset, const char* column, const std::string& word) {
        const auto all = stored_column(scratch_.path(), dataset, column);
        return std::count(all.begin(), all.end(), word);
    };
    EXPECT_EQ(tally("training", "status", "completed"), 60);
    EXPECT_EQ(tally("training", "completed_on", "2026-10-15"), 60);
    EXPECT_EQ(tally("vendors", "tier", "critical"), 4);
    EXPECT_EQ(tally("risks", "status", "closed"), 1);
    EXPECT_EQ(tally("people", "status", "left"), 2);
    EXPECT_EQ(tally("control_evidence", "result", "pass"), 2);
    EXPECT_EQ(tally("control_evidence", "result", "fail"), 1);

    std::map<std::string, std::vector<std::string>> unmatched;
    const json assessed = run({"assess"}, 0);
    for (const json& control : assessed.at("controls")) {
        for (const json& test : control.at("tests")) {
            unmatched[test.at("id")] = test.at("unmatched").get<std::vector<std::string>>();
        }
    }
    EXPECT_THAT(unmatched["WFC-01.a"], ElementsAre("leaver2", "person00007", "person00008"));
    EXPECT_THAT(unmatched["WFC-01.a.right"], ElementsAre(HasSubstr("contractor-x")));
}

TEST_F(SystemFive, end_in_the_right_outcome_each_while_the_others_are_kept) {
    run({"collect"}, 0);
    // Denied: a privilege, a token, a password.
    postgres_.run("REVOKE SELECT ON completions FROM reader");
    expect_fault("lms", "denied", "permission denied for table completions");
    postgres_.run("GRANT SELECT ON completions TO reader");
    scratch_.file("rt.token", "1-27-0123456789abcdef0123456789abcdef");
    expect_fault("vendors", "denied", "401");
    scratch_.file("rt.token", tracker_->token());
    scratch_.file("risk.password", "register-8");
    expect_fault("simplerisk", "denied", "Access denied");
    scratch_.file("risk.password", "register-7");
    scratch_.file("ldap.password", "read-only-8");
    expect_fault("directory", "denied", "Invalid credentials");
    scratch_.file("ldap.password", "read-only-7");
    // Partial: a limit of the directory, and more pages than are wanted.
    change("cn=reader", "cn=limited");
    expect_fault("directory", "partial", "Size limit exceeded");
    change("next: /next_page, total: /total}", "next: /next_page, total: /total, most: 2}");
    expect_fault("vendors", "partial", "stopped after 2 pages");
    // Failed: a query that is none, a scan cut off. Absent: no such base, no scan.
    change("FROM completions", "FROM completion");
    expect_fault("lms", "failed", "relation \"completion\" does not exist");
    change("\"ou=people,dc=example,dc=org\", \"ou=leavers", "\"ou=nowhere");
    expect_fault("directory", "absent", "No such object");
    restore();
    const std::string results = read_file(scratch_ / "scans/host.xml");
    scratch_.file("scans/host.xml", results.substr(0, results.size() / 2));
    expect_fault("servers", "failed", "host.xml");
    std::filesystem::remove(scratch_ / "scans/host.xml");
    expect_fault("servers", "absent", "scans/*.xml");
    scratch_.file("scans/host.xml", results);
    // Unreachable, one after the other, and then all at once.
    directory_->process().stop(SIGKILL);
    expect_fault("directory", "unreachable", "Can't contact LDAP server");
    postgres_.crash();
    expect_fault("lms", "unreachable", "127.0.0.1");
    mariadb_.crash();
    expect_fault("simplerisk", "unreachable", "127.0.0.1");
    tracker_.reset();
    const json last = run({"collect"}, 3);
    std::map<std::string, std::string> outcomes;
    for (const json& collection : last.at("collections")) {
        outcomes[collection.at("source")] = collection.at("outcome");
    }
    EXPECT_EQ(
        outcomes,
        (std::map<std::string, std::string>{
            {"directory", "unreachable"},
            {"lms", "unreachable"},
            {"servers", "complete"},
            {"simplerisk", "unreachable"},
            {"vendors", "unreachable"}}));
    expect_data();
}

} // namespace
} // namespace tickmark::testing
