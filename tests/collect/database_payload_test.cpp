#include "tickmark/base/error.hpp"
#include "tickmark/collect/database_payload.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace tickmark {
namespace {

class DatabasePayloadTest: public ::testing::Test {
protected:
    DatabasePayloadTest() {
        const auto made = open_sqlite(scratch_ / "lms.db", SqlMode::create);
        made->execute("CREATE TABLE c (id INTEGER, name TEXT, score REAL, due DATE)");
        made->execute("INSERT INTO c VALUES (1, 'Zoë', 0.1, '2026-01-31'), (2, NULL, 90, 'soon')");
        made->execute("INSERT INTO c VALUES (3, CAST(x'FF41' AS TEXT), NULL, NULL)");
        const auto lms = open_sqlite(scratch_ / "lms.db", SqlMode::read_only);
        const auto rows = lms->query("SELECT id, name, score, due FROM c ORDER BY id");
        EXPECT_EQ(
            write_database_payload(scratch_ / "payload", {"SELECT …", "SQLite", "", "UTC"}, *rows)
                .rows,
            3);
    }
    testing::Scratch scratch_;
};

TEST_F(DatabasePayloadTest, is_json_lines_under_a_header) {
    EXPECT_EQ(
        read_file(scratch_ / "payload"),
        "{\"tickmark\":\"database payload v1\",\"query\":\"SELECT …\",\"parameters\":[],"
        "\"server\":\"SQLite\",\"snapshot\":\"\",\"time_zone\":\"UTC\","
        "\"columns\":[\"id\",\"name\",\"score\",\"due\"]}\n"
        "[\"1\",\"Zoë\",\"0.1\",\"2026-01-31\"]\n"
        "[\"2\",null,\"90.0\",\"soon\"]\n"
        "[\"3\",{\"bytes\":\"ff41\"},null,null]\n");
}

TEST_F(DatabasePayloadTest, gives_its_rows_back_with_their_lines) {
    const auto reader = open_database_payload(
        scratch_ / "payload", "lms", {{"due", true}, {"extra", false}, {"name", true}});
    RawRow row;
    ASSERT_TRUE(reader->next(row));
    EXPECT_EQ(row.locator, "line 2");
    EXPECT_EQ(row.values[0], RawValue::of_text("2026-01-31"));
    EXPECT_EQ(row.values[1], RawValue::missing());
    EXPECT_EQ(row.values[2], RawValue::of_text("Zoë"));
    ASSERT_TRUE(reader->next(row));
    ASSERT_TRUE(reader->next(row));
    EXPECT_EQ(row.values[2].kind, RawValue::Kind::broken);
    EXPECT_FALSE(reader->next(row));
}

TEST_F(DatabasePayloadTest, a_missing_column_names_the_nearest) {
    try {
        open_database_payload(scratch_ / "payload", "lms", {{"nmae", true}});
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().why, "it has no column 'nmae'; did you mean 'name'?");
        EXPECT_EQ(error.parts().hint, "the query gives: id, name, score, due");
    }
}

} // namespace
} // namespace tickmark
