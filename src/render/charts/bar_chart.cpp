#include "drawing_internal.hpp"
#include <algorithm>

namespace tickmark {

using charts::Drawing;

namespace {

constexpr double label_width = 240;
constexpr double least_value_width = 80;
constexpr double most_value_width = 200;
constexpr double row_height = 27;
constexpr double bar_height = 14;
constexpr double top = 4;

double largest(const BarChart& chart) {
    double most = std::max(chart.whole, chart.target ? chart.target->value : 0);
    for (const ChartValue& value : chart.values) {
        most = std::max({most, value.value.value_or(0), value.target.value_or(0)});
    }
    return most > 0 ? most : 1;
}

/// Room for the longest text at the end of a bar.
double value_width(const BarChart& chart) {
    double width = least_value_width;
    for (const ChartValue& value : chart.values) {
        width = std::max(width, charts::width_of(charts::spoken(value)) * 1.08 + 12);
    }
    return std::min(width, most_value_width);
}

void draw_bar(Drawing& drawing, const ChartValue& value, double middle, double scale) {
    const double length = std::max(0.0, value.value.value_or(0)) * scale;
    double end = length;
    if (value.value) {
        drawing.rect(label_width, middle - bar_height / 2, length, bar_height, R"(fill="#24506e")");
    }
    if (value.target) {
        const double x = label_width + *value.target * scale;
        // White beside black: seen on the bar as well as on the paper.
        drawing.line(x, middle - 10, x, middle + 10, R"(stroke="#ffffff" stroke-width="4")");
        drawing.line(x, middle - 10, x, middle + 10, R"(stroke="#1b1f24" stroke-width="2")");
        end = std::max(end, *value.target * scale);
    }
    drawing.text(
        label_width + end + 7,
        middle + 4,
        "start",
        charts::spoken(value),
        value.value ? R"(font-weight="bold")" : R"(font-style="italic")");
}

} // namespace

std::string render_bar_chart(const BarChart& chart) {
    Drawing drawing;
    const double room = charts::chart_width - label_width - value_width(chart);
    const double scale = room / largest(chart);
    const double bottom = top + row_height * static_cast<double>(chart.values.size());
    std::string alternative = chart.title;
    for (std::size_t i = 0; i < chart.values.size(); ++i) {
        const double middle = top + row_height * (static_cast<double>(i) + 0.5);
        drawing.label(label_width - 8, middle, chart.labels.at(i), label_width - 10);
        draw_bar(drawing, chart.values[i], middle, scale);
        alternative +=
            (i == 0 ? ": " : "; ") + chart.labels.at(i) + " " + charts::spoken(chart.values[i]);
    }
    drawing.line(label_width, top, label_width, bottom, R"(stroke="#1b1f24" stroke-width="1")");
    double height = bottom + 6;
    if (chart.target) {
        const double x = label_width + chart.target->value * scale;
        drawing.line(
            x, top, x, bottom + 4, R"(stroke="#8a5300" stroke-width="1.5" stroke-dasharray="4 3")");
        drawing.text(x, bottom + 16, "middle", chart.target->text, R"(fill="#8a5300")");
        alternative += "; " + chart.target->text;
        height = bottom + 22;
    }
    return drawing.finish(height, alternative);
}

} // namespace tickmark
