#include "tickmark/base/error.hpp"
#include "tickmark/collect/database_payload.hpp"
#include "tickmark/ports/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/postgres_server.hpp"
#include "support/secret_search.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* password = "pass word'\\1";

/// One server for the suite; each test has tables of its own.
class SystemPostgres: public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<PostgresServer>(std::vector<std::string>{"timezone=Asia/Tokyo"});
        server_->add_user("reader", "pass word''\\1");
    }
    static void TearDownTestSuite() { server_.reset(); }

    static const PostgresServer& server() { return *server_; }

    /// A table the reader may read.
    static void make(const std::string& name, const std::string& sql) {
        server_->run("DROP TABLE IF EXISTS " + name);
        server_->run("CREATE TABLE " + name + " " + sql);
        server_->run("GRANT SELECT ON " + name + " TO reader");
    }

    std::string source(const std::string& query, const std::string& more = "") const {
        return source_at(server_->address("reader"), query, more);
    }
    std::string source_at(
        const std::string& address, const std::string& query, const std::string& more = "") const {
        scratch_.file("ws/pw", password);
        return "sources:\n  lms:\n    collector: sql\n    connection: \"" + address +
               "\"\n    password: \"${file:pw}\"\n    dataset: training\n    query: \"" + query +
               "\"\n" + more;
    }
    Collection collect(const std::string& sources) const {
        return collect_in(root(), sources).at(0);
    }
    std::string root() const { return scratch_ / "ws"; }

    static std::unique_ptr<DatabaseSnapshot> open(int seconds = 900) {
        const auto address = parse_database_address(server_->address("reader"), "/");
        auto opened = open_database(address, {Secret(password), seconds});
        auto* refusal = std::get_if<DatabaseRefusal>(&opened);
        EXPECT_EQ(refusal, nullptr) << refusal->words;
        return std::move(std::get<std::unique_ptr<DatabaseSnapshot>>(opened));
    }

    static std::vector<std::string> first_row(SqlRows& rows) {
        EXPECT_TRUE(rows.next());
        std::vector<std::string> values;
        for (std::size_t i = 0; i < rows.columns().size(); ++i) {
            values.push_back(rows.text(i).value_or("NULL"));
        }
        return values;
    }

    static std::string failure_of(DatabaseSnapshot& snapshot, const std::string& sql) {
        try {
            const auto rows = snapshot.query(sql);
            while (rows->next()) {
            }
        } catch (const Error& error) {
            return std::string(name_of(error.code())) + ": " + error.what();
        }
        return "no error";
    }

    static std::unique_ptr<PostgresServer> server_;
    Scratch scratch_;
};

std::unique_ptr<PostgresServer> SystemPostgres::server_;

TEST_F(SystemPostgres, collects_every_row_and_keeps_what_the_server_says_of_the_snapshot) {
    make(
        "completions",
        "AS SELECT 'P'||i AS person_id, 'privacy' AS course, date '2026-01-01' + i AS due_on "
        "FROM generate_series(1, 2500) i");
    const Collection kept = collect(source("SELECT * FROM completions"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 2500);
    EXPECT_EQ(kept.added, 2500);
    EXPECT_THAT(kept.details, HasSubstr("\"server\":\"PostgreSQL 15"));
    EXPECT_THAT(kept.details, HasSubstr("\"isolation\":\"repeatable read, read only\""));
    EXPECT_THAT(kept.details, ::testing::ContainsRegex("\"snapshot\":\"[0-9]+:[0-9]+:"));
    EXPECT_THAT(kept.details, HasSubstr("\"time_zone\":\"Asia/Tokyo\""));
    EXPECT_THAT(kept.details, HasSubstr("\"user\":\"reader\""));
    EXPECT_THAT(kept.details, HasSubstr("\"source_rows\":2500"));
    EXPECT_EQ(kept.payloads.at(0).locator, server().address("reader"));
    EXPECT_EQ(stored_column(root(), "training", "due_on").front(), "2026-01-02");
}

TEST_F(SystemPostgres, gives_every_type_as_the_server_writes_it) {
    const auto snapshot = open();
    const auto rows = snapshot->query(
        "SELECT 1.50::numeric(9,2) AS n, 12345678901234567890.0123456789 AS big, 0.1::float8 AS f, "
        "'NaN'::numeric AS nan, true AS b, '\\x00ff'::bytea AS y, ARRAY['a,b', NULL] AS a, "
        "'{\"k\": [1]}'::jsonb AS j, timestamptz '2026-03-01 12:00:00.123456+00' AS tz, "
        "timestamp 'infinity' AS i, date '0044-03-15 BC' AS bc, interval '1 day 2 hours' AS iv, "
        "'$1 é ☃'::text AS t, NULL::int AS nothing, ''::text AS empty");
    EXPECT_THAT(
        first_row(*rows),
        ElementsAre(
            "1.50",
            "12345678901234567890.0123456789",
            "0.1",
            "NaN",
            "t",
            "\\x00ff",
            "{\"a,b\",NULL}",
            "{\"k\": [1]}",
            "2026-03-01 21:00:00.123456+09",
            "infinity",
            "0044-03-15 BC",
            "1 day 02:00:00",
            "$1 é ☃",
            "NULL",
            ""));
    EXPECT_EQ(rows->columns()[0].type, "numeric(9,2)");
    EXPECT_EQ(rows->columns()[4].type, "boolean");
    EXPECT_EQ(rows->columns()[8].type, "timestamp with time zone");
    EXPECT_FALSE(rows->next());
}

TEST_F(
    SystemPostgres, reads_moments_with_their_offset_booleans_as_such_and_rejects_what_is_no_date) {
    make(
        "accounts",
        "(system_id text, account_id text, privileged boolean, created_on timestamptz, "
        "last_login_at timestamptz)");
    server().run("INSERT INTO accounts VALUES ('ehr', 'a', true, '2026-10-31 23:59:59+00', "
                 "'2026-10-31 23:59:59.5+00'), "
                 "('ehr', 'b', false, NULL, '2026-01-02 00:30:00+01'), ('ehr', 'c', NULL, "
                 "'infinity', NULL), "
                 "('ehr', 'd', NULL, '0044-03-15 BC', NULL)");
    std::string sources = source("SELECT * FROM accounts ORDER BY account_id");
    sources.replace(sources.find("training"), 8, "accounts");
    const Collection kept = collect(sources);
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 2);
    EXPECT_EQ(kept.rejected, 2);
    EXPECT_THAT(stored_column(root(), "accounts", "privileged"), ElementsAre("1", "0"));
    EXPECT_THAT(
        stored_column(root(), "accounts", "last_login_at"),
        ElementsAre("2026-10-31T23:59:59.500Z", "2026-01-01T23:30:00.000Z"));
    // The organisation is in New York: its day, not the server's.
    EXPECT_EQ(stored_column(root(), "accounts", "created_on").front(), "2026-10-31");
}

TEST_F(SystemPostgres, reads_one_state_while_another_session_writes) {
    make("moving", "AS SELECT i AS n FROM generate_series(1, 50000) i");
    const auto snapshot = open();
    const auto rows = snapshot->query("SELECT n FROM moving");
    ASSERT_TRUE(rows->next());
    server().run("DELETE FROM moving WHERE n % 2 = 0");
    server().run("INSERT INTO moving SELECT i FROM generate_series(100001, 100100) i");
    int count = 1;
    while (rows->next()) {
        ++count;
    }
    EXPECT_EQ(count, 50000);
    const auto again = snapshot->query("SELECT count(*) FROM moving");
    EXPECT_THAT(first_row(*again), ElementsAre("50000"));
    EXPECT_EQ(server().run("SELECT count(*) FROM moving"), "25100\n");
}

TEST_F(SystemPostgres, runs_nothing_that_writes_and_nothing_that_is_no_query) {
    server().run("DROP TABLE IF EXISTS open_to_all");
    server().run("CREATE TABLE open_to_all (a int)");
    server().run("GRANT ALL ON open_to_all TO reader");
    for (const char* sql :
         {"INSERT INTO open_to_all VALUES (1)",
          "TRUNCATE open_to_all",
          "COMMIT",
          "SET default_transaction_read_only = off"}) {
        EXPECT_THAT(failure_of(*open(), sql), HasSubstr("it is no query; it was not run")) << sql;
    }
    for (const char* sql :
         {"INSERT INTO open_to_all VALUES (1) RETURNING a",
          "WITH w AS (INSERT INTO open_to_all VALUES (1) RETURNING a) SELECT * FROM w",
          "SELECT nextval('s')"}) {
        server().run("CREATE SEQUENCE IF NOT EXISTS s; GRANT ALL ON s TO reader");
        EXPECT_THAT(failure_of(*open(), sql), HasSubstr("in a read-only transaction")) << sql;
    }
    EXPECT_THAT(
        failure_of(*open(), "SELECT 1; COMMIT; INSERT INTO open_to_all VALUES (1)"),
        HasSubstr("multiple commands"));
    EXPECT_EQ(server().run("SELECT count(*) FROM open_to_all"), "0\n");
}

TEST_F(SystemPostgres, says_who_is_denied_what_fails_and_who_is_not_there) {
    server().run("CREATE TABLE IF NOT EXISTS hidden (a int)");
    const Collection privilege = collect(source("SELECT * FROM hidden"));
    EXPECT_EQ(privilege.outcome, Outcome::denied);
    EXPECT_THAT(privilege.note, HasSubstr("permission denied for table hidden"));
    EXPECT_THAT(privilege.note, HasSubstr("grant the account SELECT"));

    const Collection wrong = collect(source("SELECT * FROM no_such_table"));
    EXPECT_EQ(wrong.outcome, Outcome::failed);
    EXPECT_THAT(wrong.note, HasSubstr("relation \"no_such_table\" does not exist"));
    EXPECT_THAT(wrong.note, HasSubstr(server().address("reader")));
    EXPECT_EQ(wrong.query, "SELECT * FROM no_such_table");

    const Collection stranger = collect(source_at(server().address("stranger"), "SELECT 1"));
    EXPECT_EQ(stranger.outcome, Outcome::denied);
    EXPECT_THAT(stranger.note, HasSubstr("password authentication failed for user \"stranger\""));

    const Collection no_database =
        collect(source_at(server().address("reader", "nowhere"), "SELECT 1"));
    EXPECT_EQ(no_database.outcome, Outcome::failed);
    EXPECT_THAT(no_database.note, HasSubstr("database \"nowhere\" does not exist"));

    const Collection nobody = collect(source_at(
        "postgresql://reader@127.0.0.1:" + std::to_string(free_port()) + "/x", "SELECT 1"));
    EXPECT_EQ(nobody.outcome, Outcome::unreachable);
    EXPECT_THAT(nobody.note, HasSubstr("Connection refused"));

    const Collection no_host =
        collect(source_at("postgresql://reader@no-such-host.invalid/x", "SELECT 1"));
    EXPECT_EQ(no_host.outcome, Outcome::unreachable);
    EXPECT_THAT(no_host.note, HasSubstr("no-such-host.invalid"));

    const Collection no_tls =
        collect(source_at(server().address("reader") + "?sslmode=verify-full", "SELECT 1"));
    EXPECT_EQ(no_tls.outcome, Outcome::unreachable);
    EXPECT_THAT(no_tls.note, HasSubstr("server does not support SSL"));
    EXPECT_THAT(no_tls.note, HasSubstr("sslrootcert"));
}

TEST_F(SystemPostgres, ends_a_query_at_its_time_limit) {
    const Collection kept = collect(source("SELECT pg_sleep(600)", "    timeout: 1s\n"));
    EXPECT_EQ(kept.outcome, Outcome::failed);
    EXPECT_THAT(kept.note, HasSubstr("stopped after its limit of 1 s"));
    EXPECT_THAT(kept.note, HasSubstr("timeout:"));
}

TEST_F(SystemPostgres, uses_the_socket_of_this_machine) {
    const Collection kept = collect(source_at(
        "postgresql://reader@/postgres?host=" + server().socket_folder() + "&application_name=x",
        "SELECT 'P1' AS person_id, 'c' AS course, '2026-01-01' AS due_on",
        "    fields: {}\n"));
    // Its port is not the usual one, so the socket is not found: the words name it.
    EXPECT_EQ(kept.outcome, Outcome::unreachable);
    EXPECT_THAT(kept.note, HasSubstr(server().socket_folder()));
    const Collection found = collect(source_at(
        "postgresql://reader@:" + std::to_string(server().port()) +
            "/postgres?host=" + server().socket_folder(),
        "SELECT 'P1' AS person_id, 'c' AS course, '2026-01-01' AS due_on"));
    EXPECT_EQ(found.outcome, Outcome::complete) << found.note;
    EXPECT_THAT(found.details, HasSubstr("\"transport\":\"local socket\""));
}

TEST_F(SystemPostgres, writes_the_password_nowhere) {
    make("people_seen", "AS SELECT 'P1' AS person_id, 'c' AS course, date '2026-01-01' AS due_on");
    EXPECT_EQ(collect(source("SELECT * FROM people_seen")).outcome, Outcome::complete);
    EXPECT_EQ(collect(source("SELECT '" + std::string("x") + "'::int")).outcome, Outcome::failed);
    EXPECT_THAT(files_that_hold(root(), "pass word", root() + "/pw"), ElementsAre());
    scratch_.file("ws/pw", "wrong-pass-word");
    const Collection denied = collect_in(
        root(),
        "sources: {lms: {collector: sql, connection: \"" + server().address("reader") +
            "\", password: \"${file:pw}\", dataset: training, query: SELECT 1}}\n")[0];
    EXPECT_EQ(denied.outcome, Outcome::denied);
    EXPECT_THAT(files_that_hold(root(), "wrong-pass-word", root() + "/pw"), ElementsAre());
}

TEST_F(SystemPostgres, a_query_that_fails_halfway_leaves_the_old_data_and_what_came_as_payload) {
    make(
        "half",
        "AS SELECT 'P'||i AS person_id, 'c' AS course, date '2026-01-01' AS due_on, i "
        "FROM generate_series(1, 60000) i");
    ASSERT_EQ(collect(source("SELECT * FROM half WHERE i <= 400")).rows, 400);
    const Collection failed =
        collect(source("SELECT person_id, course, due_on, 100 / (50000 - i) AS score FROM half"));
    EXPECT_EQ(failed.outcome, Outcome::failed);
    EXPECT_THAT(failed.note, HasSubstr("division by zero"));
    EXPECT_GT(failed.payloads.at(0).bytes, 1'000'000U);
    EXPECT_EQ(stored_column(root(), "training", "person_id").size(), 400U);
}

TEST_F(SystemPostgres, rows_that_do_not_fit_are_found_while_the_others_still_come) {
    make(
        "unfit",
        "AS SELECT 'P'||i AS person_id, 'c' AS course, CASE WHEN i % 100 = 0 THEN 'soon' ELSE "
        "'2026-01-01' END AS due_on, i / 2 AS n FROM generate_series(1, 60000) i");
    const Collection kept = collect(source("SELECT * FROM unfit"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 59'400);
    EXPECT_EQ(kept.rejected, 600);
    const Collection missing =
        collect(source("SELECT * FROM unfit", "    fields: {role: {from: rank}}\n"));
    EXPECT_EQ(missing.outcome, Outcome::failed);
    EXPECT_THAT(missing.note, HasSubstr("it has no column 'rank'"));
    EXPECT_EQ(stored_column(root(), "training", "person_id").size(), 59'400U);
    const Collection twice = collect(
        source("SELECT 'P'||n AS person_id, course, date '2026-01-01' AS due_on FROM unfit"));
    EXPECT_EQ(twice.rows, 30'001) << "0 to 30,000";
    EXPECT_EQ(twice.rejected, 29'999);
}

TEST_F(SystemPostgres, a_server_that_dies_meanwhile_leaves_the_old_data_standing) {
    PostgresServer own;
    own.run("CREATE TABLE t AS SELECT 'P'||i AS person_id, 'c' AS course, date '2026-01-01' AS "
            "due_on FROM generate_series(1, 300) i");
    const std::string address = "postgresql://postgres@:" + std::to_string(own.port()) +
                                "/postgres?host=" + own.socket_folder();
    EXPECT_EQ(collect(source_at(address, "SELECT * FROM t")).rows, 300);

    const auto parsed = parse_database_address(address, "/");
    auto opened = open_database(parsed, {});
    auto& snapshot = *std::get<std::unique_ptr<DatabaseSnapshot>>(opened);
    const auto rows =
        snapshot.query("SELECT repeat('x', 1000), i FROM generate_series(1, 1000000) i");
    ASSERT_TRUE(rows->next());
    own.crash();
    try {
        while (rows->next()) {
        }
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::source_failed);
        EXPECT_THAT(error.what(), HasSubstr("the connection was lost"));
    }
    EXPECT_EQ(collect(source_at(address, "SELECT * FROM t")).outcome, Outcome::unreachable);
    EXPECT_EQ(stored_column(root(), "training", "person_id").size(), 300U);
}

} // namespace
} // namespace tickmark::testing
