#include "tickmark/base/error.hpp"
#include "tickmark/render/html.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"
#include <cstdlib>
#include <regex>
#include <set>

namespace tickmark {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::SmallAudit;

std::string html_of(SmallAudit& audit) {
    const ReportModel model = make_report_model(audit.input());
    const std::string path = audit.scratch / "report.html";
    write_html_report(model, path);
    return read_file(path);
}

std::multiset<std::string> matches(const std::string& text, const std::string& pattern) {
    std::multiset<std::string> found;
    const std::regex expression(pattern);
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        found.insert((*at)[1]);
    }
    return found;
}

TEST(HtmlReport, EveryLinkHasItsPlaceAndEveryPlaceIsNamedOnce) {
    SmallAudit audit;
    const std::string whole = html_of(audit);
    const std::string html = whole.substr(whole.find("</style>"));
    const auto ids = matches(html, " id=\"([^\"]*)\"");
    for (const std::string& id : ids) {
        EXPECT_EQ(ids.count(id), 1U) << id;
    }
    for (const std::string& target : matches(html, "href=\"#([^\"]*)\"")) {
        EXPECT_EQ(ids.count(target), 1U) << target;
    }
}

TEST(HtmlReport, StandsAloneWithoutScript) {
    SmallAudit audit;
    const std::string html = html_of(audit);
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_TRUE(matches(html, "(https?://)").empty());
}

TEST(HtmlReport, SaysWhatIsMissing) {
    SmallAudit audit;
    const std::string html = html_of(audit);
    EXPECT_THAT(html, HasSubstr("the vendor tracker was never collected completely"));
    EXPECT_THAT(
        html,
        HasSubstr("source lms was unreachable on 2026-11-02 02:00:07 UTC: connection refused; last "
                  "collected"));
    EXPECT_THAT(html, HasSubstr("not available: this control has no test"));
    EXPECT_THAT(html, HasSubstr("not approved"));
}

TEST(HtmlReport, LeavesPersonalColumnsOutAndSaysSo) {
    SmallAudit audit;
    const std::string html = html_of(audit);
    EXPECT_THAT(html, Not(HasSubstr("Bo Chu")));
    EXPECT_THAT(html, HasSubstr("Not printed, as personal data: Name."));
    EXPECT_THAT(html, HasSubstr("P-002"));
    audit.definition.print_personal = {"training.person_name"};
    audit.dictionary.at("training").fields.resize(4);
    EXPECT_THAT(html_of(audit), HasSubstr("Bo Chu"));
}

TEST(HtmlReport, CutsLongListsAloud) {
    SmallAudit audit;
    for (int i = 100; i < 400; ++i) {
        audit.add({"P-" + std::to_string(i), "X", "2026-03-31", {}, {}});
    }
    audit.count();
    const std::string html = html_of(audit);
    EXPECT_THAT(html, HasSubstr("First 50 of 302; all in the workbook, sheet TRN-01.a."));
    EXPECT_THAT(html, Not(HasSubstr("P-399")));
}

TEST(HtmlReport, PrintsHostileTextAsText) {
    SmallAudit audit;
    const std::string hostile =
        std::string("<script>alert('x')</script>\"&\x01 \xE2\x80\xAE evil ") +
        std::string(100000, 'w') + "END";
    audit.add({"<b>P</b>", "X", "2026-03-31", {}, hostile});
    audit.count();
    audit.dictionary.at("training").fields = {
        audit.dictionary.at("training").fields[0],
        audit.dictionary.at("training").fields[2],
        audit.dictionary.at("training").fields[3],
        audit.dictionary.at("training").fields[9]};
    const std::string html = html_of(audit);
    EXPECT_THAT(html, Not(HasSubstr("<script>")));
    EXPECT_THAT(
        html,
        HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\xE2\x90\x81 [U+202E] "
                  "evil wwww"));
    EXPECT_THAT(html, HasSubstr("wwwEND"));
    EXPECT_THAT(html, HasSubstr("&lt;b&gt;P&lt;/b&gt;"));
}

TEST(HtmlReport, IsTheSameBytesEachTime) {
    SmallAudit audit;
    EXPECT_EQ(html_of(audit), html_of(audit));
}

TEST(HtmlReport, GivesThePdfTheSameSections) {
    SmallAudit audit;
    const ReportModel model = make_report_model(audit.input());
    const auto source = make_section_source(model);
    std::vector<std::string> names;
    while (const auto section = source->next()) {
        names.push_back(section->name);
        EXPECT_THAT(section->html, Not(::testing::IsEmpty())) << section->name;
    }
    EXPECT_THAT(
        names,
        ::testing::ElementsAre(
            "title-page",
            "contents",
            "how-to-read",
            "conclusion",
            "figures",
            "matrix",
            "scope",
            "controls",
            "control TRN-01",
            "control GOV-01",
            "control PHY-01",
            "findings",
            "quality",
            "ipe",
            "queries",
            "risk-register"));
}

/// TICKMARK_UPDATE_GOLDEN=1 writes the file anew; read what changed before it is committed.
TEST(HtmlReport, SectionsReadAsTheGoldenFileHasThem) {
    SmallAudit audit;
    const ReportModel model = make_report_model(audit.input());
    const auto source = make_section_source(model);
    std::string all;
    while (const auto section = source->next()) {
        all += "<!-- " + section->name + " -->\n" + section->html;
    }
    const std::string golden = testing::project_file("tests/golden/audit_sections.html");
    if (std::getenv("TICKMARK_UPDATE_GOLDEN") != nullptr) { // NOLINT(concurrency-mt-unsafe)
        write_file_whole(golden, all);
    }
    EXPECT_EQ(all, read_file(golden));
}

TEST(HtmlReport, AMissingNameNamesTemplateAndLine) {
    SmallAudit audit;
    const std::string folder = audit.scratch.path() + "/templates/own";
    audit.scratch.file("templates/own/x.mustache", "<h1>\n{{conclusion.sumary}}</h1>\n");
    audit.definition.folder = folder;
    audit.definition.sections = {{"x", "", "x", "", false, false, true, true, ""}};
    const ReportModel model = make_report_model(audit.input());
    try {
        make_section_source(model)->next();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.parts().where, "x:2");
        EXPECT_THAT(error.parts().why, HasSubstr("conclusion.sumary"));
    }
}

} // namespace
} // namespace tickmark
