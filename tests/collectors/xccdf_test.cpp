#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using Counts = std::map<std::string, int>;

/// The sample unpacked in `folder`; empty when it is not there.
std::string unpacked(const Scratch& folder, const std::string& name) {
    const std::string sample = sample_file("samples/" + name + ".xz");
    if (sample.empty()) {
        return {};
    }
    const std::string copy = folder / (name + ".xz");
    copy_file_whole(sample, copy);
    ProcessSpec xz;
    xz.argv = {"xz", "-d", copy};
    return run_process(xz).ok() ? folder / name : std::string();
}

std::string scan(
    const std::string& results,
    const std::string& attributes = R"( end-time="2026-10-31T22:30:00-04:00")") {
    return R"(<?xml version="1.0"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b">
<Group id="g"><title>Group</title><Rule id="r1"><title>Lock
  screens</title><reference href="https://www.cisecurity.org/controls/">16</reference>
<reference href="https://x.example">164.312(a)(2)(iii)</reference>
<ident system="http://cce.mitre.org">CCE-1</ident></Rule></Group>
<TestResult id="t" start-time="2026-10-31T22:00:00-04:00")" +
           attributes + R"( test-system="cpe:/a:redhat:openscap:1.3.7">
<profile idref="xccdf_org_profile_standard"/><target>web01</target>)" +
           results + "</TestResult></Benchmark>";
}

std::string result(const std::string& rule, const std::string& word) {
    return "<rule-result idref=\"" + rule + "\" severity=\"low\"><result>" + word +
           "</result></rule-result>";
}

TEST(Xccdf, the_mixed_sample_reads_its_passes_and_failures) {
    const Scratch folder;
    const std::string path = unpacked(folder, "xccdf-results-mixed.xml");
    if (path.empty()) {
        GTEST_SKIP() << "the sample is not beside the project, or there is no xz";
    }
    const auto rows = read_rows(
        "xccdf", path, {"evidence_id", "result", "citations", "system", "effective_on", "rule"});
    EXPECT_EQ(tally(rows, "result"), (Counts{{"pass", 20}, {"fail", 2}, {"not-applicable", 333}}));
    EXPECT_EQ(tally(rows, "evidence_id").size(), rows.size()) << "ids are unique";
    EXPECT_EQ(tally(rows, "system"), (Counts{{"vm", 355}}));
    EXPECT_EQ(rows[0].at("effective_on"), "2026-11-22T19:17:39+00:00");
    EXPECT_EQ(rows[0].at("locator"), "line 43940");
    EXPECT_EQ(rows[0].at("citations"), "BP28(R10)");
}

TEST(Xccdf, a_scan_in_which_nothing_was_applicable_gives_no_pass_and_says_so) {
    const Scratch folder;
    const std::string path = unpacked(folder, "xccdf-results-all-notapplicable.xml");
    if (path.empty()) {
        GTEST_SKIP() << "the sample is not beside the project, or there is no xz";
    }
    const auto collections = collect_in(
        folder.path(),
        "sources: {scap: {collector: xccdf, path: xccdf-results-all-notapplicable.xml}}\n");
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_EQ(collections[0].rows, 355);
    EXPECT_THAT(collections[0].details, HasSubstr(R"({"results":{"not-applicable":355})"));
    EXPECT_THAT(collections[0].details, HasSubstr("evidence of nothing"));
    const auto results = stored_column(folder.path(), "control_evidence", "DISTINCT result");
    EXPECT_EQ(results, std::vector<std::string>{"not-applicable"});
}

TEST(Xccdf, only_pass_and_fixed_are_passes) {
    const Scratch folder;
    std::string all;
    for (const char* word :
         {"pass",
          "fixed",
          "fail",
          "error",
          "unknown",
          "notapplicable",
          "notselected",
          "notchecked",
          "informational",
          "splendid"}) {
        all += result(word, word);
    }
    const auto rows =
        read_rows("xccdf", folder.file("scan.xml", scan(all)), {"rule", "result", "detail"});
    Counts passes;
    for (const ReadRow& row : rows) {
        if (row.count("result") != 0 && row.at("result") == "pass") {
            ++passes[row.at("rule")];
        }
    }
    EXPECT_EQ(passes, (Counts{{"pass", 1}, {"fixed", 1}}));
    EXPECT_EQ(rows[6].at("detail"), "severity low; not selected by the profile");
    EXPECT_THAT(rows[9].at("fault"), HasSubstr("'splendid'"));
}

TEST(Xccdf, a_row_carries_target_profile_and_the_rules_citations) {
    const Scratch folder;
    const auto rows = read_rows(
        "xccdf",
        folder.file("scan.xml", scan(result("r1", "pass") + result("r1", "fail"))),
        {"evidence_id", "title", "citations", "effective_on"});
    EXPECT_EQ(rows[0].at("evidence_id"), "xccdf:web01:standard:r1");
    EXPECT_EQ(rows[1].at("evidence_id"), "xccdf:web01:standard:r1#2");
    EXPECT_EQ(rows[0].at("title"), "Lock screens");
    EXPECT_EQ(
        rows[0].at("citations"),
        "16 (https://www.cisecurity.org/controls/) | 164.312(a)(2)(iii) | CCE-1");
    EXPECT_EQ(rows[0].at("effective_on"), "2026-10-31T22:30:00-04:00");
}

TEST(Xccdf, results_wrapped_in_an_asset_report_read_the_same) {
    const Scratch folder;
    const std::string plain = scan(result("r1", "pass"));
    const std::string arf = "<arf:asset-report-collection xmlns:arf=\"urn:arf\"><arf:reports>" +
                            plain.substr(plain.find("<Benchmark")) +
                            "</arf:reports></arf:asset-report-collection>";
    const std::vector<std::string> columns{"evidence_id", "title", "citations", "result"};
    auto expected = read_rows("xccdf", folder.file("plain.xml", plain), columns);
    auto wrapped = read_rows("xccdf", folder.file("arf.xml", arf), columns);
    expected[0].erase("locator");
    wrapped[0].erase("locator");
    EXPECT_EQ(wrapped, expected);
}

TEST(Xccdf, a_benchmark_without_results_and_a_file_cut_off_are_refused) {
    const Scratch folder;
    const std::string bare =
        folder.file("bare.xml", "<Benchmark id=\"b\"><Rule id=\"r\"/></Benchmark>");
    EXPECT_THROW(read_rows("xccdf", bare, {"result"}), Error);
    const std::string whole = scan(result("r1", "pass"));
    const std::string cut = folder.file("cut.xml", whole.substr(0, whole.size() - 20));
    EXPECT_THROW(read_rows("xccdf", cut, {"result"}), Error);
    const std::string bomb = folder.file(
        "bomb.xml", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>" + whole.substr(whole.find("<Benchmark")));
    EXPECT_THROW(read_rows("xccdf", bomb, {"result"}), Error);
}

TEST(Xccdf, a_file_cut_off_is_a_failed_collection_that_keeps_its_bytes) {
    const Scratch folder;
    const std::string whole = scan(result("r1", "pass"));
    folder.file("cut.xml", whole.substr(0, whole.size() - 20));
    const auto collections =
        collect_in(folder.path(), "sources: {scap: {collector: xccdf, path: cut.xml}}\n");
    EXPECT_EQ(collections[0].outcome, Outcome::failed);
    EXPECT_EQ(collections[0].payloads.size(), 1U);
    EXPECT_THAT(collections[0].note, HasSubstr("not well-formed XML"));
}

} // namespace
} // namespace tickmark::testing
