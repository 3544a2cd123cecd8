#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/copied_line_internal.hpp"

namespace tickmark::postgres {
namespace {

using ::testing::ElementsAre;

/// The values of a line that holds `count`; none where it does not.
std::vector<SqlValue> read(std::string_view line, std::size_t count) {
    std::vector<SqlValue> values(count, "of the row before");
    return read_copied_line(line, values) ? values : std::vector<SqlValue>();
}

TEST(CopiedLine, holds_texts_apart_by_tabs) {
    EXPECT_THAT(read("a\tb c\té ☃\n", 3), ElementsAre("a", "b c", "é ☃"));
    EXPECT_THAT(read("\n", 1), ElementsAre(""));
    EXPECT_THAT(read("\t\t\n", 3), ElementsAre("", "", ""));
}

TEST(CopiedLine, tells_null_from_empty_and_from_its_own_sign_as_a_text) {
    EXPECT_THAT(read("\\N\t\t\\\\N\tN\n", 4), ElementsAre(std::nullopt, "", "\\N", "N"));
    EXPECT_THAT(read("\\N\n", 1), ElementsAre(std::nullopt));
    EXPECT_THAT(read("a\t\\N\tb\n", 3), ElementsAre("a", std::nullopt, "b"));
}

TEST(CopiedLine, undoes_every_escape) {
    EXPECT_THAT(read("\\b\\f\\n\\r\\t\\v\\\\\n", 1), ElementsAre(std::string("\b\f\n\r\t\v\\")));
    EXPECT_THAT(read("a\\tb\tplain\tc\\\\\n", 3), ElementsAre("a\tb", "plain", "c\\"));
    EXPECT_THAT(read("\\\\x00ff\t\\\\\\\\.\n", 2), ElementsAre("\\x00ff", "\\\\."));
    EXPECT_THAT(read("\\\\t\t\x01\n", 2), ElementsAre("\\t", "\x01"));
}

TEST(CopiedLine, refuses_what_no_server_writes) {
    for (const char* line :
         {"",
          "a\tb",
          "a\n",
          "a\tb\tc\n",
          "a\\\tb\n",
          "a\tb\\\n",
          "a\t\\x41\n",
          "a\t\\101\n",
          "a\t\\Nb\n",
          "a\tb\\N\n"}) {
        EXPECT_THAT(read(line, 2), ElementsAre()) << line;
    }
}

} // namespace
} // namespace tickmark::postgres
