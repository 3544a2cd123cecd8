#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* report = R"(# Lynis Report
report_datetime_start=2026-10-31 22:21:41
lynis_version=3.0.8
hostname=web01
suggestion[]=AUTH-9286|Configure minimum password age|-|-|
exception_event[]=BOOT-5104:001|Unknown service manager|
suggestion[]=AUTH-9286|Configure maximum password age|/etc/login.defs|-|
suggestion[]=PKGS-7392|Update your system|-|-|
warning[]=PKGS-7392|Found vulnerable packages|apt=openssl|text:run apt upgrade|
details[]=KRNL-6000|sysctl|desc:No description;field:kernel.x;prefval:1;value:0;|
report_datetime_end=2026-10-31 22:23:45
tests_executed=AUTH-9286|PKGS-7392|BOOT-5104|KRNL-5695|
tests_skipped=MALW-3288|
finish=true
)";

std::map<std::string, ReadRow> by_rule(const std::vector<ReadRow>& rows) {
    std::map<std::string, ReadRow> found;
    for (const ReadRow& row : rows) {
        found[row.at("rule")] = row;
    }
    return found;
}

TEST(Lynis, a_test_is_one_row_with_the_worst_that_was_said_of_it) {
    const Scratch folder;
    const auto rows = by_rule(read_rows(
        "lynis",
        folder.file("lynis-report.dat", report),
        {"evidence_id", "rule", "result", "detail", "system"}));
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows.at("PKGS-7392").at("result"), "fail");
    EXPECT_EQ(rows.at("PKGS-7392").at("locator"), "line 9");
    EXPECT_EQ(
        rows.at("PKGS-7392").at("detail"),
        "warning; Update your system; Found vulnerable packages, apt=openssl, text:run apt "
        "upgrade");
    EXPECT_EQ(rows.at("AUTH-9286").at("result"), "info");
    EXPECT_THAT(
        rows.at("AUTH-9286").at("detail"), HasSubstr("minimum password age; Configure max"));
    EXPECT_EQ(rows.at("BOOT-5104").at("result"), "error");
    EXPECT_EQ(rows.at("KRNL-5695").at("evidence_id"), "lynis:web01:KRNL-5695");
}

TEST(Lynis, a_test_without_a_warning_and_a_skipped_one_are_no_passes) {
    const Scratch folder;
    const auto rows = by_rule(read_rows(
        "lynis", folder.file("lynis-report.dat", report), {"rule", "result", "severity"}));
    EXPECT_EQ(rows.at("KRNL-5695").at("result"), "info");
    EXPECT_EQ(rows.at("KRNL-5695").at("severity"), "clean");
    EXPECT_EQ(rows.at("MALW-3288").at("result"), "not-reviewed");
}

TEST(Lynis, its_local_times_are_of_the_organisation_or_of_the_zone_named) {
    const Scratch folder;
    folder.file("lynis-report.dat", report);
    const auto collections = collect_in(
        folder.path(),
        "sources:\n  here: {collector: lynis, path: lynis-report.dat}\n"
        "  far: {collector: lynis, path: lynis-report.dat, zone: America/Los_Angeles}\n");
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].rows, 5) << collections[0].note;
    EXPECT_EQ(collections[1].rows, 5) << collections[1].note;
    EXPECT_EQ(
        stored_column(folder.path(), "control_evidence", "DISTINCT source || ' ' || effective_on"),
        (std::vector<std::string>{"far 2026-11-01"}))
        << "22:23 in Los Angeles is the next day in New York; far stands before here";
}

TEST(Lynis, an_audit_cut_off_and_another_file_are_refused) {
    const Scratch folder;
    const std::string cut =
        folder.file("cut.dat", "lynis_version=3.0.8\nhostname=web01\nwarning[]=A-1|x|-|-|\n");
    EXPECT_THROW(read_rows("lynis", cut, {"result"}), Error);
    const std::string other = folder.file("other.dat", "a=b\n");
    EXPECT_THROW(read_rows("lynis", other, {"result"}), Error);
}

} // namespace
} // namespace tickmark::testing
