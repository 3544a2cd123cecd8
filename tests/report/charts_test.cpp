#include "tickmark/base/error.hpp"

#include <gmock/gmock.h>

#include "report/fixture.hpp"

namespace tickmark {
namespace {

using ::testing::HasSubstr;
using testing::SmallAudit;
using Kind = ChartDefinition::Kind;

ChartDefinition chart_of(Kind kind) {
    ChartDefinition chart;
    chart.id = "c";
    chart.title = "Chart";
    chart.section = "conclusion";
    chart.kind = kind;
    return chart;
}

ReportChart drawn(SmallAudit& audit, const ChartDefinition& definition) {
    audit.definition.charts = {definition};
    return make_report_model(audit.input()).charts.at(0);
}

std::string failure(SmallAudit& audit, const ChartDefinition& definition) {
    try {
        drawn(audit, definition);
    } catch (const Error& error) {
        return error.parts().why;
    }
    return "";
}

ChartDefinition grid() {
    ChartDefinition chart = chart_of(Kind::heat_map);
    chart.dataset = "training";
    chart.down = "attempts";
    chart.across = "attempts";
    return chart;
}

/// A scale that the hand-made dataset lacks.
void give_range(SmallAudit& audit) {
    for (Field& field : audit.dictionary.at("training").fields) {
        if (field.name == "attempts") {
            field.range = {1, 5};
        }
    }
}

TEST(ReportCharts, DrawSharesWithTheFiguresOwnNumbers) {
    SmallAudit audit;
    const ReportChart chart = drawn(audit, chart_of(Kind::bars));
    const auto& bars = std::get<BarChart>(chart.drawing);
    ASSERT_EQ(bars.labels.size(), 1U); // a share without a target is not held against one
    EXPECT_EQ(bars.labels[0], "Trained on time");
    EXPECT_NEAR(*bars.values[0].value, 33.33, 0.01);
    EXPECT_DOUBLE_EQ(*bars.values[0].target, 95);
    EXPECT_EQ(bars.values[0].text, "33.3% off target (at least 95%)");
    EXPECT_EQ(bars.whole, 100);
    ASSERT_EQ(chart.sources.size(), 1U);
    EXPECT_EQ(chart.sources[0].link, "figure-training.on_5ftime");
}

TEST(ReportCharts, LeaveAGapForAFigureThatIsNotAvailable) {
    SmallAudit audit;
    ChartDefinition definition = chart_of(Kind::bars);
    definition.figures = {"vendors.reviewed_on_time"};
    const ReportChart chart = drawn(audit, definition);
    EXPECT_FALSE(std::get<BarChart>(chart.drawing).values.at(0).value.has_value());
}

TEST(ReportCharts, DrawThePartsOfAFigure) {
    SmallAudit audit;
    ChartDefinition definition = chart_of(Kind::bars);
    definition.parts_of = "training.on_time";
    const auto bars = std::get<BarChart>(drawn(audit, definition).drawing);
    EXPECT_EQ(bars.labels, (std::vector<std::string>{"Cardiology", "(none given)"}));
    EXPECT_EQ(bars.values[0].text, "50.0% (1 of 2)");
    EXPECT_EQ(bars.target->text, "target: at least 95%");
}

TEST(ReportCharts, PileUpControlsByDomain) {
    SmallAudit audit;
    ChartDefinition definition = chart_of(Kind::stacked);
    definition.of = "controls";
    definition.by = "domain";
    const auto stacked = std::get<StackedChart>(drawn(audit, definition).drawing);
    EXPECT_EQ(stacked.labels, (std::vector<std::string>{"privacy", "security", "(none given)"}));
    EXPECT_EQ(stacked.series.back().name, "Exceptions");
    EXPECT_EQ(stacked.series.back().values[0].text, "1");
    EXPECT_EQ(stacked.series.back().values[1].text, "0");
    double total = 0;
    for (const ChartSeries& series : stacked.series) {
        for (const ChartValue& value : series.values) {
            total += value.value.value_or(0);
        }
    }
    EXPECT_EQ(total, 3); // each control once
}

TEST(ReportCharts, CountRecordsOnAGridAndSayWhatIsNotOnIt) {
    SmallAudit audit;
    give_range(audit);
    audit.snapshot->connection().execute(
        "UPDATE training SET attempts = NULL WHERE person_id = 'P-001'");
    ChartDefinition definition = grid();
    definition.where = "due_on < :as_of";
    const ReportChart chart = drawn(audit, definition);
    const auto& map = std::get<HeatMap>(chart.drawing);
    EXPECT_EQ(map.rows, (std::vector<std::string>{"5", "4", "3", "2", "1"}));
    EXPECT_EQ(map.cells[3][1].text, "2"); // P-002 and P-003; both have two attempts
    EXPECT_THAT(chart.notes[0], HasSubstr("2 in all, where due_on < :as_of"));
    EXPECT_THAT(chart.notes[1], HasSubstr("1 record has no value on one of the scales"));
    EXPECT_THAT(chart.notes[2], HasSubstr("1 record is undetermined")); // P-004 has no due date
    EXPECT_EQ(chart.sources[0].text, "C000001");
}

TEST(ReportCharts, SayThatNothingWasCollected) {
    SmallAudit audit;
    give_range(audit);
    audit.snapshot->complete.clear();
    const ReportChart chart = drawn(audit, grid());
    EXPECT_EQ(chart.missing, "Training completion was never collected completely.");
}

TEST(ReportCharts, RefuseWhatCannotBeDrawn) {
    SmallAudit audit;
    EXPECT_THAT(failure(audit, grid()), HasSubstr("not a whole number with a range"));
    ChartDefinition definition = grid();
    definition.down = "atempts";
    EXPECT_THAT(failure(audit, definition), HasSubstr("attempts"));
    definition = chart_of(Kind::stacked);
    definition.of = "controls";
    definition.by = "domian";
    EXPECT_THAT(failure(audit, definition), HasSubstr("there are: domain, owner"));
}

} // namespace
} // namespace tickmark
