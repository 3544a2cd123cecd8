#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SmallAudit;

std::string text_at(const Tree& root, const std::vector<std::string>& path) {
    const Tree* at = &root;
    for (const std::string& name : path) {
        at = at->find(name);
        if (at == nullptr) {
            return "(no " + name + ")";
        }
    }
    return at->text();
}

std::vector<Row> rows_of(const Table& table) {
    std::vector<Row> rows;
    table.each([&rows](const Row& row) { rows.push_back(row); });
    return rows;
}

TEST(ReportModel, TheConclusionCountsControlsInASentence) {
    SmallAudit audit;
    const ReportModel model = make_report_model(audit.input());
    EXPECT_EQ(
        text_at(model.root, {"conclusion", "summary"}),
        "Management assessed 3 controls as of 2026-10-31. 0 are effective, 1 has exceptions above "
        "tolerance, and for 2 "
        "the evidence does not carry a conclusion of effective.");
    EXPECT_EQ(text_at(model.root, {"conclusion", "open_findings"}), "1 finding is open");
}

TEST(ReportModel, HeadlineFiguresStandInTheOrderOfTheReport) {
    SmallAudit audit;
    audit.definition.headline = {"vendors.reviewed_on_time", "no.such", "training.on_time"};
    const ReportModel model = make_report_model(audit.input());
    const auto& headline = model.root.find("conclusion")->find("headline")->items();
    ASSERT_EQ(headline.size(), 2U);
    EXPECT_EQ(headline[0].find("value")->text(), "not available");
    EXPECT_EQ(
        headline[0].find("basis")->text(), "the vendor tracker was never collected completely");
    EXPECT_EQ(headline[1].find("value")->text(), "33.3%");
    EXPECT_EQ(headline[1].find("basis")->text(), "1 of 3; 1 undetermined");
}

TEST(ReportModel, TheMatrixGroupsObligationsByTheirRule) {
    SmallAudit audit;
    const ReportModel model = make_report_model(audit.input());
    const auto& groups = model.root.find("matrix")->find("groups")->items();
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].find("title")->text(), "Security rule");
    EXPECT_EQ(groups[1].find("lines")->items().size(), 2U);
}

TEST(ReportModel, DocumentsThatVanishedAreAShortcomingOfTheirDataset) {
    SmallAudit audit;
    audit.snapshot->complete[0].details =
        R"({"vanished":[{"path":"docs/a.pdf","missed_on":"2026-11-01"},{"path":"docs/b.pdf"}]})";
    const ReportModel model = make_report_model(audit.input());
    std::vector<std::string> vanished;
    for (const Tree& line : model.root.find("quality")->find("lines")->items()) {
        if (line.find("kind")->text() == "Vanished") {
            vanished.push_back(line.find("dataset")->text() + ": " + line.find("text")->text());
        }
    }
    ASSERT_EQ(vanished.size(), 1U);
    EXPECT_THAT(
        vanished[0],
        ::testing::StartsWith(
            "Training completion: 2 documents that source lms held before could not be found on "));
}

TEST(ReportModel, DetailRowsAgreeWithTheCountsOfTheTest) {
    SmallAudit audit;
    const ReportModel model = make_report_model(audit.input());
    ASSERT_EQ(model.details.size(), 1U);
    std::int64_t in = 0;
    std::int64_t exceptions = 0;
    std::int64_t undetermined = 0;
    for (const Row& row : rows_of(model.details[0].table)) {
        in += row[row.size() - 2].text == "in" ? 1 : 0;
        exceptions += row.back().text == "exception" ? 1 : 0;
        undetermined +=
            row[row.size() - 2].text == "undetermined" || row.back().text == "undetermined" ? 1 : 0;
    }
    EXPECT_EQ(in, audit.test().population);
    EXPECT_EQ(exceptions, audit.test().exceptions);
    EXPECT_EQ(undetermined, audit.test().undetermined);
    EXPECT_EQ(model.details[0].rows, 5);
    EXPECT_THAT(model.details[0].left_out, ElementsAre("Name"));
}

TEST(ReportModel, AReportAddsTablesOfADatasetWithoutCode) {
    SmallAudit audit;
    audit.definition.tables = {
        {"late", "Late", "training", "completed_on > due_on", {"person_id", "completed_on"}, {}}};
    const ReportModel model = make_report_model(audit.input());
    const auto rows = rows_of(model.tables.at("late"));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0][0].text, "P-002");
    EXPECT_EQ(rows[0][1].kind, Cell::Kind::date);
}

TEST(ReportModel, ATableOfAnUnknownFieldSaysWhichIsMeant) {
    SmallAudit audit;
    audit.definition.tables = {{"late", "Late", "training", "", {"completed_no"}, {}}};
    try {
        make_report_model(audit.input());
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.parts().why, HasSubstr("did you mean 'completed_on'?"));
    }
}

TEST(ReportModel, AnchorsOfDifferentNamesDiffer) {
    EXPECT_EQ(anchor_id("control", "TRN-01"), "control-TRN-01");
    EXPECT_NE(
        anchor_id("obligation", "hipaa:164.308(a)"), anchor_id("obligation", "hipaa:164.308-a-"));
    EXPECT_NE(anchor_id("x", "a_b"), anchor_id("x", "a b"));
}

TEST(ReportDefinition, NamesEachWrongKeyAndItsPlace) {
    testing::Scratch scratch;
    scratch.file(
        "own/report.yaml",
        "title: T\naudience: auditor\nsectoins: []\nlimits: {exceptions: many}\n"
        "sections:\n  - {id: a, template: b, landscap: true}\n");
    Problems problems;
    load_report_definition(scratch / "own", problems);
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_THAT(problems[0].what, HasSubstr("did you mean 'sections'?"));
    EXPECT_THAT(problems[1].what, HasSubstr("a limit is a whole number"));
    EXPECT_THAT(problems[2].what, HasSubstr("did you mean 'landscape'?"));
}

TEST(ReportDefinition, TheShippedAuditReportIsWellFormed) {
    Problems problems;
    const ReportDefinition report =
        load_report_definition(testing::project_file("templates/audit"), problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(report.id, "audit");
    EXPECT_EQ(report.audience, "auditor");
}

TEST(ReportCells, PrintAsPeopleReadThem) {
    EXPECT_EQ(
        print_cell(Cell::of_kind(Cell::Kind::datetime, "2026-10-31T13:45:10.123Z")),
        "2026-10-31 13:45:10 UTC");
    EXPECT_EQ(print_cell(Cell::of_boolean(false)), "no");
    Field list;
    list.type = FieldType::list;
    EXPECT_EQ(print_cell(Cell::of_field(list, R"(["a","b;c"])")), "a; b;c");
    EXPECT_EQ(print_cell(Cell::of_field(list, "not json")), "not json");
    EXPECT_EQ(print_cell(Cell::of_field(list, std::nullopt)), "");
}

} // namespace
} // namespace tickmark
