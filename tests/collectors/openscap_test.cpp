#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using Counts = std::map<std::string, int>;
using nlohmann::json;

/// OpenSCAP's word to what stands in control evidence.
const std::map<std::string, std::string> meaning{
    {"pass", "pass"},
    {"fail", "fail"},
    {"informational", "info"},
    {"notapplicable", "not-applicable"},
    {"notchecked", "not-reviewed"},
    {"unknown", "error"}};

class SystemOpenScap: public ::testing::Test {
protected:
    SystemOpenScap() {
        for (const char* name : {"benchmark.xml", "oval.xml"}) {
            std::filesystem::copy_file(
                project_file(std::string("tests/cases/openscap/") + name), scratch_ / name);
        }
    }

    /// Scans this machine; the results as OpenSCAP prints them, by the words of control evidence.
    Counts scan() {
        const ProgramRun run = run_program(
            {{"xccdf",
              "eval",
              "--profile",
              "xccdf_org.example_profile_all",
              "--results",
              "scans/plain.xml",
              "--results-arf",
              "scans/arf.xml",
              "benchmark.xml"},
             {},
             scratch_.path(),
             "/usr/bin/oscap"});
        EXPECT_THAT(run.exit_code, ::testing::AnyOf(0, 2)) << run.err;
        Counts counts;
        for (const std::string& line : split(run.out, '\n')) {
            if (line.starts_with("Result")) {
                ++counts[meaning.at(line.substr(line.rfind('\t') + 1))];
            }
        }
        return counts;
    }

    Counts results() {
        Counts counts;
        for (const auto& word : stored_column(scratch_.path(), "control_evidence", "result")) {
            ++counts[word];
        }
        return counts;
    }

    Scratch scratch_;
};

TEST_F(SystemOpenScap, counts_what_the_scanner_prints) {
    std::filesystem::create_directories(scratch_ / "scans");
    Counts printed = scan();
    EXPECT_EQ(
        printed,
        (Counts{
            {"pass", 2},
            {"fail", 1},
            {"info", 1},
            {"not-applicable", 1},
            {"not-reviewed", 1},
            {"error", 1}}));
    // What the profile leaves out is not printed, but stands in the results.
    ++printed["not-applicable"];
    for (const char* name : {"plain", "arf"}) {
        const auto got = collect_in(
            scratch_.path(),
            std::string("sources: {scap: {collector: xccdf, path: scans/") + name + ".xml}}\n");
        ASSERT_EQ(got[0].outcome, Outcome::complete) << got[0].note;
        EXPECT_EQ(got[0].rows, 8);
        EXPECT_EQ(results(), printed) << name;
        const auto citations = stored_column(scratch_.path(), "control_evidence", "citations");
        const std::string cited = R"x(["164.312(a)(2)(i)"])x";
        EXPECT_EQ(std::count(citations.begin(), citations.end(), cited), 1);
    }
    const auto ids = stored_column(scratch_.path(), "control_evidence", "record_key");
    EXPECT_EQ(ids.size(), 8U) << "both files tell of the same results";
}

TEST_F(SystemOpenScap, for_another_system_shows_no_control_effective) {
    std::filesystem::create_directories(scratch_ / "scans");
    std::string benchmark = read_file(scratch_ / "benchmark.xml");
    const std::string place = "  <version>1</version>";
    ASSERT_NE(benchmark.find(place), std::string::npos);
    benchmark.insert(benchmark.find(place), "  <platform idref=\"cpe:/o:microsoft:windows_7\"/>\n");
    scratch_.file("benchmark.xml", benchmark);
    EXPECT_EQ(scan(), (Counts{{"not-applicable", 7}}));
    const auto got = collect_in(
        scratch_.path(),
        "controls: [shipped:hipaa]\nsources:\n  scap: {collector: xccdf, path: scans/plain.xml, "
        "fields: {control_id: {value: TEC-01}}}\n");
    ASSERT_EQ(got[0].outcome, Outcome::complete) << got[0].note;
    EXPECT_THAT(got[0].details, HasSubstr("evidence of nothing"));
    EXPECT_EQ(results(), (Counts{{"not-applicable", 8}}));
    const ProgramRun assessed = run_program({{"-C", scratch_.path(), "--json", "assess"}, {}, ""});
    ASSERT_EQ(assessed.exit_code, 0) << assessed.err;
    const json answer = json::parse(assessed.out);
    std::string found;
    for (const json& control : answer.at("controls")) {
        EXPECT_NE(control.at("result"), "effective") << control.at("id");
        found = control.at("id") == "TEC-01" ? control.at("result") : json(found);
    }
    EXPECT_EQ(found, "no-occurrence");
}

} // namespace
} // namespace tickmark::testing
