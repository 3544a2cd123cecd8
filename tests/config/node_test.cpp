#include "tickmark/base/error.hpp"
#include "tickmark/config/node.hpp"
#include "tickmark/config/read.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tickmark {

namespace {

/// All problems of a text, one a line.
std::string problems_of(std::string_view text) {
    Problems problems;
    read_yaml_text(text, "f.yaml", problems);
    std::string lines;
    for (const Problem& problem : problems) {
        lines += problem.at.text() + ": " + problem.what + "\n";
    }
    return lines;
}

} // namespace

TEST(Node, keeps_positions_of_keys_and_values) {
    const Node root = parse_yaml("a: 1\nb:\n  - x\n  - {c: \"q\"}\n", "f.yaml");
    ASSERT_TRUE(root.is_map());
    EXPECT_EQ(root.members()[1].first.at().text(), "f.yaml:2:1");
    const Node& list = *root.find("b");
    EXPECT_EQ(list.items()[0].at().text(), "f.yaml:3:5");
    const Node& inner = *list.items()[1].find("c");
    EXPECT_EQ(inner.at().text(), "f.yaml:4:9");
    EXPECT_TRUE(inner.quoted());
    EXPECT_FALSE(root.find("a")->quoted());
    EXPECT_EQ(root.text_of("a"), "1");
    EXPECT_EQ(root.text_of("absent", "else"), "else");
}

TEST(Node, counts_columns_in_characters_and_takes_a_byte_order_mark_and_crlf) {
    const Node root = parse_yaml("\xEF\xBB\xBFname: \"Zürich\"\r\nä: {b: c}\r\n", "f.yaml");
    EXPECT_EQ(root.text_of("name"), "Zürich");
    EXPECT_EQ(root.find("ä")->find("b")->at().text(), "f.yaml:2:8");
    EXPECT_EQ(root.find("ä")->text_of("b"), "c");
}

TEST(Node, names_every_word_that_yaml_1_1_reads_as_a_boolean) {
    EXPECT_EQ(
        problems_of("countries: [NO, SE]\nmap: {y: 1}\noff: x\nok: \"no\"\nfine: true\n"),
        "f.yaml:1:13: the bare word NO is read by YAML 1.1 as false; write \"NO\" in quotes, or "
        "false if a truth value is meant\n"
        "f.yaml:2:7: the bare word y is read by YAML 1.1 as true; write \"y\" in quotes\n"
        "f.yaml:3:1: the bare word off is read by YAML 1.1 as false; write \"off\" in quotes\n");
}

TEST(Node, leaves_a_bare_on_among_keys_to_the_reader_but_not_among_values) {
    EXPECT_EQ(problems_of("on: 2026-01-15\n"), "");
    EXPECT_EQ(
        problems_of("a: on\n"),
        "f.yaml:1:4: the bare word on is read by YAML 1.1 as true; write \"on\" in quotes, or "
        "true if a truth value is meant\n");
    Problems problems;
    const auto root = read_yaml_text("map: {on: x, \"on \": y1}\n", "f.yaml", problems);
    check_free_keys(*root->find("map"), problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(
        problems[0].what, "the bare word on is read by YAML 1.1 as true; write \"on\" in quotes");
}

TEST(Node, refuses_a_key_given_twice) {
    EXPECT_EQ(problems_of("a: 1\nb: 2\na: 3\n"), "f.yaml:3:1: the key 'a' is given twice\n");
}

TEST(Node, resolves_aliases_and_refuses_a_bomb_of_them) {
    const Node root = parse_yaml("a: &x [1, 2]\nb: *x\n", "f.yaml");
    EXPECT_EQ(root.texts_of("b"), (std::vector<std::string>{"1", "2"}));
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 9; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int j = 0; j < 9; ++j) {
            bomb += ", " + before;
        }
        bomb += "]\n";
    }
    EXPECT_EQ(
        problems_of(bomb),
        "f.yaml:4:45: aliases make more than 10,000 nodes of this file; write the values out\n");
    EXPECT_EQ(
        problems_of("a: &x [*x]\n"), "f.yaml:1:8: an alias stands inside what it stands for\n");
}

TEST(Node, says_what_is_not_well_formed_and_where) {
    EXPECT_EQ(problems_of(""), "f.yaml:1:1: the file is empty\n");
    EXPECT_EQ(problems_of("# nothing\n"), "f.yaml:1:1: the file is empty\n");
    EXPECT_EQ(
        problems_of("just words\n"), "f.yaml:1:1: expected a list or a map, found 'just words'\n");
    EXPECT_EQ(
        problems_of("a:\n\tb: 1\n"),
        "f.yaml:2:3: a tab indents this line; YAML takes blanks only\n");
    EXPECT_EQ(
        problems_of("a: [1, 2\n"),
        "f.yaml:2:1: not well-formed YAML: end of sequence flow not found\n");
    EXPECT_EQ(
        problems_of("a: 1\n---\nb: 2\n"),
        "f.yaml:3:1: a second document stands in the file; only one is read\n");
    EXPECT_EQ(
        problems_of("a: !!binary x\n"),
        "f.yaml:1:4: tags (!…) are not read; write the plain value\n");
    EXPECT_EQ(
        problems_of("a: \xFF\n"), "f.yaml: the file is not UTF-8; save it in that encoding\n");
    EXPECT_EQ(
        problems_of("a: {<<: {b: 1}}\n"),
        "f.yaml:1:5: merge keys (<<) are not read; write the values out\n");
}

TEST(Node, takes_deep_nesting_without_harm) {
    constexpr std::size_t levels = 100'000;
    const std::string deep = "a: " + std::string(levels, '[') + std::string(levels, ']');
    EXPECT_EQ(
        problems_of(deep),
        "f.yaml: lists and maps stand more than 500 levels deep inside each other\n");
    EXPECT_NE(problems_of(std::string(levels, '{')), "");
}

TEST(Node, reads_json_with_tabs_and_characters_beyond_the_first_plane) {
    const Node root = parse_yaml(
        "{\n\t\"name\":\"a\\/b \\ud83d\\ude00 \\\\ud83d\",\n\t\"n\":12,\"no\":null,\"t\":true}",
        "f.json");
    EXPECT_EQ(root.text_of("name"), "a/b 😀 \\ud83d");
    EXPECT_EQ(root.text_of("n"), "12");
    EXPECT_TRUE(root.find("no")->is_null());
    EXPECT_EQ(root.text_of("t"), "true");
}

TEST(Node, lists_every_problem_in_the_error) {
    try {
        parse_yaml("a: no\nb: yes\n", "f.yaml");
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
        EXPECT_EQ(
            error.parts().why,
            "2 problems\n"
            "  f.yaml:1:4: the bare word no is read by YAML 1.1 as false; write \"no\" in quotes, "
            "or false if a truth value is meant\n"
            "  f.yaml:2:4: the bare word yes is read by YAML 1.1 as true; write \"yes\" in "
            "quotes, or true if a truth value is meant");
    }
}

} // namespace tickmark
