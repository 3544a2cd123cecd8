#include "tickmark/base/digest.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tickmark {
namespace {

TEST(Text, trims_ascii_and_no_break_blanks) {
    EXPECT_EQ(trim(" \t\xC2\xA0 a b \xC2\xA0\r\n"), "a b");
    EXPECT_EQ(trim("   "), "");
}

TEST(Text, knows_well_formed_utf8) {
    EXPECT_TRUE(is_utf8("Zoë 張 🩺"));
    EXPECT_FALSE(is_utf8("\xC0\xAF"));
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
    EXPECT_FALSE(is_utf8("caf\xE9"));
}

TEST(Text, suggests_the_nearest_word_only_when_it_is_near) {
    EXPECT_EQ(nearest("ownr", {"title", "owner"}), "owner");
    EXPECT_EQ(nearest("Complted_on", {"assigned_on", "completed_on"}), "completed_on");
    EXPECT_FALSE(nearest("colour", {"title", "owner"}));
}

TEST(Text, groups_thousands) {
    EXPECT_EQ(with_thousands(0), "0");
    EXPECT_EQ(with_thousands(999), "999");
    EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
}

TEST(Digests, are_those_of_sha256sum) {
    EXPECT_EQ(
        sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(Digest::from_hex(sha256("abc").hex()), sha256("abc"));
    EXPECT_FALSE(Digest::from_hex("ba78"));
}

TEST(Json, writes_the_same_bytes_for_the_same_calls) {
    std::ostringstream out;
    JsonWriter json(out, 0);
    json.begin_object()
        .member("a", "x\"\x01\xFF")
        .key("b")
        .begin_array()
        .value(1)
        .value(true)
        .null();
    json.end_array().end_object();
    EXPECT_EQ(out.str(), "{\"a\":\"x\\\"\\u0001\xEF\xBF\xBD\",\"b\":[1,true,null]}");
}

TEST(Json, refuses_calls_out_of_order) {
    std::ostringstream out;
    JsonWriter json(out);
    json.begin_object();
    EXPECT_THROW(json.value(1), Error);
}

TEST(Errors, say_what_where_why_and_what_to_do) {
    const Error error(
        ErrorCode::source_failed, {"reading vendors", "no such file", "v.csv", "check path"});
    EXPECT_STREQ(error.what(), "v.csv: reading vendors: no such file (check path)");
    EXPECT_EQ(exit_code(error.code()), 3);
}

} // namespace
} // namespace tickmark
