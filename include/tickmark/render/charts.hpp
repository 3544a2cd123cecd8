#pragma once

#include "tickmark/report/charts.hpp"

#include <string>

namespace tickmark {

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
/// Whichever a chart of the report is; empty where there is nothing to draw.
std::string render_chart(const ReportChart& chart);

} // namespace tickmark
