#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using Counts = std::map<std::string, int>;

constexpr const char* small = R"X({"version": "2.1.0", "runs": [{
  "tool": {"driver": {"name": "Lint", "version": "2", "rules": [
    {"id": "R1", "shortDescription": {"text": "Bad call"}, "defaultConfiguration": {"level": "error"},
     "properties": {"security-severity": "9.8", "tags": ["external/cwe/cwe-120", "CVE-2026-1111"]}},
    {"id": "R2", "defaultConfiguration": {"level": "note"}}]}},
  "automationDetails": {"id": "web/nightly/2026-10-31"},
  "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-10-31T03:00:00Z"}],
  "results": [
    {"ruleId": "R1", "message": {"text": "gets()"
}
, "locations": [
    {"physicalLocation" : {"artifactLocation" : {"uri" : "a.c"}, "region" : {"startLine" : 3}}}
]
},
    {"ruleId": "R1", "message": {"text": "again"}, "locations": [{"physicalLocation":
      {"artifactLocation": {"uri": "a.c"}, "region": {"startLine": 3}}}],
     "suppressions": [{"kind": "inSource", "justification": "bounded by the caller"}]},
    {"ruleId": "R1", "suppressions": [{"kind": "external", "status": "rejected"}]},
    {"ruleIndex": 1, "ruleId": "R2"},
    {"ruleId": "R1", "kind": "pass"},
    {"ruleId": "R1", "kind": "notApplicable"},
    {"ruleId": "R1", "kind": "review"}]
}]
})X";

TEST(Sarif, the_flawfinder_sample_reads_with_the_levels_of_its_rules) {
    const std::string sample = sample_file("samples/sarif_input.sarif");
    if (sample.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    const auto rows = read_rows("sarif", sample, {"evidence_id", "result", "citations", "uri"});
    EXPECT_EQ(rows.size(), 77U);
    EXPECT_EQ(tally(rows, "evidence_id").size(), rows.size()) << "ids are unique";
    EXPECT_EQ(tally(rows, "result").count("pass"), 0U);
    EXPECT_EQ(rows[0].at("result"), "fail");
    EXPECT_EQ(rows[0].at("citations"), "CWE-20 | CWE-120 | PE-10");
    EXPECT_EQ(rows[0].at("uri"), "test/test-patched.c:36");
}

TEST(Sarif, only_what_a_tool_calls_a_pass_is_one) {
    const Scratch folder;
    const auto rows = read_rows(
        "sarif",
        folder.file("scan.sarif", small),
        {"evidence_id", "result", "detail", "title", "effective_on", "system"});
    std::vector<std::string> results;
    for (const ReadRow& row : rows) {
        results.push_back(row.at("result"));
    }
    EXPECT_THAT(
        results,
        ::testing::ElementsAre(
            "fail", "info", "fail", "info", "pass", "not-applicable", "not-reviewed"));
    EXPECT_EQ(rows[0].at("evidence_id"), "lint:web/nightly:R1:a.c:3");
    EXPECT_EQ(rows[1].at("evidence_id"), "lint:web/nightly:R1:a.c:3#2");
    EXPECT_THAT(rows[1].at("detail"), HasSubstr("suppressed (inSource): bounded by the caller"));
    EXPECT_EQ(rows[0].at("title"), "Bad call");
    EXPECT_EQ(rows[0].at("effective_on"), "2026-10-31T03:00:00Z");
}

TEST(Sarif, vulnerabilities_are_the_weaknesses_without_invented_dates) {
    const Scratch folder;
    folder.file("scan.sarif", small);
    const auto collections = collect_in(
        folder.path(),
        "sources: {code: {collector: sarif, path: scan.sarif, dataset: vulnerabilities}}\n");
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_EQ(collections[0].rows, 5);
    EXPECT_EQ(
        stored_column(folder.path(), "vulnerabilities", "status || ' ' || severity").front(),
        "open critical");
    EXPECT_EQ(stored_column(folder.path(), "vulnerabilities", "found_on").front(), "NULL");
    EXPECT_EQ(stored_column(folder.path(), "vulnerabilities", "cve").front(), "CVE-2026-1111");
}

TEST(Sarif, a_run_that_broke_off_is_no_clean_scan) {
    const Scratch folder;
    const std::string path = folder.file(
        "scan.sarif",
        R"({"runs": [{"tool": {"driver": {"name": "L"}}, "results": [],
            "invocations": [{"executionSuccessful": false}]}]})");
    EXPECT_THROW(read_rows("sarif", path, {"result"}), Error);
    const std::string none =
        folder.file("none.sarif", R"({"runs": [{"tool": {"driver": {"name": "L"}}}]})");
    EXPECT_THROW(read_rows("sarif", none, {"result"}), Error);
}

TEST(Sarif, one_scan_fills_evidence_and_vulnerabilities) {
    const Scratch folder;
    folder.file("scan.sarif", small);
    const auto collections = collect_in(
        folder.path(),
        "sources: {code: {collector: sarif, path: scan.sarif, dataset: [control_evidence, "
        "vulnerabilities]}}\n");
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].rows, 7) << collections[0].note;
    EXPECT_EQ(collections[1].rows, 5) << collections[1].note;
    EXPECT_EQ(stored_column(folder.path(), "vulnerabilities", "cve").front(), "CVE-2026-1111");
    EXPECT_EQ(stored_column(folder.path(), "control_evidence", "kind").front(), "scan");
}

TEST(Sarif, a_dataset_it_does_not_fill_is_refused) {
    const Scratch folder;
    folder.file("scan.sarif", small);
    EXPECT_THROW(
        collect_in(
            folder.path(),
            "sources: {code: {collector: sarif, path: scan.sarif, dataset: [control_evidence, "
            "people]}}\n"),
        Error);
}

} // namespace
} // namespace tickmark::testing
