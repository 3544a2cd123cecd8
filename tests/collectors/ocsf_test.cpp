#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using Counts = std::map<std::string, int>;

std::string finding(const std::string& code, const std::string& more) {
    return R"({"class_uid": 2004, "status_code": ")" + code +
           R"(", "metadata": {"event_code": "iam_mfa", "product": {"name": "Prowler"}},)"
           R"( "cloud": {"account": {"uid": "1234"}, "region": "eu-west-1"}, "time": 1767225600)" +
           more + "}";
}

TEST(Ocsf, the_prowler_sample_reads_fails_and_manual_checks) {
    const std::string sample = sample_file("samples/example_output_aws.ocsf.json");
    if (sample.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    const auto rows =
        read_rows("ocsf", sample, {"evidence_id", "result", "citations", "effective_on", "rule"});
    EXPECT_EQ(tally(rows, "result"), (Counts{{"fail", 2}, {"not-reviewed", 3}}));
    EXPECT_EQ(tally(rows, "evidence_id").size(), rows.size()) << "ids are unique";
    EXPECT_EQ(rows[0].at("rule"), "accessanalyzer_enabled");
    EXPECT_THAT(rows[0].at("citations"), HasSubstr("CIS-1.4:1.20 | CIS-1.5:1.20 | "));
    EXPECT_EQ(rows[0].at("effective_on"), "2025-02-14T13:27:03.000Z");
}

TEST(Ocsf, a_muted_failure_is_information_and_never_a_pass) {
    const Scratch folder;
    const std::string path = folder.file(
        "scan.json",
        "[" + finding("PASS", "") + "," + finding("FAIL", R"(, "status": "Suppressed")") + "," +
            finding("MANUAL", "") + "]");
    const auto rows = read_rows("ocsf", path, {"result", "detail"});
    EXPECT_EQ(rows[0].at("result"), "pass");
    EXPECT_EQ(rows[1].at("result"), "info");
    EXPECT_EQ(rows[1].at("detail"), "muted in the tool");
    EXPECT_EQ(rows[2].at("result"), "not-reviewed");
}

TEST(Ocsf, a_file_without_findings_is_a_failed_collection_unless_none_is_right) {
    const Scratch folder;
    for (const char* nothing : {"[]", "", "\n"}) {
        folder.file("scan.json", nothing);
        const std::string source = "collector: ocsf, path: scan.json";
        const Collection failed =
            collect_in(folder.path(), "sources: {aws: {" + source + "}}\n").at(0);
        EXPECT_EQ(failed.outcome, Outcome::failed) << nothing;
        EXPECT_THAT(failed.note, HasSubstr("it has no findings"));
        const Collection none =
            collect_in(
                folder.path(), "sources: {aws: {" + source + ", expect: {rows: \">= 0\"}}}\n")
                .at(0);
        EXPECT_EQ(none.outcome, Outcome::complete) << none.note;
        EXPECT_EQ(none.rows, 0);
    }
}

TEST(Ocsf, another_class_or_status_is_a_reject_with_its_reason) {
    const Scratch folder;
    const std::string path = folder.file(
        "scan.json",
        R"({"class_uid": 6003})"
        "\n" +
            finding("SOON", "") + "\n" + finding("PASS", ""));
    const auto rows = read_rows("ocsf", path, {"result"});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_THAT(rows[0].at("fault"), HasSubstr("class_uid is '6003'"));
    EXPECT_THAT(rows[1].at("fault"), HasSubstr("status_code 'SOON'"));
    EXPECT_EQ(rows[2].count("fault"), 0U);
    EXPECT_EQ(rows[2].at("locator"), "line 3");
}

const std::string weakness = R"({"class_uid": 2002, "status_id": 1, "severity": "High",)"
                             R"( "metadata": {"product": {"name": "Trivy"}},)"
                             R"( "resources": [{"uid": "web01"}], "time": 1767225600000,)"
                             R"( "finding_info": {"title": "Old libraries", "uid": "f1"},)"
                             R"( "vulnerabilities": [{"cve": {"uid": "CVE-2026-1"},)"
                             R"( "first_seen_time": 1764547200000, "affected_packages":)"
                             R"( [{"name": "libz", "version": "1.2"}]},)"
                             R"( {"cve": {"uid": "CVE-2026-2"}, "severity": "Low"}]})";

TEST(Ocsf, each_weakness_of_a_vulnerability_finding_is_a_row) {
    const Scratch folder;
    const std::string fixed = R"({"class_uid": 2002, "status": "Resolved", "vulnerabilities":)"
                              R"( [{"cve": {"uid": "CVE-2026-3"}}]})";
    const std::string path = folder.file(
        "scan.json",
        "[" + weakness + "," + fixed + R"(, {"class_uid": 2002, "vulnerabilities": []}, )" +
            finding("PASS", "") + "]");
    const auto rows = read_rows(
        "ocsf",
        path,
        {"vulnerability_id", "asset", "severity", "cve", "found_on", "fixed_on", "status"},
        "{dataset: vulnerabilities}");
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(
        rows[0],
        (ReadRow{
            {"locator", "/0"},
            {"vulnerability_id", "trivy:CVE-2026-1:libz 1.2"},
            {"asset", "web01"},
            {"severity", "high"},
            {"cve", "CVE-2026-1"},
            {"found_on", "2025-12-01T00:00:00.000Z"},
            {"status", "open"}}));
    EXPECT_EQ(rows[1].at("severity"), "low");
    EXPECT_EQ(rows[1].count("found_on"), 0U) << "when it was looked at is not when it was found";
    EXPECT_EQ(rows[2].at("status"), "fixed");
    EXPECT_EQ(rows[2].at("asset"), "scan");
    EXPECT_THAT(rows[3].at("fault"), HasSubstr("lists no vulnerabilities"));
    EXPECT_THAT(rows[4].at("fault"), HasSubstr("evidence, not a vulnerability"));
    const auto evidence = read_rows("ocsf", path, {"result"});
    EXPECT_THAT(evidence[0].at("fault"), HasSubstr("name the dataset vulnerabilities"));
}

TEST(Ocsf, a_file_of_both_kinds_fills_both_datasets) {
    const Scratch folder;
    folder.file("scan.json", "[" + weakness + "," + finding("PASS", "") + "]");
    const auto collections = collect_in(
        folder.path(),
        "sources: {scan: {collector: ocsf, path: scan.json, dataset: [control_evidence, "
        "vulnerabilities]}}\n");
    for (const Collection& one : collections) {
        EXPECT_EQ(one.outcome, Outcome::complete) << one.note;
        EXPECT_EQ(one.rejected, 0);
    }
    EXPECT_EQ(stored_column(folder.path(), "control_evidence", "result").size(), 1U);
    EXPECT_EQ(stored_column(folder.path(), "vulnerabilities", "cve").size(), 2U);
}

TEST(Ocsf, milliseconds_and_seconds_are_the_same_moment) {
    const Scratch folder;
    const std::string path = folder.file(
        "scan.json",
        "[" + finding("PASS", "") +
            ", {\"class_uid\": 2003, \"time\": 1767225600000, "
            R"("compliance": {"status": "Pass", "control": "C1", "requirements": ["AC-2"]}}])");
    const auto rows = read_rows("ocsf", path, {"effective_on", "citations", "result"});
    EXPECT_EQ(rows[0].at("effective_on"), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(rows[1].at("effective_on"), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(rows[1].at("citations"), "AC-2");
    EXPECT_EQ(rows[1].at("result"), "pass");
}

} // namespace
} // namespace tickmark::testing
