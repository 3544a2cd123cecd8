#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"
#include <set>

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;
using Counts = std::map<std::string, int>;

constexpr const char* overlaid =
    R"({"version": "5", "platform": {"name": "redhat", "target_id": "t1"},
 "profiles": [
  {"name": "over", "depends": [{"name": "base"}], "controls": [
    {"id": "A", "impact": 0.5, "results": []},
    {"id": "OWN", "impact": 0.5, "results": [{"status": "passed", "start_time": "2026-03-01T23:30:00-05:00"}]}]},
  {"name": "base", "parent_profile": "over", "controls": [
    {"id": "A", "title": "First\n  one", "impact": 0.9, "tags": {"nist": ["AC-2", "AC-2"], "cci": ["CCI-1"]},
     "results": [{"status": "passed"}, {"status": "failed", "message": "port\n22 open"}],
     "waiver_data": {"justification": "accepted until June"}},
    {"id": "B", "impact": 0.5, "results": []},
    {"id": "C", "impact": 0.5, "results": [{"status": "passed", "backtrace": ["x"]}]},
    {"id": "D", "impact": 0, "results": [{"status": "failed"}]},
    {"id": "E", "impact": 0.5, "results": [{"status": "skipped", "skip_message": "by hand"}]}]}]})";

TEST(Hdf, the_rhel8_sample_counts_as_its_authors_count_it) {
    const std::string sample = sample_file("samples/hdf_rhel8_hardened.json");
    if (sample.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    const auto rows = read_rows(
        "hdf", sample, {"evidence_id", "result", "severity", "effective_on", "citations"});
    EXPECT_EQ(
        tally(rows, "result"),
        (Counts{{"pass", 227}, {"fail", 112}, {"not-reviewed", 3}, {"not-applicable", 33}}));
    Counts passed;
    Counts failed;
    for (const ReadRow& row : rows) {
        if (row.at("result") == "pass") {
            ++passed[row.at("severity")];
        } else if (row.at("result") == "fail") {
            ++failed[row.at("severity")];
        }
    }
    EXPECT_EQ(passed, (Counts{{"high", 11}, {"medium", 208}, {"low", 8}}));
    EXPECT_EQ(failed, (Counts{{"high", 6}, {"medium", 87}, {"low", 19}}));
    EXPECT_EQ(
        rows.front().at("citations"),
        "CM-6 b | CCI-000366 | RHEL-08-010000 | SRG-OS-000480-GPOS-00227");
    EXPECT_EQ(rows.front().at("effective_on"), "2024-01-09T19:40:38-05:00");
}

TEST(Hdf, one_of_each_status_reads_as_one_of_each) {
    const std::string sample = sample_file("samples/hdf_one_of_each_status.json");
    if (sample.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    EXPECT_EQ(
        tally(read_rows("hdf", sample, {"result"}), "result"),
        (Counts{{"pass", 1}, {"fail", 1}, {"not-reviewed", 1}, {"not-applicable", 1}}));
}

TEST(Hdf, a_control_of_an_overlay_counts_once_with_the_results_below_it) {
    const Scratch folder;
    const std::string path = folder.file("scan.json", overlaid);
    const auto rows = read_rows(
        "hdf", path, {"evidence_id", "title", "result", "detail", "citations", "effective_on"});
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows[0].at("evidence_id"), "hdf:t1:over:OWN");
    EXPECT_EQ(rows[1].at("evidence_id"), "hdf:t1:base:A");
    EXPECT_EQ(rows[1].at("locator"), "/profiles/1/controls/0");
    EXPECT_EQ(rows[1].at("result"), "fail");
    EXPECT_EQ(rows[1].at("title"), "First one");
    EXPECT_EQ(rows[1].at("citations"), "AC-2 | CCI-1");
    EXPECT_EQ(rows[1].at("detail"), "severity critical; port 22 open; waived: accepted until June");
}

TEST(Hdf, no_result_a_backtrace_a_skip_and_no_impact_are_no_passes) {
    const Scratch folder;
    const auto rows = read_rows("hdf", folder.file("scan.json", overlaid), {"result"});
    EXPECT_EQ(rows[2].at("result"), "error");
    EXPECT_EQ(rows[3].at("result"), "error");
    EXPECT_EQ(rows[4].at("result"), "not-applicable");
    EXPECT_EQ(rows[5].at("result"), "not-reviewed");
}

TEST(Hdf, a_file_of_another_shape_is_refused) {
    const Scratch folder;
    const std::string path = folder.file("scan.json", R"({"profiles": []})");
    EXPECT_THROW(read_rows("hdf", path, {"result"}), Error);
}

TEST(Hdf, a_mapped_column_that_is_not_there_is_named_with_the_nearest) {
    const Scratch folder;
    try {
        read_rows("hdf", folder.file("scan.json", overlaid), {"severty"});
        FAIL() << "not refused";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("did you mean 'severity'"));
    }
}

TEST(Hdf, a_source_is_collected_into_control_evidence_with_its_counts) {
    const Scratch folder;
    folder.file("in/scan.json", overlaid);
    const auto collections = collect_in(
        folder.path(),
        "sources:\n  stig:\n    collector: hdf\n    path: in/*.json\n"
        "    fields: {control_id: {from: rule, map: {A: TEC-01}, default: none}}\n");
    ASSERT_EQ(collections.size(), 1U);
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_EQ(collections[0].rows, 6);
    EXPECT_EQ(collections[0].rejected, 0);
    EXPECT_EQ(
        collections[0].details,
        R"({"results":{"error":2,"fail":1,"not-applicable":1,"not-reviewed":1,"pass":1},"notes":[]})");
    const auto days = stored_column(folder.path(), "control_evidence", "effective_on");
    EXPECT_EQ(days.back(), "2026-03-01") << "the day in the organisation's zone";
    EXPECT_EQ(stored_column(folder.path(), "control_evidence", "control_id").front(), "TEC-01");
}

TEST(Hdf, a_scan_in_which_nothing_was_applicable_says_that_it_shows_nothing) {
    const Scratch folder;
    folder.file(
        "scan.json",
        R"({"profiles": [{"name": "p", "controls": [{"id": "A", "impact": 0.0, "results": []}]}]})");
    const auto collections =
        collect_in(folder.path(), "sources: {stig: {collector: hdf, path: scan.json}}\n");
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_THAT(collections[0].details, HasSubstr("evidence of nothing"));
}

} // namespace
} // namespace tickmark::testing
