#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

#include "render/pdf/content_internal.hpp"
#include "render/pdf/tidy_fonts_internal.hpp"
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

/// Marks text with the place where it starts and keeps or drops paintings.
class Recorder: public PieceJudge {
public:
    PieceMark text(Point start) override {
        texts.push_back(start);
        return {true, open};
    }
    PieceMark painting(const Rect& area) override {
        areas.push_back(area);
        return {keep_paintings, ""};
    }
    std::vector<Point> texts;
    std::vector<Rect> areas;
    std::string open;
    bool keep_paintings = true;
};

const std::map<std::string, FontWidths, std::less<>> fonts{{"F1", {500, 600, 400, 250}}};

} // namespace

TEST(PdfContent, JoinsSingleGlyphsIntoOneString) {
    Recorder recorder;
    const std::string out = rewrite_content(
        "q\nBT\n/F1 100 Tf 1 0 0 -1 0 0 Tm\n10 -20 Td <0001> Tj\n60.0 0 Td <0002> Tj\n40 0 Td "
        "<0001> Tj\nET\nQ\n",
        fonts,
        recorder);
    EXPECT_NE(out.find("10 -20 Td[<000100020001>]TJ"), std::string::npos) << out;
}

TEST(PdfContent, KeepsAnAdjustmentBetweenGlyphs) {
    Recorder recorder;
    const std::string out = rewrite_content(
        "BT\n/F1 100 Tf 1 0 0 -1 0 0 Tm\n0 0 Td <0001> Tj\n55 0 Td <0002> Tj\nET\n",
        fonts,
        recorder);
    EXPECT_NE(out.find("[<0001>50<0002>]TJ"), std::string::npos) << out;
}

TEST(PdfContent, StartsANewLineWhereTheHeightChanges) {
    Recorder recorder;
    const std::string out = rewrite_content(
        "BT\n/F1 100 Tf 1 0 0 -1 0 0 Tm\n0 0 Td <0001> Tj\n60 5 Td <0002> Tj\nET\n",
        fonts,
        recorder);
    EXPECT_NE(out.find("[<0001>]TJ\n60 5 Td[<0002>]TJ"), std::string::npos) << out;
}

TEST(PdfContent, LeavesTextOfAnUnknownFormAlone) {
    Recorder recorder;
    const std::string text = "/F9 10 Tf 1 0 0 1 0 0 Tm 5 6 Td (abc) Tj ";
    const std::string out = rewrite_content("BT " + text + "ET", fonts, recorder);
    EXPECT_NE(out.find("(abc) Tj"), std::string::npos) << out;
}

TEST(PdfContent, TellsWhereTextStartsOnThePage) {
    Recorder recorder;
    rewrite_content(
        "2 0 0 -2 10 700 cm q 0.5 0 0 0.5 0 0 cm BT /F1 10 Tf 1 0 0 -1 0 0 Tm 30 -40 Td <0001> Tj "
        "ET Q",
        fonts,
        recorder);
    ASSERT_EQ(recorder.texts.size(), 1U);
    EXPECT_DOUBLE_EQ(recorder.texts[0].x, 40);
    EXPECT_DOUBLE_EQ(recorder.texts[0].y, 660);
}

TEST(PdfContent, TellsTheAreaThatIsPainted) {
    Recorder recorder;
    rewrite_content("q 2 0 0 2 0 0 cm 1 2 3 4 re f Q 5 5 m 7 9 l S", fonts, recorder);
    ASSERT_EQ(recorder.areas.size(), 2U);
    EXPECT_DOUBLE_EQ(recorder.areas[0].right, 8);
    EXPECT_DOUBLE_EQ(recorder.areas[0].top, 12);
    EXPECT_DOUBLE_EQ(recorder.areas[1].left, 5);
}

TEST(PdfContent, DropsGroupsThatPaintNothing) {
    Recorder recorder;
    EXPECT_EQ(
        rewrite_content("q q /CSp cs Q Q q 1 0 0 1 0 0 cm 0 0 1 1 re f Q", fonts, recorder),
        "q\n1 0 0 1 0 0 cm\n0 0 1 1 re f\nQ\n");
    recorder.keep_paintings = false;
    EXPECT_EQ(rewrite_content("q 0 0 1 1 re f Q", fonts, recorder), "");
}

TEST(PdfContent, LeavesOutTheWhitePaperButNoLaterWhite) {
    Recorder recorder;
    const std::string out = rewrite_content(
        "q /CSp cs 1 1 1 scn 0 0 9 9 re f 1 1 1 scn 2 2 3 3 re f Q", fonts, recorder);
    EXPECT_EQ(out.find("0 0 9 9 re"), std::string::npos) << out;
    EXPECT_NE(out.find("2 2 3 3 re f"), std::string::npos) << out;
}

TEST(PdfContent, KeepsClippingPaths) {
    Recorder recorder;
    const std::string out =
        rewrite_content("q 0 0 m 9 0 l 9 9 l h W* n 0 0 1 1 re f Q", fonts, recorder);
    EXPECT_NE(out.find("W* n"), std::string::npos) << out;
}

TEST(PdfContent, LeavesOutTextThatTheClipCutsAway) {
    const auto kept = [](int y) {
        Recorder recorder;
        rewrite_content(
            fmt::format(
                "q 0 10 100 80 re W n BT /F1 10 Tf 1 0 0 1 0 0 Tm 5 {} Td <0001> Tj ET Q", y),
            fonts,
            recorder);
        return recorder.texts.size();
    };
    EXPECT_EQ(kept(50), 1U);
    EXPECT_EQ(kept(4), 1U); // its upper parts can be seen
    EXPECT_EQ(kept(2), 0U);
    EXPECT_EQ(kept(90), 1U);
    EXPECT_EQ(kept(92), 0U);
    Recorder recorder;
    rewrite_content(
        "q q 0 10 9 9 re W n Q BT /F1 10 Tf 1 0 0 1 0 0 Tm 5 2 Td <0001> Tj ET Q", fonts, recorder);
    EXPECT_EQ(recorder.texts.size(), 1U) << "the clip ends with its group";
}

TEST(PdfContent, ClosesTheGroupsThatTheEngineLeavesOpen) {
    Recorder recorder;
    EXPECT_EQ(rewrite_content("q 0 0 1 1 re f", fonts, recorder), "q\n0 0 1 1 re f\nQ\n");
    EXPECT_THROW(rewrite_content("Q", fonts, recorder), Error);
}

TEST(PdfContent, WrapsPiecesInMarks) {
    Recorder recorder;
    recorder.open = "/P <</MCID 0>> BDC";
    const std::string out =
        rewrite_content("BT /F1 1 Tf 1 0 0 1 0 0 Tm 0 0 Td <0001> Tj ET", fonts, recorder);
    EXPECT_EQ(out.find("/P <</MCID 0>> BDC\nBT"), 0U) << out;
    EXPECT_NE(out.find("ET\nEMC\n"), std::string::npos) << out;
}

TEST(PdfContent, WritesNumbersShort) {
    EXPECT_EQ(pdf_number(12), "12");
    EXPECT_EQ(pdf_number(-0.5), "-0.5");
    EXPECT_EQ(pdf_number(1.0 / 3), "0.3333");
    EXPECT_EQ(pdf_number(-0.00001), "0");
}

TEST(PdfFonts, MapsBlanksAndGapsToSomethingReadable) {
    const std::string map = correct_to_unicode(
        "1 beginbfrange\n<0000> <0000> <0000>\nendbfrange\n1 beginbfrange\n<0001> <0003> [<0009> "
        "<0041> <0000>]\n"
        "endbfrange\n",
        4);
    EXPECT_NE(map.find("<0001> <0020>\n<0002> <0041>\n<0003> <FFFD>"), std::string::npos) << map;
    EXPECT_EQ(map.find("<0000> <0000>"), std::string::npos);
}

} // namespace tickmark::pdf
