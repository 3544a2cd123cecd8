#include "tickmark/data/dataset.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <string>

namespace tickmark {

namespace {

std::string lines_of(const Problems& problems, const std::string& folder) {
    std::string lines;
    for (const Problem& problem : problems) {
        std::string at = problem.at.text();
        if (at.starts_with(folder + "/")) {
            at.erase(0, folder.size() + 1);
        }
        lines += at + ": " + problem.what + "\n";
    }
    return lines;
}

} // namespace

TEST(Dictionary, reads_all_shipped_datasets_without_a_problem) {
    Problems problems;
    const Dictionary all = load_dictionary({}, problems);
    EXPECT_EQ(lines_of(problems, ""), "");
    EXPECT_EQ(all.size(), 19U);
    const Dataset& training = all.at("training");
    EXPECT_EQ(training.key, (std::vector<std::string>{"person_id", "course", "assignment_id"}));
    EXPECT_TRUE(training.field("person_id")->required);
    EXPECT_EQ(training.field("person_id")->personal, Personal::identifier);
    EXPECT_EQ(training.field("absent"), nullptr);
    EXPECT_EQ(all.at("accounts").time, Dataset::Time::state);
}

TEST(Dictionary, a_workspace_extends_and_adds_datasets_with_a_file) {
    const testing::Scratch scratch;
    const std::string extended = scratch.file(
        "vendors.yaml",
        "id: vendors\nfields:\n  score: {type: number, range: [0, 10], unit: points}\n"
        "  name: {type: text, personal: quasi, title: Trading name}\n");
    const std::string added = scratch.file(
        "visits.yaml",
        "id: visits\ntitle: Facility visits\nkey: [visit_id]\nfields:\n"
        "  visit_id: {type: text}\n  kind: {type: enum, values: [planned, \"no\"]}\n");
    Problems problems;
    const Dictionary all = load_dictionary({extended, added}, problems);
    EXPECT_EQ(lines_of(problems, ""), "");
    const Dataset& vendors = all.at("vendors");
    EXPECT_EQ(vendors.title, "Vendors");
    EXPECT_EQ(vendors.field("name")->title, "Trading name");
    EXPECT_EQ(vendors.field("score")->range, std::pair(0.0, 10.0));
    EXPECT_EQ(vendors.fields.back().name, "score");
    EXPECT_TRUE(all.at("visits").field("visit_id")->required);
    EXPECT_EQ(all.at("visits").field("kind")->values, (std::vector<std::string>{"planned", "no"}));
}

TEST(Dictionary, names_every_problem_of_a_dataset_with_its_place) {
    const testing::Scratch scratch;
    const std::string file = scratch.file(
        "bad.yaml",
        "id: bad\n"
        "titel: Bad\n"
        "key: [idd, tags]\n"
        "fields:\n"
        "  id: {type: txt}\n"
        "  tags: {type: list, values: [a]}\n"
        "  score: {type: text, range: [0, 1]}\n"
        "  Level: {type: enum, personal: identifer}\n"
        "  flag: {type: boolean, required: \"true\"}\n");
    Problems problems;
    load_dictionary({file}, problems);
    EXPECT_EQ(
        lines_of(problems, scratch.path()),
        "bad.yaml:2:1: unknown key 'titel'; did you mean 'title'?\n"
        "bad.yaml:5:14: type: expected one of text, integer, number, boolean, date, datetime, "
        "enum, list, found 'txt'; did you mean 'text'?\n"
        "bad.yaml:6:30: values: a list has none\n"
        "bad.yaml:7:30: range: a text has none\n"
        "bad.yaml:8:3: field 'Level': expected small letters, digits and underscores, a letter "
        "first\n"
        "bad.yaml:8:33: personal: expected one of identifier, quasi, sensitive, found "
        "'identifer'; did you mean 'identifier'?\n"
        "bad.yaml:8:10: an enum needs its values: values: [open, closed]\n"
        "bad.yaml:9:35: required: expected true or false, found 'true'\n"
        "bad.yaml:3:6: key: no field 'idd'; did you mean 'id'?\n"
        "bad.yaml:3:6: key: 'tags' is a list and cannot be a key\n");
}

TEST(Dictionary, an_extension_cannot_change_the_key) {
    const testing::Scratch scratch;
    const std::string file = scratch.file("v.yaml", "id: vendors\nkey: [name]\n");
    Problems problems;
    load_dictionary({file}, problems);
    EXPECT_EQ(
        lines_of(problems, scratch.path()),
        "v.yaml:2:6: key: dataset 'vendors' has the key [vendor_id] already; an extension cannot "
        "change it\n");
}

} // namespace tickmark
