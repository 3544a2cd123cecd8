#include "tickmark/base/digest.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/inspect/pdf_lint.hpp"

#include <gtest/gtest.h>

#include "pdf_sample.hpp"
#include <filesystem>

namespace tickmark {

namespace {

using testing::count_of;
using testing::output_of;
using testing::sample_document;
using testing::section;

class SystemPdf: public ::testing::Test {
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
    std::string text(const std::string& options = "") const {
        return output_of("pdftotext -layout " + options + " " + out() + " -");
    }
    /// Why the document fails; nothing is left behind.
    std::string
    failure(std::vector<PdfSection> sections, const PdfDocument& document = sample_document()) {
        try {
            render(std::move(sections), document);
        } catch (const Error& error) {
            EXPECT_EQ(exit_code(error.code()), 5);
            for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) {
                ADD_FAILURE() << "left behind: " << entry.path();
            }
            return error.what();
        }
        return "";
    }

    testing::Scratch scratch_;
};

} // namespace

TEST_F(SystemPdf, PrintsHeaderFooterPageAndBatesNumberOnEveryPage) {
    const PdfResult result = render(
        {section("one", "<h1>One</h1><p>First.</p>"),
         section("two", "<h1>Two</h1><p>Second.</p>")});
    EXPECT_EQ(result.pages, 2U);
    EXPECT_EQ(result.bates_first, "MER-000001");
    EXPECT_EQ(result.bates_last, "MER-000002");
    for (const char* page : {"1", "2"}) {
        const std::string words = text(fmt::format("-f {0} -l {0}", page));
        EXPECT_NE(words.find("Meridian Health"), std::string::npos) << words;
        EXPECT_NE(words.find("Audit pack, as of 2026-10-31"), std::string::npos);
        EXPECT_EQ(count_of(words, "CONFIDENTIAL"), 2U);
        EXPECT_NE(words.find(fmt::format("Page {} of 2", page)), std::string::npos);
        EXPECT_NE(words.find(fmt::format("MER-00000{}", page)), std::string::npos);
    }
}

TEST_F(SystemPdf, NamesTheBatesNumberOfAnotherPage) {
    render(
        {section(
             "one", "<h1>One</h1><p>MER-000001 to <a class=\"bates-of\" href=\"#end\"></a></p>"),
         section("two", "<h1>Two</h1><p id=\"end\">The end.</p>")});
    const std::string first = text("-f 1 -l 1");
    EXPECT_EQ(count_of(first, "MER-000002"), 1U) << first;

    std::filesystem::remove(out());
    PdfDocument none = sample_document();
    none.bates.reset();
    EXPECT_NE(
        failure(
            {section("one", "<h1>One</h1><p id=\"a\"><a class=\"bates-of\" href=\"#a\"></a></p>")},
            none)
            .find("Bates number of \"a\""),
        std::string::npos);
}

TEST_F(SystemPdf, NumbersTheContentsWithTheRightPages) {
    std::vector<PdfSection> sections;
    std::string contents = "<h1>Contents</h1>";
    for (int i = 1; i <= 60; ++i) {
        contents += fmt::format(
            "<div class=\"contents-line\"><a href=\"#part-{0}\">Part {0}</a>"
            "<a class=\"page-of\" href=\"#part-{0}\"></a></div>",
            i);
    }
    sections.push_back({"contents", contents, false, true});
    std::string body;
    for (int i = 1; i <= 60; ++i) {
        body += fmt::format(
            "<h2 id=\"part-{0}\" class=\"{1}\">Part {0}</h2><p>Text.</p>",
            i,
            i > 1 ? "page-break" : "");
    }
    sections.push_back(section("body", body));
    const PdfResult result = render(std::move(sections));
    EXPECT_EQ(result.pages, 62U);
    const std::string words = text("-f 1 -l 2");
    for (int i = 1; i <= 60; ++i) {
        const auto at = words.find(fmt::format("Part {} ", i));
        ASSERT_NE(at, std::string::npos) << i;
        const std::string line = words.substr(at, words.find('\n', at) - at);
        EXPECT_EQ(line.substr(line.rfind(' ') + 1), std::to_string(i));
    }
    EXPECT_NE(words.find("Page ii"), std::string::npos);
    EXPECT_NE(text("-f 3 -l 3").find("Page 1 of 60"), std::string::npos);
    EXPECT_NE(output_of("pdfinfo -dests " + out()).find("\"part-60\""), std::string::npos);
}

TEST_F(SystemPdf, RepeatsTheTableHeadingAndLosesNoRow) {
    const auto rows = testing::register_of(250, 100);
    const PdfResult result = render_pdf(*rows, sample_document(), {out(), scratch_.path(), 2});
    ASSERT_GT(result.pages, 6U);
    for (std::size_t page = 1; page <= result.pages; ++page) {
        const std::string words = text(fmt::format("-f {0} -l {0}", page));
        EXPECT_EQ(count_of(words, "Record "), 1U) << words;
    }
    const std::string whole = text();
    for (int i = 1; i <= 250; ++i) {
        EXPECT_EQ(count_of(whole, fmt::format("REC-{:06}", i)), 1U);
    }
}

TEST_F(SystemPdf, PrintsLengthsAtTheirTrueSize) {
    render({section(
        "size", "<div style=\"width:100mm;height:50mm;background:#000\"></div><p>Text</p>")});
    const std::string raster = output_of("pdftoppm -r 254 -gray " + out()); // 10 dots a millimetre
    ASSERT_EQ(raster.substr(0, 2), "P5");
    const std::size_t width = 2159; // Letter
    const std::size_t pixels = raster.size() - width * 2794;
    std::size_t black = 0;
    for (std::size_t x = 0; x < width; ++x) {
        black += raster[pixels + 400 * width + x] == '\0' ? 1U : 0U;
    }
    EXPECT_NEAR(static_cast<double>(black), 1000, 3);
}

TEST_F(SystemPdf, GivesTheSameBytesOnOneAndOnTwoCores) {
    std::vector<std::string> digests;
    for (const unsigned jobs : {1U, 2U}) {
        const auto rows = testing::register_of(120, 25);
        render_pdf(*rows, sample_document(), {out(), scratch_.path(), jobs});
        digests.push_back(sha256(read_file(out())).hex());
    }
    EXPECT_EQ(digests[0], digests[1]);
}

TEST_F(SystemPdf, FailsWithTheNameOfASectionThatIsTooWide) {
    const std::string why = failure(
        {section("fits", "<p>a</p>"), section("wide table", "<div style=\"width:400mm\">a</div>")});
    EXPECT_NE(why.find("wide table"), std::string::npos) << why;
    EXPECT_NE(why.find("wider than the page"), std::string::npos) << why;
}

TEST_F(SystemPdf, FailsOnALinkWithoutATarget) {
    const std::string why = failure(
        {section("controls", "<p id=\"control-a\">A</p><p><a href=\"#control-b\">see B</a></p>")});
    EXPECT_NE(why.find("controls"), std::string::npos) << why;
    EXPECT_NE(why.find("\"control-b\""), std::string::npos) << why;
    EXPECT_NE(why.find("did you mean 'control-a'"), std::string::npos) << why;
}

TEST_F(SystemPdf, FailsOnAnIdGivenTwice) {
    const std::string why =
        failure({section("a", "<p id=\"x\">A</p>"), section("b", "<p id=\"x\">B</p>")});
    EXPECT_NE(why.find("\"x\" is given twice"), std::string::npos) << why;
}

TEST_F(SystemPdf, KeepsOnlyHarmlessLinks) {
    render({section(
        "links",
        "<p><a href=\"https://example.org/a\">web</a> <a href=\"mailto:a@example.org\">mail</a> "
        "<a href=\"javascript:alert(1)\">script</a> <a href=\"file:///etc/passwd\">file</a> "
        "<a href=\"ftp://example.org/\">ftp</a></p>")});
    const std::string objects =
        output_of("qpdf --qdf --object-streams=disable " + out() + " - | strings");
    EXPECT_NE(objects.find("https://example.org/a"), std::string::npos);
    EXPECT_NE(objects.find("mailto:a@example.org"), std::string::npos);
    for (const char* gone : {"javascript", "file:", "ftp:", "t:0"}) {
        EXPECT_EQ(objects.find(gone), std::string::npos) << gone;
    }
    EXPECT_NE(text().find("web mail script file ftp"), std::string::npos) << text();
}

TEST_F(SystemPdf, PrintsEveryScriptAndNamesWhatNoFontHas) {
    const PdfResult result = render({section(
        "names",
        "<p>Zo\xC3\xAB \xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCE\xB4\xCE\xB1 "
        "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD "
        "\xE4\xBD\xA0\xE5\xA5\xBD \xEE\x84\xA3 \xF3\xB0\x80\x80</p>")});
    const std::string words = text();
    EXPECT_NE(
        words.find("Zo\xC3\xAB \xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCE\xB4\xCE\xB1 "
                   "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD"),
        std::string::npos)
        << words;
    EXPECT_NE(words.find("\xE4\xBD\xA0\xE5\xA5\xBD"), std::string::npos) << words;
    EXPECT_NE(words.find("[U+E123] [U+F0000]"), std::string::npos) << words;
    ASSERT_EQ(result.substitutions.size(), 2U);
    EXPECT_EQ(result.substitutions[0].character, char32_t{0xE123});
    EXPECT_EQ(result.substitutions[0].section, "names");
}

TEST_F(SystemPdf, GivesTheTextOfJoinedScriptsBack) {
    const std::string arabic = "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7";
    const std::string hebrew = "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D";
    const std::string hindi =
        "\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87";
    const std::string chinese =
        "\xE6\x97\xA5\xE6\x9C\xAC"; // its first sign is drawn like a radical
    std::string many;
    for (int i = 0; i < 40; ++i) {
        many += arabic + " ";
    }
    for (const bool accessible : {true, false}) {
        PdfDocument document = sample_document();
        document.accessible = accessible;
        // One page each: a reader guesses a page's direction from all that is on it.
        render(
            {section("hindi", "<p>" + hindi + "</p>"),
             section("chinese", "<p>" + chinese + "</p>"),
             section("hebrew", "<p>" + hebrew + "</p>"),
             section("arabic", "<p>" + many + "</p>")},
            document);
        const std::string words = text();
        for (const std::string& word : {arabic, hebrew, hindi, chinese}) {
            EXPECT_NE(words.find(word), std::string::npos) << word << "\n" << words;
        }
        EXPECT_EQ(count_of(words, arabic), 40U);
    }
}

TEST_F(SystemPdf, CutsALongDocumentIntoVolumesWithOneCount) {
    std::vector<PdfSection> sections;
    sections.push_back(
        {"contents",
         "<h1>Contents</h1><div class=\"contents-line\"><a href=\"#part-7\">Part 7</a>"
         "<a class=\"page-of\" href=\"#part-7\"></a></div>",
         false,
         true});
    for (int i = 1; i <= 7; ++i) {
        sections.push_back(section(
            fmt::format("part {}", i),
            fmt::format(
                "<h1 id=\"part-{0}\">Part {0}</h1><p><a href=\"#part-1\">first</a></p>", i)));
    }
    PdfDocument document = sample_document();
    document.volume_pages = 3;
    document.attachments = {{"provenance.json", "application/json", "origin", "Data", "{}"}};
    const PdfResult result = render(std::move(sections), document);
    ASSERT_EQ(result.volumes.size(), 3U);
    EXPECT_EQ(result.pages, 8U);
    EXPECT_EQ(result.volumes[1].path.filename(), "out-volume-2.pdf");
    EXPECT_EQ(result.volumes[1].bates_first, "MER-000004");
    EXPECT_EQ(result.volumes[2].bates_last, "MER-000008");
    const std::string last =
        output_of("pdftotext -layout " + result.volumes[2].path.string() + " -");
    EXPECT_NE(last.find("Page 7 of 7"), std::string::npos) << last;
    EXPECT_NE(text("-f 1 -l 1").find("7"), std::string::npos);
    EXPECT_EQ(output_of("pdfdetach -list " + out()).find("1 embedded files"), 0U);
}

TEST_F(SystemPdf, PlacesThePicturesOwnBytes) {
    // One pixel, RGB with alpha.
    const std::string png = output_of("printf "
                                      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                                      "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d");
    PdfDocument document = sample_document();
    document.images = {{"seal.png", png}};
    render(
        {section(
            "picture",
            "<p>Evidence</p><p><img src=\"image:seal.png\" alt=\"the seal\" "
            "style=\"width:40mm;height:20mm\"></p>")},
        document);
    const std::string list = output_of("pdfimages -list " + out());
    EXPECT_NE(list.find("smask"), std::string::npos) << list;
    EXPECT_NE(output_of("pdfinfo -struct " + out()).find("Figure"), std::string::npos);
}

TEST_F(SystemPdf, PlacesAPictureInItsBoxAndAtItsSize) {
    const std::string red = output_of("printf "
                                      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4"
                                      "z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"
                                      " | base64 -d");
    PdfDocument document = sample_document();
    document.images = {{"red.png", red}};
    render(
        {section(
            "picture",
            "<p>Evidence</p><p><img src=\"image:red.png\" alt=\"red\" "
            "style=\"width:40mm;height:20mm\"></p>")},
        document);
    // A point for each millimetre: a square of 20, as high as its box, at the left margin.
    const std::string pixels = output_of("pdftoppm -r 25.4 -aa no -aaVector no " + out());
    const std::size_t start = pixels.find("\n255\n") + 5;
    const std::size_t width = std::stoul(pixels.substr(pixels.find('\n') + 1));
    std::size_t left = width;
    std::size_t right = 0;
    std::size_t count = 0;
    for (std::size_t at = start; at + 2 < pixels.size(); at += 3) {
        if (pixels.compare(at, 3, "\xFF\0\0", 3) == 0) {
            const std::size_t column = (at - start) / 3 % width;
            left = std::min(left, column);
            right = std::max(right, column);
            ++count;
        }
    }
    EXPECT_NEAR(static_cast<double>(left), 18, 1);
    EXPECT_NEAR(static_cast<double>(right), 37, 1);
    EXPECT_NEAR(static_cast<double>(count), 430, 60); // pixels cut by the edge count too
}

TEST_F(SystemPdf, FailsOnAPictureThatIsUnknownOrHasNoPlace) {
    const std::string unknown = failure(
        {section("p", "<p><img src=\"image:gone\" alt=\"a\" style=\"width:9mm;height:9mm\"></p>")});
    EXPECT_NE(unknown.find("no picture \"gone\""), std::string::npos) << unknown;
    const std::string no_place =
        failure({section("p", "<p><img src=\"image:gone\" alt=\"a\"></p>")});
    EXPECT_NE(no_place.find("has no place"), std::string::npos) << no_place;
}

TEST_F(SystemPdf, TellsAssistiveTechnologyWhatIsWhat) {
    render({section(
        "structure",
        "<h1>Title</h1><h3>Deep</h3><p>One <b>bold</b> and a <a "
        "href=\"https://example.org/\">link</a> here.</p>"
        "<ul><li>First</li><li>Second</li></ul>"
        "<table><thead><tr><th>Key</th><th>Value</th></tr></thead><tbody><tr><td>a</td><td></td></"
        "tr></tbody></table>"
        "<svg role=\"img\" aria-label=\"two bars\" width=\"90\" height=\"30\"><rect width=\"50\" "
        "height=\"20\"/></svg>")});
    const std::string tree = output_of("pdfinfo -struct-text " + out());
    EXPECT_NE(tree.find("H2 (block)\n      \"Deep\""), std::string::npos)
        << tree; // no level is skipped
    EXPECT_NE(tree.find("Link (inline)\n        \"link\"\n        Object"), std::string::npos)
        << tree;
    EXPECT_NE(tree.find("LBody (block)\n          \"Second\""), std::string::npos) << tree;
    EXPECT_NE(tree.find("/Scope /Column\n            \"Value\""), std::string::npos) << tree;
    EXPECT_EQ(count_of(tree, "TD"), 2U) << tree;
    EXPECT_NE(
        output_of("qpdf --qdf --object-streams=disable " + out() + " - | strings")
            .find("/Alt (two bars)"),
        std::string::npos);
}

TEST_F(SystemPdf, IsAValidPdfForQpdf) {
    render({section("one", "<h1>One</h1><p>Text</p>")});
    EXPECT_NE(
        output_of("qpdf --check " + out() + " 2>&1").find("No syntax or stream encoding errors"),
        std::string::npos);
}

TEST_F(SystemPdf, PassesPreflightAsPart1b) {
    PdfDocument document = sample_document();
    document.archive = PdfArchive::part_1b;
    document.stamps.watermark = "DRAFT";
    render(
        {section(
            "one",
            "<h1 id=\"a\">One</h1><p>Text <a "
            "href=\"#a\">link</a></p><table><thead><tr><th>A</th></tr></thead>"
            "<tbody><tr><td>1</td></tr></tbody></table>")},
        document);
    const std::string jars =
        "/usr/share/java/preflight.jar:/usr/share/java/xmpbox.jar:/usr/share/java/pdfbox2.jar:"
        "/usr/share/java/fontbox2.jar:/usr/share/java/commons-logging.jar:/usr/share/java/"
        "commons-io.jar:"
        "/usr/share/java/javax.activation.jar:/usr/share/java/jaxb-api.jar";
    const std::string said = output_of(
        "java -cp " + jars + " org.apache.pdfbox.preflight.Validator_A1b " + out() + " 2>&1");
    EXPECT_NE(said.find("is a valid PDF/A-1b file"), std::string::npos) << said;
}

} // namespace tickmark
