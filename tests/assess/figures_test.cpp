#include <gmock/gmock.h>

#include "assess/assess_fixture.hpp"

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FigureValues: public testing::AssessTest {
protected:
    /// One figure over accounts, from its lines.
    FigureResult figure(const std::string& lines) {
        return assess_with("[]\n", "- {id: f, title: F, dataset: risks, " + lines + "}\n")
            .figures.at(0);
    }

    static testing::Values
    risk(const std::string& id, const std::string& status, const std::string& score) {
        testing::Values row = {{"risk_id", id}, {"status", status}};
        if (!score.empty()) {
            row["residual_impact"] = score;
        }
        return row;
    }

    void collect_risks(const std::vector<testing::Values>& rows) {
        configure("register", "risks");
        collect("register", "risks", rows);
    }
};

TEST_F(FigureValues, a_share_is_exact_and_rounded_once_for_show) {
    collect_risks(
        {risk("1", "open", "1"),
         risk("2", "open", "2"),
         risk("3", "open", "3"),
         risk("4", "open", ""),
         risk("5", "closed", "1")});
    const auto found = figure("measure: share, of: \"status = 'open'\", where: \"residual_impact < "
                              "3\", target: 60%, warn: 50%");
    EXPECT_EQ(found.value->text(), "0.5");
    EXPECT_EQ(found.shown, "50.0%");
    EXPECT_EQ(found.numerator, 2);
    EXPECT_EQ(found.denominator, 4);
    EXPECT_EQ(found.undetermined, 1);
    EXPECT_EQ(found.status, FigureStatus::warning);
    EXPECT_THAT(keys(found.numerator_rows), ElementsAre("1", "2"));
    EXPECT_EQ(keys(found.denominator_rows).size(), 4U);
}

TEST_F(FigureValues, each_measure_says_its_number) {
    collect_risks(
        {risk("1", "open", "1"),
         risk("2", "open", "2"),
         risk("3", "open", "5"),
         risk("4", "closed", "4"),
         risk("5", "closed", "")});
    EXPECT_EQ(figure("measure: count, of: \"status = 'open'\", unit: risks").shown, "3 risks");
    EXPECT_EQ(figure("measure: sum, value: residual_impact").shown, "12");
    EXPECT_EQ(figure("measure: sum, value: residual_impact").undetermined, 1);
    EXPECT_EQ(figure("measure: average, value: \"residual_impact / 1\"").value->text(), "3");
    EXPECT_EQ(
        figure("measure: average, of: \"status = 'open'\", value: residual_impact").value->text(),
        "2.666666666667");
    EXPECT_EQ(figure("measure: median, value: residual_impact, unit: points").shown, "3.0 points");
    EXPECT_EQ(
        figure("measure: percentile, percentile: 50, value: residual_impact").value->text(), "2");
    EXPECT_EQ(
        figure("measure: percentile, percentile: 51, value: residual_impact").value->text(), "4");
    EXPECT_EQ(
        figure("measure: percentile, percentile: 100, value: residual_impact").value->text(), "5");
    EXPECT_EQ(
        figure("measure: average, value: \"0 - residual_impact * 1234.5\"").shown, "-3,703.5");
}

TEST_F(FigureValues, a_target_is_read_in_the_unit_of_the_figure) {
    collect_risks({risk("1", "open", "1"), risk("2", "open", "2")});
    EXPECT_EQ(figure("measure: count, target: 2, good: down").status, FigureStatus::good);
    EXPECT_EQ(
        figure("measure: count, target: 1, warn: 2, good: down").status, FigureStatus::warning);
    EXPECT_EQ(figure("measure: count, target: 1, good: down").status, FigureStatus::bad);
    EXPECT_EQ(figure("measure: count").status, FigureStatus::no_target);
    EXPECT_EQ(
        figure("measure: sum, value: \"residual_impact * 30\", unit: percent, target: 90%").status,
        FigureStatus::good);
}

TEST_F(FigureValues, a_breakdown_adds_up_to_the_whole) {
    collect_risks(
        {risk("1", "open", "1"),
         risk("2", "open", "4"),
         risk("3", "closed", "1"),
         {{"risk_id", "4"}, {"residual_impact", "1"}}});
    const auto share = figure("measure: share, where: \"residual_impact = 1\", by: status");
    ASSERT_EQ(share.parts.size(), 3U);
    EXPECT_EQ(share.parts[0].name, "closed");
    EXPECT_EQ(share.parts[1].value->text(), "0.5");
    EXPECT_EQ(share.parts[2].name, "(none)");
    const auto median = figure("measure: median, value: residual_impact, by: status");
    EXPECT_EQ(median.parts.at(1).value->text(), "2.5");
}

TEST_F(FigureValues, what_is_missing_is_said) {
    EXPECT_EQ(figure("measure: count").status, FigureStatus::not_available);
    EXPECT_EQ(figure("measure: count").reason, "no source collects risks");
    collect_risks({risk("1", "closed", "")});
    const auto empty =
        figure("measure: share, of: \"status = 'open'\", where: \"residual_impact = 1\"");
    EXPECT_EQ(empty.status, FigureStatus::not_available);
    EXPECT_THAT(empty.reason, HasSubstr("no record to take it from"));
    EXPECT_EQ(figure("measure: average, value: residual_impact").shown, "not available");
}

} // namespace
} // namespace tickmark
