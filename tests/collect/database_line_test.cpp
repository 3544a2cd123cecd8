#include <gtest/gtest.h>

#include "collect/database_line_internal.hpp"

namespace tickmark::testing {
namespace {

using Kind = DatabaseCell::Kind;

std::vector<std::pair<Kind, std::string>> read(std::string_view line) {
    std::vector<DatabaseCell> cells;
    EXPECT_TRUE(read_database_line(line, cells)) << line;
    std::vector<std::pair<Kind, std::string>> found;
    for (const DatabaseCell& cell : cells) {
        found.emplace_back(cell.kind, cell.kind == Kind::null ? "" : cell.text);
    }
    return found;
}

TEST(DatabaseLine, gives_texts_nulls_and_bytes) {
    EXPECT_EQ(
        read(R"(["a",null,"",{"bytes":"00ff"}])"),
        (std::vector<std::pair<Kind, std::string>>{
            {Kind::text, "a"}, {Kind::null, ""}, {Kind::text, ""}, {Kind::bytes, "00ff"}}));
}

TEST(DatabaseLine, undoes_every_escape_that_json_has) {
    EXPECT_EQ(read(R"(["a\"b\\c\nd\re\tf\u0001g"])").front().second, "a\"b\\c\nd\re\tf\001g");
    EXPECT_EQ(read(R"(["\/\b\f\u00e9\ud83d\ude00"])").front().second, "/\b\fé😀");
    EXPECT_EQ(read("[ \"a\" , null ]").size(), 2U);
    EXPECT_EQ(read(R"(["nul \u0000 inside"])").front().second, std::string("nul \0 inside", 12));
}

TEST(DatabaseLine, refuses_what_is_no_list_of_values) {
    std::vector<DatabaseCell> cells;
    for (const char* line :
         {"",
          "[",
          "[\"a\"",
          "[\"a\"]]",
          "[\"a\",]",
          "{\"a\":\"b\"}",
          "[1]",
          "[[\"a\"]]",
          "[{\"bytes\":1}]",
          "[\"a\\u00\"]",
          "[\"a\\q\"]",
          "\"a\""}) {
        EXPECT_FALSE(read_database_line(line, cells)) << line;
    }
}

} // namespace
} // namespace tickmark::testing
