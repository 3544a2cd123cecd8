#include "tickmark/config/render_settings.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace tickmark {

namespace {

std::string problems_of(const std::string& render) {
    const testing::Scratch scratch;
    scratch.file("tickmark.yaml", "organisation: {name: A}\nrender: {" + render + "}\n");
    auto [workspace, problems] = check_workspace(scratch.path());
    read_render_settings(workspace, problems);
    std::string text;
    for (const Problem& problem : problems) {
        text += problem.what + "\n";
    }
    return text;
}

} // namespace

TEST(RenderSettings, AreReadWithTheirFoldersAndDefaults) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A}\nrender: {logo: pictures/l.png, accent: \"#24506e\", "
        "watermark: DRAFT, accessible: false, attachments: false, bates_width: 7, bates_start: "
        "301}\n");
    Problems problems;
    const RenderSettings settings = read_render_settings(load_workspace(scratch.path()), problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(settings.logo, scratch / "pictures/l.png");
    EXPECT_EQ(settings.accent, "#24506e");
    EXPECT_EQ(settings.watermark, "DRAFT");
    EXPECT_FALSE(settings.accessible);
    EXPECT_FALSE(settings.attachments);
    EXPECT_EQ(settings.bates_width, 7);
    EXPECT_EQ(settings.bates_start, 301);

    scratch.file("tickmark.yaml", "organisation: {name: A}\n");
    const RenderSettings none = read_render_settings(load_workspace(scratch.path()), problems);
    EXPECT_TRUE(none.logo.empty());
    EXPECT_TRUE(none.accessible);
    EXPECT_TRUE(none.attachments);
    EXPECT_EQ(none.bates_width, 6);
    EXPECT_EQ(none.bates_start, 1);
}

TEST(RenderSettings, RefuseAnAccentThatCannotBeReadOnPaper) {
    EXPECT_EQ(problems_of("accent: \"#1f5673\""), "");
    EXPECT_EQ(
        problems_of("accent: \"#ffcc00\""),
        "accent: headings in #ffcc00 are hard to read on white (contrast 1.5, 4.5 is needed); take "
        "a darker one\n");
}

TEST(RenderSettings, NameWhatDoesNotFit) {
    EXPECT_EQ(
        problems_of("bates_width: 20"), "bates_width: expected 12 or less, found the number 20\n");
    EXPECT_EQ(
        problems_of("bates_start: 0"), "bates_start: expected 1 or more, found the number 0\n");
    EXPECT_NE(problems_of("engine: other").find("unknown key"), std::string::npos);
}

} // namespace tickmark
