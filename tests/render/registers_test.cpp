#include "tickmark/render/html.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"
#include <set>

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::SmallAudit;

SectionDefinition register_section() {
    SectionDefinition section;
    section.id = "register";
    section.title = "Register";
    section.template_name = "register";
    section.table = "all";
    return section;
}

/// A report that is one register of the training records.
void make_register(SmallAudit& audit, const std::vector<std::string>& columns) {
    audit.definition.tables = {{"all", "All", "training", "", columns, {}}};
    audit.definition.sections = {register_section()};
    audit.definition.charts.clear();
    audit.definition.sheets.clear();
}

void add_rows(SmallAudit& audit, int rows) {
    audit.snapshot->connection().execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(rows) +
        ") INSERT INTO training SELECT printf('K%06d', i), printf('K%06d', i), 'Name', NULL, NULL, "
        "1, 1, 1, NULL, NULL, NULL, 'lms', 'C000001', '', '' FROM n");
}

std::vector<PdfSection> sections_of(SmallAudit& audit) {
    const ReportModel model = make_report_model(audit.input());
    const auto source = make_section_source(model);
    std::vector<PdfSection> sections;
    while (auto section = source->next()) {
        sections.push_back(std::move(*section));
    }
    return sections;
}

TEST(Registers, PrintEveryRecordOnceInBlocksThatRenderSideBySide) {
    SmallAudit audit;
    audit.snapshot->connection().execute("DELETE FROM training");
    add_rows(audit, 1200);
    make_register(audit, {"person_id", "due_on"});
    const auto sections = sections_of(audit);
    ASSERT_EQ(sections.size(), 3U);
    EXPECT_EQ(sections[0].name, "register rows 1 to 500");
    EXPECT_EQ(sections[2].name, "register rows 1,001 to 1,200");
    std::string all;
    for (const PdfSection& section : sections) {
        all += section.html;
    }
    for (int i = 1; i <= 1200; ++i) {
        const std::string id =
            ">K" + std::string(6 - std::to_string(i).size(), '0') + std::to_string(i) + "<";
        const std::size_t at = all.find(id);
        ASSERT_NE(at, std::string::npos) << id;
        EXPECT_EQ(all.find(id, at + 1), std::string::npos) << id;
    }
    EXPECT_THAT(sections[0].html, HasSubstr("1,200 records"));
    EXPECT_THAT(sections[1].html, Not(HasSubstr("<h1")));
    EXPECT_THAT(sections[2].html, HasSubstr("end-of-report"));
    EXPECT_THAT(sections[1].html, Not(HasSubstr("end-of-report")));
}

TEST(Registers, GoOnWhereTheFirstQueryEnds) {
    SmallAudit audit;
    add_rows(audit, 40'001);
    make_register(audit, {"person_id"});
    const ReportModel model = make_report_model(audit.input());
    std::set<std::string> keys;
    std::size_t rows = 0;
    const Tree::Next next = model.root.find("tables")->items()[0].find("all_rows")->open();
    while (const auto row = next()) {
        keys.insert(row->find("cells")->items()[0].find("text")->text());
        ++rows;
    }
    EXPECT_EQ(rows, 40'006U); // with the five of the small audit
    EXPECT_EQ(keys.size(), rows);
}

TEST(Registers, LeavePersonalColumnsOutAndSaySo) {
    SmallAudit audit;
    make_register(audit, {"person_id", "person_name", "due_on"});
    auto sections = sections_of(audit);
    EXPECT_THAT(sections.at(0).html, Not(HasSubstr("Ann Lee")));
    EXPECT_THAT(sections.at(0).html, HasSubstr("Not shown, as personal data: Name."));
    audit.definition.print_personal = {"training.person_name"};
    sections = sections_of(audit);
    EXPECT_THAT(sections.at(0).html, HasSubstr("Ann Lee"));
}

TEST(Registers, SayWhyTheyAreEmpty) {
    SmallAudit audit;
    audit.snapshot->connection().execute("DELETE FROM training");
    make_register(audit, {"person_id"});
    auto sections = sections_of(audit);
    ASSERT_EQ(sections.size(), 1U);
    EXPECT_THAT(sections[0].html, HasSubstr("None: Training completion holds no record."));
    EXPECT_THAT(sections[0].html, Not(HasSubstr("<table")));
    audit.snapshot->complete.clear();
    sections = sections_of(audit);
    EXPECT_THAT(
        sections[0].html, HasSubstr("not available: Training completion was never collected"));
}

TEST(Registers, AreOneTableOnTheScreen) {
    SmallAudit audit;
    add_rows(audit, 1200);
    make_register(audit, {"person_id"});
    const ReportModel model = make_report_model(audit.input());
    write_html_report(model, audit.scratch / "r.html");
    const std::string html = read_file(audit.scratch / "r.html");
    EXPECT_EQ(html.find("<thead>"), html.rfind("<thead>"));
    EXPECT_THAT(html, HasSubstr("K001200"));
}

TEST(HtmlReport, HoldsItsPicturesAndTheNamesOfItsBatesNumbers) {
    SmallAudit audit;
    ReportInput input = audit.input();
    input.logo = Picture{"", "\x89PNG", "image/png", 100, 50, ""};
    ReportModel model = make_report_model(input);
    set_bates_range(model, "MER-000001", "MER-000012");
    write_html_report(model, audit.scratch / "r.html");
    const std::string html = read_file(audit.scratch / "r.html");
    EXPECT_THAT(html, HasSubstr("src=\"data:image/png;base64,iVBORw==\""));
    EXPECT_THAT(html, HasSubstr("MER-000001 to MER-000012"));
    EXPECT_THAT(html, Not(HasSubstr("image:logo")));
}

TEST(PdfOfAReport, FollowsTheWorkspacesSettings) {
    SmallAudit audit;
    ReportInput input = audit.input();
    input.render.watermark = "DRAFT";
    input.render.accessible = false;
    input.render.accent = "#112233";
    input.render.bates_start = 42;
    const ReportModel model = make_report_model(input);
    const PdfDocument document = make_pdf_document(model);
    EXPECT_EQ(document.stamps.watermark, "DRAFT");
    EXPECT_FALSE(document.accessible);
    EXPECT_EQ(document.bates->prefix, "MER-");
    EXPECT_EQ(document.bates->start, 42U);
    EXPECT_THAT(document.style_css, HasSubstr("#112233"));
    EXPECT_THAT(document.style_css, Not(HasSubstr("#24506e")));
    EXPECT_THAT(sections_of(audit).front().html, HasSubstr("MER-000001 to"));

    audit.workspace.organisation.bates_prefix.clear();
    EXPECT_FALSE(make_pdf_document(make_report_model(audit.input())).bates.has_value());
    EXPECT_THAT(sections_of(audit).front().html, Not(HasSubstr("Bates")));
}

} // namespace
} // namespace tickmark
