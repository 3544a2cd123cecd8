#include "tickmark/render/charts.hpp"

#include <gtest/gtest.h>

#include "render/pdf/markup_internal.hpp"

namespace tickmark {

namespace {

const ChartValue missing{std::nullopt, ""};

LineChart trend() {
    LineChart chart;
    chart.title = "Trained on time";
    chart.labels = {"Aug", "Sep", "Oct"};
    chart.series = {{"All", {{90, "90 %"}, missing, {97.4, "97.4 %"}}}};
    chart.target = ChartTarget{95, "target 95 %"};
    return chart;
}

std::string alternative(const std::string& svg) {
    const pdf::MarkupNode root = pdf::read_markup(svg, "chart");
    EXPECT_EQ(root.children.size(), 1U);
    EXPECT_EQ(*root.children[0].attribute("role"), "img");
    return *root.children[0].attribute("aria-label");
}

} // namespace

TEST(Charts, SayEveryValueInTheTextAlternative) {
    EXPECT_EQ(
        alternative(render_bar_chart(
            {"Open findings",
             {"High & up", "Low"},
             {{3, "3"}, missing},
             ChartTarget{1, "at most 1"}})),
        "Open findings: High & up 3; Low not available; at most 1");
    EXPECT_EQ(
        alternative(render_line_chart(trend())),
        "Trained on time: All Aug 90 %; Sep not available; Oct 97.4 %. target 95 %");
    EXPECT_EQ(
        alternative(render_stacked_chart(
            {"Results",
             {"privacy", "security"},
             {{"effective", {{3, "3"}, {4, "4"}}}, {"exceptions", {{1, "1"}, {0, "0"}}}}})),
        "Results: privacy effective 3; exceptions 1. security effective 4; exceptions 0");
    EXPECT_EQ(
        alternative(render_heat_map(
            {"Risks", "impact", "likelihood", {"low", "high"}, {"rare"}, {{{"2", 1}, {"", 3}}}})),
        "Risks, likelihood by impact; likelihood rare, impact low: 2");
}

TEST(Charts, LeaveAGapWhereAValueIsMissing) {
    const std::string svg = render_line_chart(trend());
    const auto start = svg.find("<path d=\"") + 9;
    const std::string path = svg.substr(start, svg.find('"', start) - start);
    EXPECT_EQ(path.find('L'), std::string::npos) << path; // two strokes, not one across the gap
    EXPECT_NE(path.find('M', 1), std::string::npos) << path;
}

TEST(Charts, DrawBarsToScaleFromZero) {
    const std::string svg =
        render_bar_chart({"A", {"x", "y"}, {{50, "50"}, {100, "100"}}, std::nullopt});
    EXPECT_NE(svg.find("width=\"160\""), std::string::npos) << svg;
    EXPECT_NE(svg.find("width=\"320\""), std::string::npos) << svg;
}

TEST(Charts, MarkTheTargetOfEachBarOnAnAxisOfItsOwnLength) {
    BarChart chart{"A", {"x"}, {{50, "50%"}}, std::nullopt};
    chart.values[0].target = 75;
    chart.whole = 100;
    const std::string svg = render_bar_chart(chart);
    EXPECT_NE(svg.find("width=\"160\""), std::string::npos) << svg;    // half of the axis
    EXPECT_NE(svg.find("<line x1=\"480\""), std::string::npos) << svg; // 240 and three quarters
}

TEST(Charts, PutLongLabelsOnTwoLinesAndCutTheRestInTheDrawingAlone) {
    const std::string label = "Security rule: administrative safeguards of the covered entity and "
                              "of those who work for it";
    const std::string svg = render_bar_chart({"A", {label}, {{1, "1"}}, std::nullopt});
    EXPECT_NE(svg.find("…</text>"), std::string::npos) << svg;
    EXPECT_NE(alternative(svg).find(label), std::string::npos);
}

TEST(Charts, KeepDataFromBreakingOut) {
    const std::string svg =
        render_bar_chart({"\"><script>", {"</text><script>"}, {{1, "<b>"}}, std::nullopt});
    EXPECT_EQ(svg.find("<script>"), std::string::npos);
    alternative(svg); // well formed and allowed
}

} // namespace tickmark
