#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;

TEST(Attestation, the_sample_of_safs_shape_is_read) {
    const std::string sample = sample_file("samples/attestations.yaml");
    if (sample.empty()) {
        GTEST_SKIP() << "the sample is not beside the project";
    }
    const auto rows = read_rows(
        "attestation",
        sample,
        {"control_id", "kind", "result", "effective_on", "valid_until", "performed_by", "detail"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("control_id"), "SV-230223");
    EXPECT_EQ(rows[0].at("kind"), "attestation");
    EXPECT_EQ(rows[0].at("result"), "pass");
    EXPECT_EQ(rows[0].at("effective_on"), "3000-01-01");
    EXPECT_EQ(rows[0].at("valid_until"), "3000-01-02");
    EXPECT_EQ(rows[0].at("performed_by"), "John Doe");
}

TEST(Attestation, our_own_shape_takes_an_end_or_a_time_of_validity) {
    const Scratch folder;
    const auto rows = read_rows(
        "attestation",
        folder.file(
            "a.yaml",
            "- {control: GOV-01, statement: Policy read, by: Ana, on: 2026-01-31, valid_for: 1 "
            "month}\n"
            "- {control: GOV-02, statement: Board told, by: Ana, on: 2026-01-31, valid_until: "
            "2026-12-31, result: fail}\n"
            "- {control: GOV-01, statement: Again, by: Bo, on: 2026-01-31, valid_for: annually}\n"),
        {"evidence_id", "result", "valid_until", "detail"});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].at("valid_until"), "2026-02-28");
    EXPECT_EQ(rows[0].at("evidence_id"), "attestation:GOV-01:2026-01-31");
    EXPECT_EQ(rows[1].at("valid_until"), "2026-12-31");
    EXPECT_EQ(rows[1].at("result"), "fail");
    EXPECT_EQ(rows[2].at("valid_until"), "2027-01-31");
    EXPECT_EQ(rows[2].at("evidence_id"), "attestation:GOV-01:2026-01-31#2");
}

TEST(Attestation, a_statement_without_who_when_or_an_end_is_a_reject) {
    const Scratch folder;
    const auto rows = read_rows(
        "attestation",
        folder.file(
            "a.yaml",
            "- {control: A, statement: s, on: 2026-01-31, valid_for: 1y}\n"
            "- {control: A, statement: s, by: Ana, valid_for: 1y}\n"
            "- {control: A, statement: s, by: Ana, on: 2026-01-31}\n"
            "- {control: A, statement: s, by: Ana, on: 2026-01-31, valid_for: soon}\n"
            "- {control: A, statment: s, by: Ana, on: 2026-01-31, valid_for: 1y}\n"),
        {"control_id"});
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].at("fault"), "a statement without 'by'");
    EXPECT_EQ(rows[1].at("fault"), "a statement without 'on'");
    EXPECT_EQ(rows[2].at("fault"), "a statement without 'valid_until' or 'valid_for'");
    EXPECT_THAT(rows[3].at("fault"), HasSubstr("'soon'"));
    EXPECT_THAT(rows[4].at("fault"), HasSubstr("did you mean 'statement'"));
    EXPECT_EQ(rows[4].at("locator"), "line 5");
}

TEST(Attestation, statements_are_collected_and_a_broken_file_fails_the_collection) {
    const Scratch folder;
    folder.file(
        "good.yaml",
        "attestations:\n- {control: A, statement: s, by: Ana, on: 2026-01-31, valid_for: 1y}\n"
        "- {control: B, statement: s, on: 2026-01-31, valid_for: 1y}\n");
    folder.file("bad.yaml", "- {control: A\n");
    const auto collections = collect_in(
        folder.path(),
        "sources: {good: {collector: attestation, path: good.yaml}, bad: {collector: attestation, "
        "path: bad.yaml}}\n");
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_EQ(collections[0].rows, 1);
    EXPECT_EQ(collections[0].rejected, 1);
    EXPECT_EQ(collections[1].outcome, Outcome::failed);
    EXPECT_EQ(collections[1].payloads.size(), 1U);
}

} // namespace
} // namespace tickmark::testing
