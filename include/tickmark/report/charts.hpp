#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tickmark {

/// One value of a chart. A value that is not available leaves a gap and says so.
struct ChartValue {
    std::optional<double> value;
    std::string text;                  ///< as printed: "97.4 %"
    std::optional<double> target = {}; ///< a mark across this bar alone
};

struct ChartTarget {
    double value = 0;
    std::string text; ///< "target 95 %"
};

/// Horizontal bars, one a label; reads from the top.
struct BarChart {
    std::string title; ///< starts the text alternative
    std::vector<std::string> labels;
    std::vector<ChartValue> values;
    std::optional<ChartTarget> target; ///< one for all bars
    double whole = 0;                  ///< length of the axis; 0: as long as the longest bar
};

struct ChartSeries {
    std::string name;
    std::vector<ChartValue> values; ///< as many as there are labels
};

/// A line over time for each of up to four series, with a target.
struct LineChart {
    std::string title;
    std::vector<std::string> labels; ///< months
    std::vector<ChartSeries> series;
    std::optional<ChartTarget> target;
};

/// Horizontal bars made of parts, such as results by control domain; up to five series.
struct StackedChart {
    std::string title;
    std::vector<std::string> labels;
    std::vector<ChartSeries> series;
};

/// A grid of counts, such as risks by likelihood and impact. `level` 0 to 4 shades a cell.
struct HeatMap {
    struct Cell {
        std::string text; ///< "3"; empty for none
        int level = 0;
    };
    std::string title;
    std::string across; ///< what the columns are: "impact"
    std::string down;   ///< what the rows are: "likelihood"
    std::vector<std::string> columns;
    std::vector<std::string> rows; ///< from the top
    std::vector<std::vector<Cell>> cells;
};

/// A chart of report.yaml, ready to be drawn.
struct ReportChart {
    /// A place in the document that holds the numbers drawn.
    struct Source {
        std::string text;
        std::string link; ///< id; empty: none
    };
    std::string id;
    std::string title;
    std::string section; ///< id of the section it is shown in
    std::variant<BarChart, StackedChart, HeatMap> drawing;
    std::string missing;            ///< why there is nothing to draw; empty where there is
    std::vector<std::string> notes; ///< how to read it, and what it leaves out
    std::vector<Source> sources;
};

} // namespace tickmark
