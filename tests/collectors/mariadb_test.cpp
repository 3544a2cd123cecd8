#include "tickmark/base/error.hpp"
#include "tickmark/ports/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/mariadb_server.hpp"
#include "support/secret_search.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* password = "pass;word \\1";

class SystemMariadb: public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        server_ = std::make_unique<MariadbServer>(
            std::vector<std::string>{"--default-time-zone=+09:00", "--log-bin=binlog"});
        server_->run("CREATE DATABASE lms CHARACTER SET utf8mb4");
        server_->add_user("reader", "pass;word \\\\1");
        server_->run("GRANT SELECT ON lms.* TO reader@localhost");
    }
    static void TearDownTestSuite() { server_.reset(); }

    static const MariadbServer& server() { return *server_; }

    std::string source(const std::string& query, const std::string& more = "") const {
        return source_at(server_->address("reader", "lms"), query, more);
    }
    std::string source_at(
        const std::string& address, const std::string& query, const std::string& more = "") const {
        scratch_.file("ws/pw", password);
        return "sources:\n  lms:\n    collector: sql\n    connection: \"" + address +
               "\"\n    password: \"${file:pw}\"\n    dataset: accounts\n    query: \"" + query +
               "\"\n" + more;
    }
    Collection collect(const std::string& sources) const {
        return collect_in(root(), sources).at(0);
    }
    std::string root() const { return scratch_ / "ws"; }

    static std::unique_ptr<DatabaseSnapshot> open() {
        const auto address = parse_database_address(server_->address("reader", "lms"), "/");
        auto opened = open_database(address, {Secret(password)});
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

    static std::string failure_of(const std::string& sql) {
        try {
            const auto snapshot = open();
            const auto rows = snapshot->query(sql);
            while (rows->next()) {
            }
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }

    static std::unique_ptr<MariadbServer> server_;
    Scratch scratch_;
};

std::unique_ptr<MariadbServer> SystemMariadb::server_;

TEST_F(SystemMariadb, zero_dates_are_not_set_and_moments_are_read_in_the_zone_of_the_session) {
    server().run(
        "CREATE OR REPLACE TABLE acc (system_id varchar(9), account_id varchar(9), created_on "
        "date, "
        "last_login_at timestamp NULL, disabled_on datetime NULL, privileged bit(1), mfa bool)",
        "lms");
    server().run(
        "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'; INSERT INTO acc VALUES "
        "('ehr', 'a', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', b'1', 1), "
        "('ehr', 'b', '2026-05-04', '2026-10-31 23:59:59', '2026-10-31 23:59:59', b'0', 0), "
        "('ehr', 'c', '2026-02-31', NULL, NULL, NULL, NULL), "
        "('ehr', 'd', '2026-00-15', NULL, NULL, NULL, NULL)",
        "lms");
    const Collection kept = collect(source("SELECT * FROM acc ORDER BY account_id"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 2);
    EXPECT_EQ(kept.rejected, 2);
    EXPECT_THAT(stored_column(root(), "accounts", "created_on"), ElementsAre("NULL", "2026-05-04"));
    EXPECT_THAT(
        stored_column(root(), "accounts", "last_login_at"),
        ElementsAre("NULL", "2026-10-31T23:59:59.000Z"));
    EXPECT_THAT(
        stored_column(root(), "accounts", "disabled_on"), ElementsAre("NULL", "2026-10-31"));
    EXPECT_THAT(stored_column(root(), "accounts", "privileged"), ElementsAre("1", "0"));
    EXPECT_THAT(kept.details, HasSubstr("\"server\":\"MariaDB 10."));
    EXPECT_THAT(kept.details, HasSubstr("\"time_zone\":\"+09:00\""));
    EXPECT_THAT(kept.details, HasSubstr("\"snapshot\":\"binary log binlog.0"));
    EXPECT_THAT(kept.details, HasSubstr("\"user\":\"reader@localhost\""));
}

TEST_F(SystemMariadb, gives_every_type_as_the_server_writes_it) {
    const auto snapshot = open();
    const auto rows = snapshot->query(
        "SELECT CAST(1.50 AS decimal(9,2)) AS n, 18446744073709551615 AS big, 0.1e0 AS f, "
        "x'00ff' AS y, CAST('0000-00-00' AS date) AS z, '12:34:56.789' AS t, "
        "JSON_OBJECT('k', 1) AS j, 'é ☃ 😀' AS u, NULL AS nothing, '' AS empty, TRUE AS b");
    EXPECT_THAT(
        first_row(*rows),
        ElementsAre(
            "1.50",
            "18446744073709551615",
            "0.1",
            std::string("\0\xff", 2),
            "0000-00-00",
            "12:34:56.789",
            "{\"k\": 1}",
            "é ☃ 😀",
            "NULL",
            "",
            "1"));
    EXPECT_EQ(rows->columns()[0].type, "decimal");
    EXPECT_EQ(rows->columns()[4].type, "date");
    EXPECT_FALSE(rows->next());
}

TEST_F(SystemMariadb, reads_one_state_while_another_session_writes) {
    server().run("CREATE OR REPLACE TABLE moving AS SELECT seq AS n FROM seq_1_to_50000", "lms");
    const auto snapshot = open();
    server().run("DELETE FROM moving WHERE n % 2 = 0", "lms");
    const auto rows = snapshot->query("SELECT n FROM moving");
    int count = 0;
    while (rows->next()) {
        ++count;
    }
    EXPECT_EQ(count, 50000);
    EXPECT_EQ(server().run("SELECT count(*) FROM moving", "lms"), "25000\n");
}

TEST_F(SystemMariadb, runs_nothing_that_writes_and_nothing_that_is_no_query) {
    server().run("CREATE OR REPLACE TABLE open_to_all (a int)", "lms");
    server().run("GRANT ALL ON lms.open_to_all TO reader@localhost");
    for (const char* sql :
         {"DROP TABLE open_to_all", "COMMIT", "DO 1", "LOCK TABLES open_to_all WRITE"}) {
        EXPECT_THAT(failure_of(sql), HasSubstr("it is no query; it was not run")) << sql;
    }
    for (const char* sql :
         {"INSERT INTO open_to_all VALUES (1)", "INSERT INTO open_to_all VALUES (1) RETURNING a"}) {
        EXPECT_THAT(failure_of(sql), HasSubstr("READ ONLY transaction")) << sql;
    }
    EXPECT_THAT(failure_of("SELECT 1; DROP TABLE open_to_all"), HasSubstr("error in your SQL"));
    EXPECT_EQ(server().run("SELECT count(*) FROM open_to_all", "lms"), "0\n");
}

TEST_F(SystemMariadb, says_who_is_denied_what_fails_and_who_is_not_there) {
    const Collection privilege = collect(source("SELECT * FROM mysql.user"));
    EXPECT_EQ(privilege.outcome, Outcome::denied);
    EXPECT_THAT(privilege.note, HasSubstr("SELECT command denied to user 'reader'@"));

    const Collection wrong = collect(source("SELECT * FROM no_such_table"));
    EXPECT_EQ(wrong.outcome, Outcome::failed);
    EXPECT_THAT(wrong.note, HasSubstr("Table 'lms.no_such_table' doesn't exist"));

    const Collection stranger = collect(source_at(server().address("stranger", "lms"), "SELECT 1"));
    EXPECT_EQ(stranger.outcome, Outcome::denied);
    EXPECT_THAT(stranger.note, HasSubstr("Access denied for user 'stranger'@"));

    const Collection nobody = collect(
        source_at("mysql://reader@127.0.0.1:" + std::to_string(free_port()) + "/x", "SELECT 1"));
    EXPECT_EQ(nobody.outcome, Outcome::unreachable);

    const Collection no_host =
        collect(source_at("mysql://reader@no-such-host.invalid/x", "SELECT 1"));
    EXPECT_EQ(no_host.outcome, Outcome::unreachable);

    const Collection no_tls =
        collect(source_at(server().address("reader", "lms") + "?sslmode=verify-full", "SELECT 1"));
    EXPECT_EQ(no_tls.outcome, Outcome::unreachable) << no_tls.note;
    EXPECT_THAT(no_tls.note, HasSubstr("sslrootcert"));
}

TEST_F(SystemMariadb, ends_a_query_at_its_time_limit) {
    const Collection kept = collect(
        source("SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b", "    timeout: 1s\n"));
    EXPECT_EQ(kept.outcome, Outcome::failed);
    EXPECT_THAT(kept.note, HasSubstr("stopped after its limit of 1 s"));
}

TEST_F(SystemMariadb, uses_the_socket_of_this_machine_and_writes_the_password_nowhere) {
    const Collection kept = collect(source_at(
        "mysql://reader@localhost/lms?socket=" + server().socket(),
        "SELECT 'ehr' AS system_id, 'x' AS account_id"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_THAT(kept.details, HasSubstr("\"transport\":\"local socket\""));
    EXPECT_THAT(files_that_hold(root(), "pass;word", root() + "/pw"), ElementsAre());
}

TEST_F(SystemMariadb, a_server_that_dies_meanwhile_fails_the_query) {
    MariadbServer own;
    own.run("CREATE DATABASE d");
    const auto address =
        parse_database_address("mysql://root@localhost/d?socket=" + own.socket(), "/");
    auto opened = open_database(address, {});
    auto& snapshot = *std::get<std::unique_ptr<DatabaseSnapshot>>(opened);
    const auto rows = snapshot.query("SELECT REPEAT('x', 1000), seq FROM seq_1_to_1000000");
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
}

TEST_F(SystemMariadb, rows_left_unread_are_not_fetched_to_the_end) {
    const auto snapshot = open();
    const auto rows = snapshot->query("SELECT seq FROM seq_1_to_100000000");
    EXPECT_TRUE(rows->next());
}

} // namespace
} // namespace tickmark::testing
