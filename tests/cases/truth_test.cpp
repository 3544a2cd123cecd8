#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

// The program against answers that were worked out without it: examples/meridian/truth.json, by the
// script that made the example, and the expected.json of a case.

namespace tickmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::project_file;
using testing::sample_file;
using testing::Scratch;

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

json read_json(const std::string& path) {
    return json::parse(content_of(path));
}

/// A copy of a workspace of the project, so that its store is not made there.
void copy_workspace(const std::string& from, const std::string& to) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(project_file(from))) {
        if (entry.path().filename() != ".tickmark") {
            fs::copy(
                entry.path(), fs::path(to) / entry.path().filename(), fs::copy_options::recursive);
        }
    }
}

/// Runs the program on a workspace and reads the document it prints.
json run(const Scratch& scratch, const std::string& workspace, const std::string& words) {
    const std::string out = scratch / "out.json";
    const std::string command = "'" + testing::built_program() + "' -C '" + workspace +
                                "' --json " + words + " > '" + out + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << command; // NOLINT(cert-env33-c): a fixed command
    return json::parse(content_of(out), nullptr, false);
}

/// Members of a list by their member `name`; the last of equals stands.
std::map<std::string, json> by_name(const json& list, const std::string& name) {
    std::map<std::string, json> found;
    for (const json& item : list) {
        found[item.at(name).get<std::string>()] = item;
    }
    return found;
}

/// A figure's value, which may be printed as a number or as a decimal text.
double number_of(const json& value) {
    return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

void expect_number(const json& expected, const json& found, const std::string& what) {
    if (expected.is_null()) {
        return; // not stated
    }
    ASSERT_FALSE(found.is_null()) << what;
    EXPECT_NEAR(number_of(expected), number_of(found), 1e-11) << what;
}

void expect_sources(const json& expected, const json& collected) {
    const auto collections = by_name(collected.at("collections"), "source");
    for (const auto& [source, numbers] : expected.items()) {
        ASSERT_TRUE(collections.count(source) == 1) << source;
        const json& found = collections.at(source);
        EXPECT_EQ(found.at("outcome"), "complete") << source;
        EXPECT_EQ(found.at("rows"), numbers.at("rows")) << source;
        EXPECT_EQ(found.at("rejected"), numbers.at("rejected")) << source;
    }
    EXPECT_EQ(collections.size(), expected.size());
}

void expect_tests(const json& expected, const json& assessed) {
    std::map<std::string, json> found;
    for (const json& control : assessed.at("controls")) {
        found.merge(by_name(control.at("tests"), "id"));
    }
    EXPECT_EQ(found.size(), expected.size());
    for (const auto& [test, answer] : expected.items()) {
        ASSERT_TRUE(found.count(test) == 1) << test;
        EXPECT_EQ(found[test].at("result"), answer.at("result")) << test;
        for (const std::string name : {"population", "exceptions", "undetermined"}) {
            expect_number(answer.at(name), found[test].at(name), test + " " + name);
        }
    }
}

void expect_figures(const json& expected, const json& assessed) {
    auto found = by_name(assessed.at("figures"), "id");
    for (const auto& [figure, answer] : expected.items()) {
        ASSERT_TRUE(found.count(figure) == 1) << figure;
        for (const auto& [name, value] : answer.items()) {
            expect_number(value, found[figure].at(name), figure + " " + name);
        }
    }
}

/// Controls or obligations: one word each.
void expect_words(const json& expected, const json& list, const std::string& member) {
    auto found = by_name(list, "id");
    for (const auto& [id, word] : expected.items()) {
        ASSERT_TRUE(found.count(id) == 1) << id;
        EXPECT_EQ(found[id].at(member), word) << id;
    }
}

TEST(SystemTruth, the_example_gives_what_its_script_worked_out_without_tickmark) {
    const Scratch scratch;
    const std::string workspace = scratch / "meridian";
    copy_workspace("examples/meridian", workspace);
    const json truth = read_json(project_file("examples/meridian/truth.json"));
    expect_sources(truth.at("sources"), run(scratch, workspace, "collect"));
    const json found =
        run(scratch, workspace, "assess --as-of " + truth.at("as_of").get<std::string>());
    expect_tests(truth.at("tests"), found);
    expect_figures(truth.at("figures"), found);
    expect_words(truth.at("controls"), found.at("controls"), "result");
    expect_words(truth.at("obligations"), found.at("obligations"), "status");
}

TEST(SystemTruth, the_example_is_what_its_script_makes) {
    if (std::system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0) { // NOLINT
        GTEST_SKIP() << "python3-openpyxl is not installed";
    }
    const Scratch scratch;
    const std::string command = "/usr/bin/python3 '" + project_file("examples/meridian/make.py") +
                                "' '" + scratch.path() + "' > '" + scratch / "log" + "'";
    ASSERT_EQ(std::system(command.c_str()), 0); // NOLINT(cert-env33-c): a fixed command
    EXPECT_EQ(
        content_of(scratch / "truth.json"),
        content_of(project_file("examples/meridian/truth.json")));
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(scratch / "sources")) {
        names.push_back(entry.path().filename());
        EXPECT_TRUE(
            content_of(entry.path()) ==
            content_of(project_file("examples/meridian/sources/" + names.back())))
            << names.back();
    }
    EXPECT_EQ(names.size(), 19U);
}

TEST(SystemTruth, vendor_reviews_come_from_request_trackers_pages_by_configuration_alone) {
    const std::string pages = sample_file("samples/rt");
    if (pages.empty()) {
        GTEST_SKIP() << "the pages of Request Tracker are not there";
    }
    const Scratch scratch;
    const std::string workspace = scratch / "rt_vendor_reviews";
    copy_workspace("tests/cases/rt_vendor_reviews", workspace);
    fs::copy(pages, workspace + "/rt");
    const json expected = read_json(workspace + "/expected.json");
    expect_sources(expected.at("sources"), run(scratch, workspace, "collect"));
    const json found =
        run(scratch, workspace, "assess --as-of " + expected.at("as_of").get<std::string>());
    expect_tests(expected.at("tests"), found);
    expect_figures(expected.at("figures"), found);
}

} // namespace
} // namespace tickmark
