#include "tickmark/base/error.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/postgres_server.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Row = std::vector<SqlValue>;

/// A query's rows, and the error they end with.
struct Answer {
    std::vector<Row> rows;
    std::string error;
    bool operator==(const Answer& other) const = default;
};

void PrintTo(const Answer& answer, std::ostream* out) {
    *out << answer.rows.size() << " rows " << ::testing::PrintToString(answer.rows) << answer.error;
}

class SystemPostgresCopy: public ::testing::Test {
protected:
    static void SetUpTestSuite() { server_ = std::make_unique<PostgresServer>(); }
    static void TearDownTestSuite() { server_.reset(); }

    static std::unique_ptr<DatabaseSnapshot> open() {
        const auto address = parse_database_address(
            "postgresql://postgres@:" + std::to_string(server_->port()) +
                "/postgres?host=" + server_->socket_folder(),
            "/");
        auto opened = open_database(address, {});
        return std::move(std::get<std::unique_ptr<DatabaseSnapshot>>(opened));
    }

    static Row row_of(const SqlRows& rows) {
        Row row;
        for (std::size_t i = 0; i < rows.columns().size(); ++i) {
            row.push_back(rows.text(i));
        }
        return row;
    }

    static Answer answer(DatabaseSnapshot& snapshot, const std::string& sql) {
        Answer answer;
        std::unique_ptr<SqlRows> rows;
        try {
            rows = snapshot.query(sql);
            while (rows->next()) {
                answer.rows.push_back(row_of(*rows));
            }
        } catch (const Error& error) {
            answer.error = std::string(name_of(error.code())) + ": " + error.what();
        }
        EXPECT_FALSE(rows && rows->next()) << "a row after the end";
        return answer;
    }
    static Answer answer(const std::string& sql) { return answer(*open(), sql); }

    /// No server copies a statement with its `;`, so its rows come one by one.
    static Answer one_by_one(const std::string& sql) { return answer(sql + ";"); }

    /// How many statements with `words` in them run now.
    static std::string running(const std::string& words) {
        return server_->run(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
            "pid <> pg_backend_pid() AND query LIKE '%" +
            words + "%'");
    }

    static std::unique_ptr<PostgresServer> server_;
};

std::unique_ptr<PostgresServer> SystemPostgresCopy::server_;

TEST_F(SystemPostgresCopy, is_how_rows_come_and_one_by_one_is_the_other_way) {
    EXPECT_THAT(answer("SELECT current_query()").rows.at(0).at(0).value(), StartsWith("COPY ("));
    EXPECT_THAT(
        answer("SELECT current_query() -- done").rows.at(0).at(0).value(), StartsWith("COPY ("));
    EXPECT_THAT(one_by_one("SELECT current_query()").rows.at(0).at(0).value(), StartsWith("SEL"));
}

TEST_F(SystemPostgresCopy, gives_every_value_as_it_comes_one_by_one) {
    for (const char* sql :
         {"SELECT chr(i) FROM generate_series(1, 700) i",
          "SELECT i, chr(i) || 'x' || chr(i), 'a' || chr(i) || chr(92) FROM generate_series(1, "
          "200) i",
          "SELECT E'\\\\N' AS a, E'\\\\\\\\N' AS a, E'\\\\.' AS b, NULL::text AS c, '' AS d, 'N' "
          "AS e",
          "SELECT CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE E'\\t' END FROM "
          "generate_series(1, 30) i",
          "SELECT '\\x00095c0aff'::bytea, ARRAY[E'a\\\\b', E'c\\td', NULL, '', '\"'], ROW(1, "
          "E'\\n\\\\', NULL)",
          "SELECT E'{\"k\": \"\\\\\\\\ \\\\n\"}'::jsonb, '☃ 😀 é'::text, U&'\\2028', E'\\r\\n', "
          "1.50::numeric",
          "SELECT repeat(E'long \\\\ \\t', 20000), i FROM generate_series(1, 20) i",
          "SELECT pg_sleep(0), 'x'::\"char\", 'name'::name, timestamptz 'epoch', true, 0.1::float8",
          "SELECT '' FROM generate_series(1, 3)",
          "SELECT i, NULL FROM generate_series(1, 0) i"}) {
        const Answer copied = answer(sql);
        EXPECT_EQ(copied.error, "") << sql;
        EXPECT_EQ(copied, one_by_one(sql)) << sql;
    }
    EXPECT_THAT(
        answer("SELECT E'\\\\N', NULL, '', E'a\\tb\\nc\\\\'").rows,
        ElementsAre(Row{"\\N", std::nullopt, "", "a\tb\nc\\"}));
    EXPECT_THAT(answer("SELECT '' UNION ALL SELECT ''").rows, ElementsAre(Row{""}, Row{""}));
}

TEST_F(SystemPostgresCopy, names_the_columns_where_there_is_no_row) {
    const auto snapshot = open();
    const auto rows = snapshot->query("SELECT 1 AS a, now() AS b WHERE false");
    EXPECT_EQ(rows->columns().at(1).name, "b");
    EXPECT_EQ(rows->columns().at(1).type, "timestamp with time zone");
    EXPECT_FALSE(rows->next());
}

TEST_F(SystemPostgresCopy, takes_every_form_of_query_in_one_state) {
    const auto snapshot = open();
    for (const char* sql :
         {"SHOW server_encoding",
          "SELECT 'UTF8';",
          "SELECT 'UTF8'; -- done",
          "SELECT 'UTF8' -- done",
          "-- first\nSELECT 'UTF8' /* ) */",
          "VALUES ('UTF8')",
          "(SELECT 'UTF8')",
          "WITH w AS (SELECT 'UTF8') TABLE w"}) {
        const Answer found = answer(*snapshot, sql);
        EXPECT_THAT(found.rows, ElementsAre(Row{"UTF8"})) << sql << found.error;
    }
    EXPECT_THAT(
        answer(*snapshot, "EXPLAIN SELECT 1").rows.at(0).at(0).value(), StartsWith("Result"));
    EXPECT_THAT(
        answer(*snapshot, "SELECT pg_current_snapshot()").rows,
        ElementsAre(Row{snapshot->state().snapshot}));
    EXPECT_THAT(
        answer(*snapshot, "SELECT 1) TO STDOUT; SELECT (2").error, HasSubstr("syntax error"));
}

TEST_F(SystemPostgresCopy, ends_with_the_error_that_ends_rows_one_by_one) {
    server_->run("CREATE SEQUENCE numbers");
    server_->run("CREATE FUNCTION late() RETURNS int LANGUAGE plpgsql AS "
                 "$$BEGIN EXECUTE 'nonsense'; END$$");
    for (const char* sql :
         {"SELECT 1 / (500 - i) FROM generate_series(1, 1000) i",
          "SELECT 1 / 0",
          "SELECT CASE WHEN i > 9 THEN late() END FROM generate_series(1, 10) i",
          "SELECT nextval('numbers')",
          "SELECT 'x'::text::date",
          "SELECT $1::int",
          "SELECT pg_terminate_backend(pg_backend_pid())"}) {
        const Answer copied = answer(sql);
        EXPECT_NE(copied.error, "") << sql;
        EXPECT_EQ(copied, one_by_one(sql)) << sql;
    }
    const Answer half = answer("SELECT 1 / (500 - i) FROM generate_series(1, 1000) i");
    EXPECT_EQ(half.rows.size(), 499U);
    EXPECT_THAT(half.error, HasSubstr("division by zero"));
}

TEST_F(SystemPostgresCopy, says_that_a_query_asks_for_values) {
    EXPECT_THAT(answer("SELECT 1 WHERE 2 = $1").error, HasSubstr("asks for a value"));
    EXPECT_THAT(answer("SELECT '$1'").rows, ElementsAre(Row{"$1"}));
}

TEST_F(SystemPostgresCopy, fails_where_the_first_row_is_asked_for_and_not_before) {
    const auto snapshot = open();
    const auto rows = snapshot->query("SELECT 1 / 0");
    EXPECT_THROW(rows->next(), Error);
}

TEST_F(SystemPostgresCopy, stops_the_server_when_it_is_asked_to_stop) {
    std::atomic<bool> stop{false};
    const StopWith link(stop);
    const auto snapshot = open();
    const auto rows = snapshot->query("SELECT pg_sleep(600)");
    stop.store(true);
    try {
        rows->next();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::cancelled);
    }
    EXPECT_FALSE(rows->next());
    EXPECT_EQ(running("sleep(600)"), "0\n");
}

TEST_F(SystemPostgresCopy, stops_the_server_when_nobody_wants_the_rest) {
    const std::string sql =
        "SELECT repeat('x', 1000) FROM generate_series(1, 9000) a, generate_series(1, 9000) b";
    for (const std::string end : {"", ";"}) {
        for (const bool taken : {false, true}) {
            const auto snapshot = open();
            auto rows = snapshot->query(sql + end);
            EXPECT_TRUE(!taken || rows->next());
            rows.reset();
            EXPECT_EQ(running("generate_series(1, 9000)"), "0\n");
            EXPECT_THAT(answer(*snapshot, "SELECT 1").error, HasSubstr("transaction is aborted"));
        }
    }
}

} // namespace
} // namespace tickmark::testing
