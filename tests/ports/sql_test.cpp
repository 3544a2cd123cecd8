#include "tickmark/base/error.hpp"
#include "tickmark/ports/sql.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace tickmark {
namespace {

using testing::Scratch;

std::vector<SqlValue> first_row(SqlConnection& db, const std::string& sql) {
    const auto rows = db.query(sql);
    EXPECT_TRUE(rows->next());
    std::vector<SqlValue> values;
    for (std::size_t i = 0; i < rows->columns().size(); ++i) {
        values.push_back(rows->text(i));
    }
    return values;
}

TEST(Sql, every_column_reads_as_the_text_that_was_stored_whatever_type_it_declares) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(d DATE, i INTEGER, r REAL, n TEXT, e TEXT, b BOOLEAN, x BLOB)");
    db->execute("INSERT INTO t VALUES('not a date', 'seven', 0.5, NULL, '', 1, x'00ff')");
    const auto values = first_row(*db, "SELECT * FROM t");
    const std::vector<SqlValue> expected{
        "not a date", "seven", "0.5", std::nullopt, "", "1", std::string("\x00\xff", 2)};
    EXPECT_EQ(values, expected);
}

TEST(Sql, a_text_with_an_embedded_nul_is_written_and_read_whole) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(a TEXT)");
    const std::string text("a\0b", 3);
    db->execute("INSERT INTO t VALUES(?)", {text});
    EXPECT_EQ(db->scalar("SELECT a FROM t"), text);
}

TEST(Sql, column_names_are_known_before_the_first_row_even_when_there_is_none) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    const auto rows = db->query("SELECT 1 AS one, 2 AS \"Two words\" WHERE 0");
    ASSERT_EQ(rows->columns().size(), 2U);
    EXPECT_EQ(rows->columns()[1].name, "Two words");
    EXPECT_FALSE(rows->next());
    EXPECT_FALSE(rows->next());
}

TEST(Sql, many_rows_go_in_at_once_and_come_out_in_order) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(n INTEGER, a TEXT)");
    db->execute("BEGIN");
    for (const std::size_t batch : {1000U, 1000U, 7U}) {
        std::vector<SqlValue> values;
        for (std::size_t i = 0; i < batch; ++i) {
            values.emplace_back(std::to_string(i));
            values.push_back(i % 2 == 0 ? SqlValue("even") : std::nullopt);
        }
        db->insert_many("t", {"n", "a"}, values);
    }
    db->execute("COMMIT");
    EXPECT_EQ(db->scalar("SELECT count(*) FROM t"), "2007");
    EXPECT_EQ(db->scalar("SELECT count(*) FROM t WHERE a IS NULL"), "1003");
    const auto rows = db->query("SELECT n FROM t WHERE rowid > 2000 ORDER BY rowid");
    for (int i = 0; i < 7; ++i) {
        ASSERT_TRUE(rows->next());
        EXPECT_EQ(rows->text(0), std::to_string(i));
    }
    EXPECT_FALSE(rows->next());
}

/// Three rows, the last of which cannot be read.
class BrokenRows final: public SqlFeed {
public:
    const std::vector<SqlCell>* next() override {
        if (++number_ == 3) {
            throw Error(
                ErrorCode::store_io, {"reading staged rows", "a file was cut short", "", ""});
        }
        row_ = {number_};
        return &row_;
    }

private:
    std::int64_t number_ = 0;
    std::vector<SqlCell> row_;
};

/// One row.
class OneRow final: public SqlFeed {
public:
    explicit OneRow(std::vector<SqlCell> row) : row_(std::move(row)) {}
    const std::vector<SqlCell>* next() override {
        return std::exchange(given_, true) ? nullptr : &row_;
    }

private:
    std::vector<SqlCell> row_;
    bool given_ = false;
};

TEST(Sql, what_goes_wrong_with_reading_rows_to_insert_is_the_error) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(n INTEGER)");
    db->execute("BEGIN");
    BrokenRows rows;
    try {
        db->insert_rows({"t", {{"n"}}}, rows);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store_io);
        EXPECT_NE(std::string(error.what()).find("cut short"), std::string::npos);
    }
    db->execute("ROLLBACK");
    EXPECT_EQ(db->scalar("SELECT count(*) FROM t"), "0");
    db->insert_many("t", {"n"}, {"7"});
    EXPECT_EQ(db->scalar("SELECT sum(n) FROM t"), "7") << "the connection works on";
}

TEST(Sql, texts_to_insert_take_the_types_of_their_columns) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(n INTEGER, x REAL, a TEXT)");
    db->insert_many("t", {"n", "x", "a"}, {"12", "0.5", "0012"});
    EXPECT_EQ(
        db->scalar("SELECT typeof(n) || typeof(x) || typeof(a) || a FROM t"),
        "integerrealtext0012");
}

TEST(Sql, cells_to_insert_keep_their_types_beside_what_is_the_same_in_every_row) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(n, x, a, b, empty, missing, source)");
    OneRow row(
        {std::int64_t{12},
         0.5,
         std::string_view("0012"),
         SqlBytes{std::string_view("\0\xFF'", 3)},
         std::string_view(),
         {}});
    db->insert_rows(
        {"t", {{"n"}, {"x"}, {"source", "'it''s'"}, {"a"}, {"b"}, {"empty"}, {"missing"}}}, row);
    EXPECT_EQ(
        db->scalar("SELECT typeof(n) || typeof(x) || typeof(a) || typeof(b) || typeof(empty) || "
                   "typeof(missing) || n || x || a || hex(b) || source FROM t"),
        "integerrealtextblobtextnull120.5001200FF27it's");
}

TEST(Sql, a_row_that_a_table_refuses_is_an_error_in_sqlites_words) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(n INTEGER PRIMARY KEY)");
    try {
        db->insert_many("t", {"n"}, {"1", "1"});
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("UNIQUE constraint failed"), std::string::npos);
    }
}

TEST(Sql, execute_with_values_says_how_many_rows_it_changed) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->execute("CREATE TABLE t(a TEXT)");
    db->execute("INSERT INTO t VALUES('x'),('x'),('y')");
    EXPECT_EQ(db->execute("DELETE FROM t WHERE a = ?", {"x"}), 2);
    EXPECT_EQ(db->execute("DELETE FROM t WHERE a = ?", {"x"}), 0);
}

TEST(Sql, a_read_only_connection_refuses_to_write) {
    const Scratch scratch;
    open_sqlite(scratch / "a.db", SqlMode::create)->execute("CREATE TABLE t(a TEXT)");
    const auto db = open_sqlite(scratch / "a.db", SqlMode::read_only);
    EXPECT_THROW(db->execute("INSERT INTO t VALUES('x')"), Error);
    EXPECT_EQ(db->scalar("SELECT count(*) FROM t"), "0");
}

TEST(Sql, an_absent_file_is_not_made_unless_asked_for) {
    const Scratch scratch;
    EXPECT_THROW(open_sqlite(scratch / "none.db", SqlMode::read_only), Error);
    EXPECT_THROW(open_sqlite(scratch / "none.db", SqlMode::read_write), Error);
    EXPECT_FALSE(std::filesystem::exists(scratch / "none.db"));
}

TEST(Sql, a_path_may_hold_any_character) {
    const Scratch scratch;
    const std::string path = scratch / "what? 100% #1 ü.db";
    open_sqlite(path, SqlMode::create)->execute("CREATE TABLE t(a TEXT)");
    EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(Sql, a_wrong_statement_is_an_error_in_the_servers_words_that_names_the_file) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    try {
        db->query("SELECT * FORM t");
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::source_failed);
        EXPECT_NE(error.parts().why.find("FORM"), std::string::npos);
        EXPECT_EQ(error.parts().where, scratch / "a.db");
    }
}

TEST(Sql, a_function_given_to_it_is_called_and_may_answer_nothing) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->add_function("twice", [](const SqlValue& text) -> SqlValue {
        return text ? SqlValue(*text + *text) : std::nullopt;
    });
    EXPECT_EQ(db->scalar("SELECT twice('ab')"), "abab");
    EXPECT_EQ(db->scalar("SELECT twice(NULL)"), std::nullopt);
    EXPECT_EQ(db->scalar("SELECT twice(twice(1))"), "1111");
}

TEST(Sql, a_statement_that_runs_too_long_is_stopped_and_the_connection_lives_on) {
    const Scratch scratch;
    const auto db = open_sqlite(scratch / "a.db", SqlMode::create);
    db->set_statement_limit(1);
    const std::string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                "SELECT count(*) FROM n";
    try {
        db->scalar(endless);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_NE(error.parts().why.find("stopped after 1 s"), std::string::npos);
    }
    EXPECT_EQ(db->scalar("SELECT 1"), "1");
}

} // namespace
} // namespace tickmark
