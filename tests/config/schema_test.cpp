#include "tickmark/config/read.hpp"

#include <gtest/gtest.h>

#include "config/schema_internal.hpp"
#include "support/scratch.hpp"
#include <string>
#include <vector>

namespace tickmark::config_internal {

namespace {

std::string lines_of(Problems problems) {
    sort_problems(problems);
    std::string lines;
    for (const Problem& problem : problems) {
        lines += problem.at.text() + ": " + problem.what + "\n";
    }
    return lines;
}

const std::string& schema_text() {
    static const std::string text = read_file(testing::project_file("docs/tickmark.schema.json"));
    return text;
}

/// What the program says of a tickmark.yaml, as far as the schema goes.
std::string check(const std::string& text) {
    Problems problems;
    check_schema(
        parse_yaml(text, "t"), testing::project_file("docs/tickmark.schema.json"), problems);
    return lines_of(problems);
}

const std::string head = "organisation: {name: A}\n";
const std::string csv = "organisation: {name: A}\nsources:\n  s:\n    collector: csv\n    path: "
                        "a.csv\n    dataset: training\n";

} // namespace

TEST(TickmarkSchema, a_misspelt_key_gets_the_nearest_right_one) {
    EXPECT_EQ(
        check("organisaton: {name: A}\n"),
        "t:1:1: the key 'organisation' is missing\n"
        "t:1:1: unknown key 'organisaton'; did you mean 'organisation'?\n");
    EXPECT_EQ(
        check(csv + "    max_aeg: 35d\n"),
        "t:7:5: unknown key 'max_aeg'; did you mean 'max_age'?\n");
    EXPECT_EQ(
        check(csv + "    fields: {due_on: {form: due}}\n"),
        "t:7:23: unknown key 'form'; did you mean 'from'?\n");
    EXPECT_EQ(
        check(csv + "    connection: x\n"),
        "t:7:5: unknown key 'connection'; known here: collector, dataset, fields, max_age, "
        "expect, mode, path, delimiter, encoding, header_row\n");
}

TEST(TickmarkSchema, says_what_was_expected_and_what_was_found) {
    EXPECT_EQ(
        check(
            csv +
            "    max_age: 35 days\n    expect: {rows: 400, change: 20%}\n    mode: snapshots\n"
            "    header_row: first\n"),
        "t:7:14: max_age: expected a time such as 35d, 5w or 48h, found '35 days'\n"
        "t:8:20: rows: expected a comparison such as \">= 400\", found the number 400\n"
        "t:8:33: change: expected a comparison such as \"<= 20%\", found '20%'\n"
        "t:9:11: mode: expected one of snapshot, append, found 'snapshots'; did you mean "
        "'snapshot'?\n"
        "t:10:17: header_row: expected a whole number, found 'first'\n");
    EXPECT_EQ(
        check(
            "organisation: {name: 2024, page: A5, bates_prefix: 123}\nscope: {a: b}\ncatalogs:\n"),
        "t:1:22: name: expected text, found the number 2024; put it in quotes\n"
        "t:1:34: page: expected one of A4, Letter, found 'A5'; did you mean 'A4'?\n"
        "t:1:52: bates_prefix: expected text, found the number 123; put it in quotes\n"
        "t:2:8: scope: expected a list, found a map\n"
        "t:3:1: catalogs: expected a list, found nothing\n");
    EXPECT_EQ(
        check(head + "scope:\n  - {obligation: hipaa, applies: \"no\", on: 15.1.2026}\n"),
        "t:3:5: scope: the key 'reason' is missing\n"
        "t:3:18: obligation: expected catalog:citation such as hipaa:164.314(b)(1), found "
        "'hipaa'\n"
        "t:3:34: applies: expected true or false, found 'no'\n"
        "t:3:44: on: expected a date such as 2026-01-15, found '15.1.2026'\n");
}

TEST(TickmarkSchema, never_repeats_a_secret_or_an_address) {
    EXPECT_EQ(
        check(head + "privacy: {pseudonym_key: hunter2}\nseal: {certificate: c, key: 12345}\n"),
        "t:2:26: pseudonym_key: expected ${env:NAME} or ${file:PATH}; a secret is never written "
        "in the file\n"
        "t:3:29: key: expected ${env:NAME} or ${file:PATH}; a secret is never written in the "
        "file\n");
    EXPECT_EQ(
        check(
            head + "sources:\n  s: {collector: sql, connection: \"postgressql://u:hunter2@h\", "
                   "query: q, dataset: training}\n"),
        "t:3:35: connection: expected sqlite:PATH, postgresql://…, mysql://… or odbc:…\n");
}

TEST(TickmarkSchema, tells_the_keys_of_each_collector_apart) {
    EXPECT_EQ(
        check(head + "sources:\n  s: {collector: sql, path: a.db}\n"),
        "t:3:6: s: the key 'connection' is missing\n"
        "t:3:6: s: the key 'query' is missing\n"
        "t:3:6: s: the key 'dataset' is missing\n"
        "t:3:23: unknown key 'path'; known here: collector, dataset, fields, max_age, expect, "
        "mode, connection, password, query, timeout\n");
    EXPECT_EQ(
        check(head + "sources:\n  s: {path: a.db}\n"),
        "t:3:6: s: the key 'collector' is missing\n");
    EXPECT_EQ(
        check(head + "sources:\n  s: {collector: [csv]}\n"),
        "t:3:18: collector: expected text, found a list\n");
    // A collector the schema does not know yet brings keys of its own.
    EXPECT_EQ(check(head + "sources:\n  s: {collector: own, anything: 1}\n"), "");
    EXPECT_EQ(
        check(
            head +
            "sources:\n  s: {collector: rest, url: \"https://h/\", method: GET, headers: {a: b}, "
            "auth: {type: bearer}, pages: {by: link}, records: /items, check: {pointer: /e}, "
            "dataset: vendors}\n"
            "  t: {collector: ldap, url: \"ldaps://h\", bind: cn=x, base: dc=x, filter: "
            "(a=b), attributes: [a], dataset: [people, accounts]}\n"
            "  u: {collector: hdf, path: [\"*.json\"]}\n"),
        "");
}

TEST(TickmarkSchema, an_empty_list_or_text_is_told_from_a_missing_one) {
    EXPECT_EQ(
        check(head + "sources:\n  s: {collector: csv, path: [], dataset: training}\n"),
        "t:3:29: path: expected at least one item, found an empty list\n");
    EXPECT_EQ(
        check("organisation: {name: \"\"}\n"),
        "t:1:22: name: expected text, found an empty text\n");
}

TEST(TickmarkSchema, a_very_long_value_does_no_harm) {
    const std::string lines =
        check("organisation: {name: A, timezone: " + std::string(200'000, 'a') + "}\n");
    EXPECT_EQ(
        lines,
        "t:1:35: timezone: expected an IANA time zone such as America/New_York, found '" +
            std::string(60, 'a') + "…'\n");
}

TEST(TickmarkSchema, our_words_and_the_validator_agree_on_what_is_right) {
    const std::vector<std::string> texts{
        head,
        csv,
        csv + "    delimiter: tab\n    header_row: 3\n    encoding: utf-8\n",
        csv + "    fields: {a: b, c: {value: 1}, d: {from: x, map: {\"1\": true}, default: 0}}\n",
        csv + "    fields: [a]\n",
        csv + "    fields: {a: 1}\n",
        csv + "    header_row: 0\n",
        csv + "    mode: [append]\n",
        csv + "    expect: {rows: \">= x\"}\n",
        csv + "    other: 1\n",
        head + "sources: {s: {collector: csv}}\n",
        head + "sources: {s: csv}\n",
        head + "sources: {s: {}}\n",
        head + "sources: {\"a b\": {collector: x}}\n",
        head + "retention: 7 years\n",
        head + "retention: 7y\nlocale: en-US\nholidays: [a.yaml]\n",
        head + "render: {logo: a.png, accent: blue}\n",
        head + "privacy: {small_count: 0}\n",
        head + "privacy: {small_count: 1.5}\n",
        head + "privacy: {small_count: \"11\"}\n",
        head + "scope: [{obligation: \"a:b\", applies: false, reason: r, on: 2026-01-01}]\n",
        head + "scope: [{obligation: \"a:b\", applies: maybe, reason: r}]\n",
        head + "unknown: 1\n",
        "organisation: A\n",
        "organisation: {}\n",
        "store: x\n"};
    for (const std::string& text : texts) {
        const Node root = parse_yaml(text, "t");
        Problems ours;
        explain_schema(root, nlohmann::ordered_json::parse(schema_text()), ours);
        Problems theirs;
        EXPECT_EQ(follows_schema(root, schema_text(), theirs), ours.empty())
            << text << lines_of(ours) << lines_of(theirs);
    }
}

} // namespace tickmark::config_internal
