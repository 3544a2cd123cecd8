#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/database_payload.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <fmt/format.h>
#include <sstream>

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

/// Rows of one column.
class ListedRows final: public SqlRows {
public:
    explicit ListedRows(const std::vector<SqlValue>& values) : values_(values) {}
    const std::vector<SqlColumn>& columns() const override { return columns_; }
    bool next() override { return ++read_ <= values_.size(); }
    const SqlValue& text(std::size_t /*i*/) const override { return values_.at(read_ - 1); }

private:
    const std::vector<SqlValue>& values_;
    std::vector<SqlColumn> columns_{{"a"}};
    std::size_t read_ = 0;
};

std::string hexadecimal(const std::string& bytes) {
    std::string digits;
    for (const char c : bytes) {
        digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return digits;
}

TEST_F(DatabasePayloadTest, quotes_every_text_as_any_json_and_keeps_other_bytes) {
    std::vector<SqlValue> values{
        "",
        "plain",
        "Zoë",
        "😀",
        "\xE2\x80\xA8",
        "\xEF\xBB\xBF",
        "ë\"",
        "ë\x7F",
        "\xC0\x80",
        "\xED\xA0\x80",
        "\xE2\x80",
        "\"\xFF",
        "\xF4\x90\x80\x80",
        "\xC2\x80",
        "\x7F",
        std::nullopt};
    for (int byte = 0; byte < 256; ++byte) {
        for (const std::size_t before : {0U, 1U, 7U, 8U, 20U}) {
            values.emplace_back(
                std::string(before, 'a') + static_cast<char>(byte) + std::string(before, 'z'));
        }
    }
    ListedRows rows(values);
    write_database_payload(scratch_ / "awkward", {}, rows);
    std::istringstream lines(read_file(scratch_ / "awkward"));
    std::string line;
    std::getline(lines, line);
    for (const SqlValue& value : values) {
        const std::string written = !value ? "null"
                                    : is_utf8(*value)
                                        ? json_quote(*value)
                                        : "{\"bytes\":\"" + hexadecimal(*value) + "\"}";
        std::getline(lines, line);
        EXPECT_EQ(line, "[" + written + "]");
    }
    EXPECT_FALSE(std::getline(lines, line));
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
