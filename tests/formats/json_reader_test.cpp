#include "tickmark/base/error.hpp"
#include "tickmark/formats/json_reader.hpp"

#include <gtest/gtest.h>

#include "formats/rows.hpp"
#include "support/scratch.hpp"
#include <fstream>
#include <sstream>

namespace tickmark {
namespace {

using testing::read_all;
using testing::shown;

std::vector<std::string> lines_of(RowReader& reader) {
    std::vector<std::string> lines;
    for (const RawRow& row : read_all(reader)) {
        lines.push_back(shown(row));
    }
    return lines;
}

std::vector<std::string> read_json(
    std::string_view text, const JsonOptions& options, const std::vector<std::string>& columns) {
    std::vector<WantedColumn> wanted;
    for (const std::string& column : columns) {
        wanted.push_back({column, false});
    }
    auto reader = open_json(
        std::make_unique<std::istringstream>(std::string(text)), "t.json", options, wanted);
    return lines_of(*reader);
}

std::string failure(std::string_view text, const JsonOptions& options = {}) {
    try {
        read_json(text, options, {"a"});
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::source_failed);
        return error.what();
    }
    return "no error";
}

using Lines = std::vector<std::string>;

TEST(JsonReader, reads_the_array_a_pointer_leads_to) {
    EXPECT_EQ(
        read_json(
            R"({"x":[1,{"items":[]}],"page":{"items":[{"id":1},{"id":"b"}],"next":null},"y":0})",
            {"/page/items", false},
            {"id"}),
        (Lines{"/page/items/0: [1]", "/page/items/1: [b]"}));
    EXPECT_EQ(read_json(R"([[{"a":1}],[{"a":2}]])", {"/1", false}, {"a"}), (Lines{"/1/0: [2]"}));
    EXPECT_EQ(read_json(" [ ] ", {}, {"a"}), Lines{});
}

TEST(JsonReader, numbers_keep_their_written_form) {
    EXPECT_EQ(
        read_json(
            R"([{"a":1.50},{"a":-0},{"a":12345678901234567890123},{"a":1E+2},{"a":true},{"a":null},{}])",
            {},
            {"a"}),
        (Lines{
            "/0: [1.50]",
            "/1: [-0]",
            "/2: [12345678901234567890123]",
            "/3: [1E+2]",
            "/4: [true]",
            "/5: -",
            "/6: -"}));
}

TEST(JsonReader, picks_from_arrays_of_named_values) {
    const std::string_view text = R"([{"CustomFields":[{"name":"Vendor","values":["Acme"]},
        {"name":"A/B","values":["x","y"]},{"name":"Tier","values":[]}],"a~b":{"c/d":7}}])";
    EXPECT_EQ(
        read_json(
            text,
            {},
            {"/CustomFields/[name=Vendor]/values/0",
             "/CustomFields/[name=A/B]/values",
             "/CustomFields/[name=Tier]/values/0",
             "/CustomFields/[name=None]/values/0",
             "/a~0b/c~1d",
             "/CustomFields",
             "a~b"}),
        (Lines{"/0: [Acme] ([x][y]) - - [7] !a list that holds an object where values are due !an "
               "object where a value is due"}));
}

TEST(JsonReader, reads_json_lines_and_names_their_lines) {
    EXPECT_EQ(
        read_json("{\"a\":1}\n\n{\"a\":\"\\u00e9\\ud83e\\ude7a\\n\"}\r\n[1]\n", {"", true}, {"a"}),
        (Lines{
            "line 1: [1]",
            "line 3: [é🩺\n]",
            "line 4: - fault the record is an array, not an object"}));
    EXPECT_NE(failure("{\"a\":1}{\"a\":2}", {"", true}).find("end of the line"), std::string::npos);
    EXPECT_NE(failure("{\"a\":1}\n{\"a\":", {"", true}).find("t.json:2:6"), std::string::npos);
}

TEST(JsonReader, a_duplicate_name_in_an_object_is_an_error) {
    EXPECT_NE(
        failure("[{\"a\":1,\n\"a\":2}]").find("t.json:2:4: reading t.json: not JSON: the name 'a'"),
        std::string::npos)
        << failure("[{\"a\":1,\n\"a\":2}]");
    EXPECT_NE(
        failure(R"({"s":{"x":1,"x":1},"r":[]})", {"/r", false}).find("twice"), std::string::npos);
    EXPECT_NE(failure(R"({"r":[],"r":[]})", {"/r", false}).find("twice"), std::string::npos);
}

TEST(JsonReader, refuses_what_json_does_not_allow) {
    for (const char* text :
         {"[{\"a\":1},]",
          "[{\"a\":1,}]",
          "[{\"a\":01}]",
          "[{\"a\":1.}]",
          "[{\"a\":+1}]",
          "[{\"a\":NaN}]",
          "[{\"a\":'x'}]",
          "[{a:1}]",
          "[{\"a\":\"\t\"}]",
          "[{\"a\":\"\\x\"}]",
          "[{\"a\":\"\xFF\"}]",
          "[{\"a\":1}",
          "[{\"a\":1}] x",
          "",
          "[{\"a\":tru}]"}) {
        EXPECT_NE(failure(text), "no error") << text;
    }
    EXPECT_NE(failure(std::string(5000, '[')).find("deeper than"), std::string::npos);
}

TEST(JsonReader, says_where_the_arrays_are) {
    const std::string text = failure(R"({"total":2,"items":[],"rows":[]})");
    EXPECT_NE(text.find("arrays there: '/items', '/rows'"), std::string::npos) << text;
    EXPECT_NE(
        failure(R"({"items":[]})", {"/itmes2", false}).find("members there: items"),
        std::string::npos);
    EXPECT_NE(failure("{\"a\":1}\n{\"a\":2}\n").find("lines: true"), std::string::npos);
}

TEST(JsonReader, notes_a_required_member_no_record_has) {
    auto reader = open_json(
        std::make_unique<std::istringstream>(R"([{"vendor":1}])"), "t", {}, {{"vendors", true}});
    read_all(*reader);
    ASSERT_EQ(reader->notes().size(), 1U);
    EXPECT_NE(reader->notes()[0].find("did you mean 'vendor'?"), std::string::npos);
}

TEST(JsonReader, reads_a_value_longer_than_a_block_and_a_bom) {
    const std::string text(700000, 'x');
    EXPECT_EQ(
        read_json("\xEF\xBB\xBF[{\"a\":\"" + text + "\"}]", {}, {"a"}),
        (Lines{"/0: [" + text + "]"}));
}

TEST(JsonReader, reads_what_request_tracker_wrote) {
    const std::string path = testing::sample_file("samples/rt/rt_tickets_p1.json");
    if (path.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    auto reader = open_json(
        std::make_unique<std::ifstream>(path, std::ios::binary),
        path,
        {"/items", false},
        {{"/id", true}, {"/CustomFields/[name=Vendor]/values/0", true}});
    const auto rows = read_all(*reader);
    EXPECT_GT(rows.size(), 5U);
    for (const RawRow& row : rows) {
        EXPECT_EQ(row.values[0].kind, RawValue::Kind::text) << row.locator;
    }
}

} // namespace
} // namespace tickmark
