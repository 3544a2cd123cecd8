#include "tickmark/base/error.hpp"
#include "tickmark/formats/xlsx_reader.hpp"
#include "tickmark/render/workbook.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"
#include <cstdlib>

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SmallAudit;
using ::testing::StartsWith;

std::string workbook_of(SmallAudit& audit, const WorkbookLimits& limits = {}) {
    const ReportModel model = make_report_model(audit.input());
    const std::string path = audit.scratch / "workbook.xlsx";
    write_workbook(model, path, limits);
    return path;
}

/// Values of the named columns of a sheet, row by row; a missing cell is "-".
std::vector<std::vector<std::string>> sheet_rows(
    const std::string& path, const std::string& sheet, const std::vector<std::string>& columns) {
    std::vector<WantedColumn> wanted;
    for (const std::string& column : columns) {
        wanted.push_back({column, true});
    }
    const auto reader = open_xlsx(path, "workbook.xlsx", {sheet, 1}, wanted);
    std::vector<std::vector<std::string>> rows;
    RawRow row;
    while (reader->next(row)) {
        std::vector<std::string> texts;
        for (const RawValue& value : row.values) {
            texts.push_back(value.kind == RawValue::Kind::missing ? "-" : value.text);
        }
        rows.push_back(texts);
    }
    return rows;
}

TEST(Workbook, DetailRowsAreTypedAndCarryWhatTheTestSays) {
    SmallAudit audit;
    const auto rows = sheet_rows(
        workbook_of(audit),
        "TRN-01.a",
        {"Record", "Due", "Score", "Passed", "Seen", "Topics", "Population", "Exception"});
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_THAT(
        rows[0],
        ElementsAre(
            "P-001",
            "2026-03-31",
            "87.5",
            "true",
            "2026-03-01T13:45:10",
            "privacy; security",
            "in",
            "ok"));
    EXPECT_THAT(
        rows[1],
        ElementsAre(
            "P-002",
            "2026-03-31",
            "87.5",
            "true",
            "2026-03-01T13:45:10",
            "privacy; security",
            "in",
            "exception"));
    EXPECT_EQ(rows[3][6], "undetermined");
    EXPECT_THAT(
        rows[4],
        ElementsAre(
            "P-005",
            "2027-03-31",
            "87.5",
            "true",
            "2026-03-01T13:45:10",
            "privacy; security",
            "out",
            ::testing::AnyOf("-", "")));
}

TEST(Workbook, CountsOfTestsAreCachedAsTheAssessmentFoundThem) {
    SmallAudit audit;
    const auto rows = sheet_rows(
        workbook_of(audit), "Tests", {"Test", "Population", "Exceptions", "Undetermined"});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(rows[0], ElementsAre("TRN-01.a", "3", "2", "1"));
    EXPECT_THAT(rows[1], ElementsAre("GOV-01.a", "0", "0", "0"));
}

TEST(Workbook, PersonalColumnsStayOut) {
    SmallAudit audit;
    EXPECT_THROW(sheet_rows(workbook_of(audit), "TRN-01.a", {"Name"}), Error);
}

TEST(Workbook, HostileTextIsTextAndNothingOfItIsLost) {
    SmallAudit audit;
    const std::string longest = std::string(100000, 'w') + "END";
    audit.add({"=cmd|' /C calc'!A0", "X", "2026-03-31", {}, "=1+1"});
    audit.add(
        {"@SUM(A1)",
         "X",
         "2026-03-31",
         {},
         std::string("a\x01"
                     "b_x0041_\xE2\x80\xAE<b>&\"")});
    audit.add({"Z", "X", "2026-03-31", {}, longest});
    audit.count();
    const std::string path = workbook_of(audit);
    std::map<std::string, std::string> remarks;
    for (const auto& row : sheet_rows(path, "TRN-01.a", {"Record", "Remark"})) {
        remarks[row[0]] = row[1];
    }
    EXPECT_EQ(remarks["=cmd|' /C calc'!A0"], "=1+1");
    EXPECT_EQ(
        remarks["@SUM(A1)"],
        "a\xE2\x90\x81"
        "b_x0041_[U+202E]<b>&\"");
    EXPECT_THAT(remarks["Z"], StartsWith("wwww"));
    EXPECT_THAT(remarks["Z"], HasSubstr("cut: the whole is in the sheet Long texts, L1"));
    EXPECT_LE(remarks["Z"].size(), 32767U + 8);
    std::string whole;
    for (const auto& row : sheet_rows(path, "Long texts", {"Number", "Part", "Text"})) {
        whole += row[2];
    }
    EXPECT_EQ(whole, longest);
}

TEST(Workbook, ALongTextOfEscapesIsCutWithoutBreakingOne) {
    SmallAudit audit;
    std::string escapes;
    for (int i = 0; i < 10000; ++i) {
        escapes += "_x0041_";
    }
    audit.add({"Z", "X", "2026-03-31", {}, escapes});
    audit.count();
    std::string whole;
    for (const auto& row : sheet_rows(workbook_of(audit), "Long texts", {"Number", "Text"})) {
        whole += row[1];
    }
    EXPECT_EQ(whole, escapes);
}

TEST(Workbook, ATableLongerThanASheetGoesOnInASecondOneAndSaysSo) {
    SmallAudit audit;
    for (int i = 100; i < 120; ++i) {
        audit.add({"P-" + std::to_string(i), "X", "2026-03-31", {}, {}});
    }
    audit.count();
    const std::string path = workbook_of(audit, {11, 32767});
    EXPECT_EQ(sheet_rows(path, "TRN-01.a", {"Record"}).size(), 10U);
    EXPECT_EQ(sheet_rows(path, "TRN-01.a (2)", {"Record"}).size(), 10U);
    EXPECT_EQ(sheet_rows(path, "TRN-01.a (3)", {"Record"}).size(), 5U);
}

TEST(Workbook, IsTheSameBytesEachTimeInAnyZone) {
    SmallAudit audit;
    const std::string first = read_file(workbook_of(audit));
    EXPECT_EQ(first, read_file(workbook_of(audit)));
}

TEST(Workbook, EveryCollectionStandsInTheIpeSheet) {
    SmallAudit audit;
    const auto rows =
        sheet_rows(workbook_of(audit), "IPE", {"Collection", "Outcome", "Query or path", "Rows"});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(
        rows[0],
        ElementsAre("C000001", "Complete", "SELECT user_id, due, completed FROM completions", "4"));
    EXPECT_EQ(rows[1][1], "Unreachable");
}

TEST(SheetNames, AreLegalAndUnique) {
    std::set<std::string> taken;
    EXPECT_EQ(legal_sheet_name("a[b]:c*d?e/f\\g", taken), "a-b--c-d-e-f-g");
    EXPECT_EQ(legal_sheet_name("'quoted'", taken), "quoted");
    EXPECT_EQ(legal_sheet_name("QUOTED", taken), "QUOTED (2)");
    EXPECT_EQ(legal_sheet_name("", taken), "Sheet");
    EXPECT_EQ(legal_sheet_name("History", taken), "Sheet (2)");
    EXPECT_EQ(legal_sheet_name(std::string(40, 'x'), taken), std::string(31, 'x'));
    EXPECT_EQ(legal_sheet_name(std::string(40, 'x'), taken), std::string(27, 'x') + " (2)");
}

} // namespace
} // namespace tickmark
