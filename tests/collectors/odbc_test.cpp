#include "tickmark/base/error.hpp"
#include "tickmark/ports/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/mariadb_server.hpp"
#include "support/postgres_server.hpp"
#include "support/secret_search.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* password = "pass} word;";

class SystemOdbc: public ::testing::Test {
protected:
    static std::string postgres_words(const PostgresServer& server) {
        return "DRIVER={PostgreSQL Unicode};SERVER=127.0.0.1;PORT=" +
               std::to_string(server.port()) +
               ";DATABASE=postgres;UID=reader;UseDeclareFetch=1;Fetch=500";
    }

    std::string
    source(const std::string& words, const std::string& query, const std::string& more = "") const {
        scratch_.file("ws/pw", password);
        return "sources:\n  lms:\n    collector: sql\n    connection: \"odbc:" + words +
               "\"\n    password: \"${file:pw}\"\n    dataset: training\n    query: \"" + query +
               "\"\n" + more;
    }
    Collection collect(const std::string& sources) const {
        return collect_in(root(), sources).at(0);
    }
    std::string root() const { return scratch_ / "ws"; }

    static std::string failure_of(const std::string& words, const std::string& sql) {
        try {
            auto opened =
                open_database(parse_database_address("odbc:" + words, "/"), {Secret(password)});
            const auto rows = std::get<std::unique_ptr<DatabaseSnapshot>>(opened)->query(sql);
            while (rows->next()) {
            }
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }

    Scratch scratch_;
};

TEST_F(SystemOdbc, reads_postgresql_through_its_driver) {
    const PostgresServer server;
    server.add_user("reader", password);
    server.run(
        "CREATE TABLE c AS SELECT 'P'||i AS person_id, 'Zoë ☃' AS course, date '2026-01-01' "
        "AS due_on, NULL::date AS completed_on, repeat('x', 5000) AS long, 1.50::numeric(9,2) "
        "AS score FROM generate_series(1, 1500) i");
    server.run("GRANT SELECT ON c TO reader; CREATE TABLE hidden (a int); CREATE TABLE w (a int); "
               "GRANT ALL ON w TO reader");
    const std::string words = postgres_words(server);
    const Collection kept = collect(source(words, "SELECT * FROM c"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 1500);
    EXPECT_THAT(kept.details, HasSubstr("\"server\":\"PostgreSQL 15"));
    EXPECT_THAT(kept.details, HasSubstr("ODBC driver psqlodbcw"));
    EXPECT_THAT(kept.details, HasSubstr("repeatable read"));
    EXPECT_EQ(stored_column(root(), "training", "course").front(), "Zoë ☃");
    EXPECT_EQ(stored_column(root(), "training", "score").front(), "1.5");

    EXPECT_EQ(collect(source(words, "SELECT * FROM hidden")).outcome, Outcome::denied);
    const Collection slow = collect(source(words, "SELECT pg_sleep(600)", "    timeout: 1s\n"));
    EXPECT_EQ(slow.outcome, Outcome::failed);
    EXPECT_THAT(slow.note, HasSubstr("stopped after its limit of 1 s"));
    EXPECT_THAT(failure_of(words, "DELETE FROM w"), HasSubstr("it is no query; it was not run"));
    EXPECT_THAT(
        failure_of(words, "SELECT * FROM nope"), HasSubstr("relation \"nope\" does not exist"));
    static_cast<void>(
        failure_of(words, "WITH x AS (INSERT INTO w VALUES (1) RETURNING a) SELECT * FROM x"));
    EXPECT_EQ(server.run("SELECT count(*) FROM w"), "0\n");

    scratch_.file("ws/pw", "wrong-word");
    const Collection denied = collect_in(
        root(),
        "sources: {lms: {collector: sql, connection: \"odbc:" + words +
            "\", password: \"${file:pw}\", dataset: training, query: SELECT 1}}\n")[0];
    EXPECT_EQ(denied.outcome, Outcome::denied) << denied.note;
    for (const char* secret : {password, "wrong-word"}) {
        EXPECT_THAT(files_that_hold(root(), secret, root() + "/pw"), ElementsAre());
    }
}

TEST_F(SystemOdbc, reads_mariadb_through_its_driver) {
    const MariadbServer server;
    server.run("CREATE DATABASE lms CHARACTER SET utf8mb4; CREATE TABLE lms.c (person_id "
               "varchar(9), course varchar(20), "
               "due_on date)");
    server.run("SET sql_mode = ''; INSERT INTO lms.c VALUES ('P1', 'Zoë ☃', '2026-01-31')");
    server.add_user("reader", password);
    server.run("GRANT SELECT ON lms.* TO reader@localhost");
    const std::string words =
        "DRIVER={MariaDB Unicode};SERVER=127.0.0.1;PORT=" + std::to_string(server.port()) +
        ";DATABASE=lms;UID=reader;FORWARDONLY=1;NO_CACHE=1";
    const Collection kept = collect(source(words, "SELECT * FROM c"));
    EXPECT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(stored_column(root(), "training", "due_on").front(), "2026-01-31");
    EXPECT_EQ(stored_column(root(), "training", "course").front(), "Zoë ☃");
}

TEST_F(SystemOdbc, says_what_is_not_there) {
    const Collection no_source = collect(source("DSN=no_such_source", "SELECT 1"));
    EXPECT_EQ(no_source.outcome, Outcome::failed);
    EXPECT_THAT(no_source.note, HasSubstr("odbcinst"));
    const Collection nobody = collect(source(
        "DRIVER={PostgreSQL Unicode};SERVER=127.0.0.1;PORT=" + std::to_string(free_port()) +
            ";DATABASE=x;UID=y",
        "SELECT 1"));
    EXPECT_EQ(nobody.outcome, Outcome::unreachable) << nobody.note;
}

} // namespace
} // namespace tickmark::testing
