#include "drawing_internal.hpp"
#include <algorithm>

namespace tickmark {

using charts::Drawing;

namespace {

constexpr double label_width = 190;
constexpr double value_width = 80;
constexpr double row_height = 22;
constexpr double top = 8;

double largest(const BarChart& chart) {
    double most = chart.target ? chart.target->value : 0;
    for (const ChartValue& value : chart.values) {
        most = std::max(most, value.value.value_or(0));
    }
    return most > 0 ? most : 1;
}

} // namespace

std::string render_bar_chart(const BarChart& chart) {
    Drawing drawing;
    const double room = charts::chart_width - label_width - value_width;
    const double scale = room / largest(chart);
    const double bottom = top + row_height * static_cast<double>(chart.values.size());
    std::string alternative = chart.title;
    for (std::size_t i = 0; i < chart.values.size(); ++i) {
        const ChartValue& value = chart.values[i];
        const double y = top + row_height * static_cast<double>(i);
        const double length = std::max(0.0, value.value.value_or(0)) * scale;
        drawing.text(label_width - 8, y + 14, "end", chart.labels.at(i));
        if (value.value) {
            drawing.rect(label_width, y + 4, length, row_height - 8, R"(fill="#24506e")");
        }
        drawing.text(
            label_width + length + 6,
            y + 14,
            "start",
            charts::spoken(value),
            value.value ? R"(font-weight="bold")" : R"(font-style="italic")");
        alternative += (i == 0 ? ": " : "; ") + chart.labels.at(i) + " " + charts::spoken(value);
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
