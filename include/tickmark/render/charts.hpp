#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// One value of a chart. A value that is not available leaves a gap and says so.
struct ChartValue {
    std::optional<double> value;
    std::string text; ///< as printed: "97.4 %"
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
    std::optional<ChartTarget> target;
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

/// Inline SVG of a chart: vector, with a text alternative that holds every value, told apart by
/// shape, pattern of dashes or printed number as well as by colour.
///
/// Shape:  <svg role="img" aria-label="…" …>, 640 CSS pixels wide (169 mm), drawn only with
/// elements that
///         docs/pdf.md allows
/// Units:  values in whatever unit their texts say; the axis starts at zero
std::string render_bar_chart(const BarChart& chart);
std::string render_line_chart(const LineChart& chart);
std::string render_stacked_chart(const StackedChart& chart);
std::string render_heat_map(const HeatMap& chart);

} // namespace tickmark
