#include "tickmark/base/error.hpp"
#include "tickmark/inspect/pdf_lint.hpp"

#include <gtest/gtest.h>

#include "pdf_sample.hpp"
#include "render/pdf/prepared_internal.hpp"
#include <qpdf/QPDF.hh>
#include <set>
#include <sstream>

namespace tickmark {

namespace {

using testing::count_of;
using testing::output_of;
using testing::sample_document;
using testing::section;

class SystemPdfStructure: public ::testing::Test {
protected:
    PdfResult
    render(std::vector<PdfSection> sections, const PdfDocument& document = sample_document()) {
        SectionList list(std::move(sections));
        PdfResult result = render_pdf(list, document, {out(), scratch_.path(), 2});
        for (const PdfVolume& volume : result.volumes) {
            const auto faults = check_pdf(volume.path);
            EXPECT_TRUE(faults.empty()) << describe(faults);
        }
        return result;
    }
    std::string out() const { return scratch_ / "out.pdf"; }
    std::string tree() const { return output_of("pdfinfo -struct-text " + out()); }
    std::string objects() const {
        return output_of("qpdf --qdf --object-streams=disable " + out() + " - | strings");
    }

    testing::Scratch scratch_;
};

/// Roles of the elements in order, each behind as many dots as there are elements around it.
std::string outline_of(const std::string& html, bool tagged = true) {
    const std::string style;
    const pdf::PreparedSection prepared =
        pdf::prepare_section(section("roles", html), {&style, tagged});
    std::string out;
    for (const pdf::StructureNode& node : prepared.nodes) {
        for (int up = node.parent; up >= 0;
             up = prepared.nodes[static_cast<std::size_t>(up)].parent) {
            out += '.';
        }
        out += node.role + " ";
    }
    return out;
}

} // namespace

TEST(PdfRoles, GivesTermsAndExplanationsAsAList) {
    EXPECT_EQ(
        outline_of("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><p>d</p></dd></dl>"),
        "L .LI ..Lbl ..LBody .LI ..Lbl ..LBody ...P ");
}

TEST(PdfRoles, GathersLinesOfContents) {
    EXPECT_EQ(
        outline_of("<h1>Contents</h1><div class=\"contents-line\"><a href=\"#a\">A</a></div>\n"
                   "<div class=\"contents-line\"><a href=\"#b\">B</a></div><p id=\"a\">a</p>"),
        "H1 TOC .TOCI ..Reference ...Link .TOCI ..Reference ...Link P ");
}

TEST(PdfRoles, GivesATableWithAHeadingABody) {
    EXPECT_EQ(
        outline_of("<table><thead><tr><th>a</th></tr></thead></table>"),
        "Table .THead ..TR ...TH .TBody ");
    EXPECT_EQ(
        outline_of("<table><thead><tr><th>a</th></tr></thead><tr><td>b</td></tr><tr><td>c</td></"
                   "tr></table>"),
        "Table .THead ..TR ...TH .TBody ..TR ...TD ..TR ...TD ");
}

TEST(PdfRoles, KeepsTheCellsOfHiddenValues) {
    EXPECT_EQ(
        outline_of("<table><tr><td>a</td><td aria-hidden=\"true\">b</td></tr></table>"),
        "Table .TR ..TD ..TD ");
    EXPECT_EQ(outline_of("<div aria-hidden=\"true\">a<p>b</p></div>"), "");
}

TEST(PdfRoles, KeepsTheLanguageOfAFewWords) {
    EXPECT_EQ(outline_of("<p>One <span lang=\"de\">zwei</span></p>"), "P .Span ");
    EXPECT_EQ(outline_of("<p>One <span lang=\"de\">zwei</span></p>", false), "");
}

TEST_F(SystemPdfStructure, TellsFiguresInThePlaceWhereTheyStand) {
    render({section(
        "figure",
        "<h1>Drawing</h1><p>before <svg role=\"img\" aria-label=\"two bars\" width=\"90\" "
        "height=\"30\"><rect width=\"50\" height=\"20\"/></svg> after</p>")});
    const std::string whole = tree();
    const auto before = whole.find("\"before ");
    const auto figure = whole.find("Figure");
    const auto after = whole.find("after\"");
    ASSERT_NE(figure, std::string::npos) << whole;
    EXPECT_LT(before, figure) << whole; // the engine paints the drawing last
    EXPECT_LT(figure, after) << whole;
    EXPECT_NE(whole.find("BBox"), std::string::npos) << whole;
}

TEST_F(SystemPdfStructure, WritesALineOnceThatStandsAtAPagesEnd) {
    std::string html = "<h1>Long</h1>";
    for (int i = 0; i < 60; ++i) {
        html += fmt::format("<div class=\"keep\"><h2>Heading {}.</h2><p>", i);
        for (int k = 0; k < i * 7 % 90 + 3; ++k) {
            html += "some words of running text ";
        }
        html += "</p></div>";
    }
    render({section("long", html)});
    const std::string words = output_of("pdftotext " + out() + " -");
    for (int i = 0; i < 60; ++i) {
        EXPECT_EQ(count_of(words, fmt::format("Heading {}.", i)), 1U) << i;
    }
}

TEST_F(SystemPdfStructure, SetsDigitsSideBySide) {
    // Ten equal widths in a row: the engine lists them in a form of their own.
    render({section("digits", "<h1>Digits</h1><p>0123456789012345</p>")});
    const std::string boxes = output_of("pdftotext -bbox " + out() + " -");
    const auto at = boxes.rfind("<word", boxes.find("0123456789012345"));
    ASSERT_NE(at, std::string::npos) << boxes;
    const auto number = [&](const char* name) {
        return std::stod(boxes.substr(boxes.find(name, at) + 6));
    };
    EXPECT_NEAR(number("xMax=\"") - number("xMin=\""), 16 * 5.72, 1); // 0.572 of 10 points each
}

TEST_F(SystemPdfStructure, NamesTheLinkOfAPageNumber) {
    render(
        {{"contents",
          "<h1>Contents</h1><div class=\"contents-line\"><a href=\"#part\">Part</a>"
          "<a class=\"page-of\" href=\"#part\"></a></div>",
          false,
          true},
         section("part", "<h1 id=\"part\">Part</h1>")});
    EXPECT_NE(objects().find("/Contents (page 1)"), std::string::npos) << objects();
    EXPECT_NE(tree().find("TOCI"), std::string::npos) << tree();
}

TEST_F(SystemPdfStructure, LeadsToOtherVolumesByName) {
    PdfDocument document = sample_document();
    document.volume_pages = 1;
    document.attachments = {{"a.json", "application/json", "origin", "Data", "{}"}};
    render(
        {section("first", "<h1 id=\"one\">One</h1>"),
         section("second", "<h1>Two</h1><p><a href=\"#one\">back</a></p>")},
        document);
    const std::string second = output_of(
        "qpdf --qdf --object-streams=disable " + (scratch_ / "out-volume-2.pdf") + " - | strings");
    EXPECT_NE(second.find("/F (out.pdf)"), std::string::npos) << second;
    EXPECT_EQ(second.find("/Filespec"), std::string::npos);
    EXPECT_EQ(second.find("/Dests"), std::string::npos) << "an empty tree of names";
}

TEST_F(SystemPdfStructure, TellsTheLettersOfJoinedLamAndAlef) {
    const std::string word = "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85"; // salam
    render({section("arabic", "<h1>A</h1><p>" + word + "</p>")});
    QPDF file;
    file.processFile(out().c_str());
    std::size_t told = 0;
    for (QPDFObjectHandle& object : file.getAllObjects()) {
        told += object.isDictionary() && object.getKey("/S").isNameAndEquals("/Span") &&
                        object.getKey("/ActualText").isString() &&
                        object.getKey("/ActualText").getUTF8Value() == word
                    ? 1U
                    : 0U;
    }
    EXPECT_EQ(told, 1U);
}

TEST_F(SystemPdfStructure, LeadsToThePageWhereTheTextStands) {
    std::string html = "<h1>Places</h1>";
    for (int i = 0; i < 120; ++i) { // of many heights, so that some begin on the edge of a page
        html += fmt::format(
            "<div class=\"keep\"><h3 id=\"place-{0}\">Place {0} here</h3>"
            "<p style=\"height:{1}pt\">Text</p></div>",
            i,
            20 + i % 23);
    }
    const PdfResult result = render({section("places", html)});
    std::vector<std::string> pages;
    for (std::size_t page = 1; page <= result.pages; ++page) {
        pages.push_back(output_of(fmt::format("pdftotext -f {0} -l {0} {1} -", page, out())));
    }
    std::istringstream lines(output_of("pdfinfo -dests " + out()));
    std::size_t found = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto name = line.find("\"place-");
        if (name == std::string::npos) {
            continue;
        }
        const auto page = std::stoul(line);
        const std::string heading =
            fmt::format("Place {} here", std::stoi(line.substr(name + sizeof("\"place-") - 1)));
        EXPECT_NE(pages.at(page - 1).find(heading), std::string::npos) << line;
        ++found;
    }
    EXPECT_EQ(found, 120U);
}

TEST_F(SystemPdfStructure, PrintsWordsOfOneLineBesideEachOtherInEveryScript) {
    const std::string hebrew =
        "\xD7\xA9\xD6\xB8\xD7\x81\xD7\x9C\xD7\x95\xD6\xB9\xD7\x9D"; // pointed
    const std::string arabic = "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7";
    const std::string hindi =
        "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87";
    render({section("names", "<h1>A</h1><p>" + hindi + " " + hebrew + " " + arabic + " end</p>")});
    QPDF file;
    file.processFile(out().c_str());
    std::set<std::string> told;
    for (QPDFObjectHandle& object : file.getAllObjects()) {
        if (object.isDictionary() && object.getKey("/ActualText").isString()) {
            told.insert(object.getKey("/ActualText").getUTF8Value());
        }
    }
    EXPECT_EQ(told, (std::set<std::string>{hebrew + " ", arabic + " "}));
    const std::string words = output_of("pdftotext " + out() + " -");
    EXPECT_NE(words.find(hindi), std::string::npos) << words;
    EXPECT_NE(words.find("\xD7\xA9"), std::string::npos) << words;
}

TEST_F(SystemPdfStructure, KeepsWordsApartWhereALineEnds) {
    const std::string words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda";
    render({section(
        "lines",
        "<h1>A</h1><p style=\"width:30mm\">  alpha beta gamma\n  delta epsilon zeta eta <b>theta "
        "iota</b> kappa <a href=\"https://example.org/\">lambda</a></p>"
        "<pre>two  blanks</pre>")});
    std::istringstream lines(tree());
    std::string told;
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find('"');
        if (first != std::string::npos) {
            told += line.substr(first + 1, line.rfind('"') - first - 1);
        }
    }
    EXPECT_NE(told.find(words), std::string::npos) << told;
    EXPECT_NE(told.find("two  blanks"), std::string::npos) << told;
}

TEST_F(SystemPdfStructure, ReplacesWhatMetadataCannotHold) {
    PdfDocument document = sample_document();
    document.title = "Au\x01"
                     "dit\xEF\xBF\xBE";
    document.author = "Mer\xFFidian";
    render({section("one", "<h1>One</h1><p>Text.</p>")}, document);
    const std::string told = output_of("pdfinfo " + out());
    EXPECT_NE(told.find("Au[U+0001]dit[U+FFFE]"), std::string::npos) << told;
    EXPECT_NE(told.find("Mer[U+FFFD]idian"), std::string::npos) << told;
    EXPECT_EQ(
        output_of(
            "pdfinfo -meta " + out() +
            " | python3 -c 'import sys, xml.dom.minidom as xml; "
            "xml.parseString(sys.stdin.buffer.read())' 2>&1"),
        "");
}

TEST_F(SystemPdfStructure, RefusesADocumentThatCouldNotKeepItsPromise) {
    PdfDocument untitled = sample_document();
    untitled.title.clear();
    PdfDocument tongueless = sample_document();
    tongueless.language = "en_US";
    PdfDocument untyped = sample_document();
    untyped.attachments = {{"a.json", "json", "origin", "Data", "{}"}};
    PdfDocument unrelated = sample_document();
    unrelated.attachments = {{"a.json", "application/json", "origin", "Friend", "{}"}};
    PdfDocument twice = sample_document();
    twice.attachments = {
        {"a.json", "application/json", "origin", "Data", "{}"},
        {"a.json", "application/json", "other", "Data", "[]"}};
    PdfDocument unnumbered = sample_document();
    unnumbered.bates = PdfBates{"\xEF\xBB\xBFMER-", 6, 1};
    for (const PdfDocument& document :
         {untitled, tongueless, untyped, unrelated, twice, unnumbered}) {
        EXPECT_THROW(render({section("one", "<h1>One</h1>")}, document), Error);
    }
}

} // namespace tickmark
