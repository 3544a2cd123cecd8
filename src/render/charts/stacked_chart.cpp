#include "drawing_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark {

using charts::Drawing;

namespace {

constexpr double label_width = 240;
constexpr double row_height = 27;
constexpr double bar_height = 18;
constexpr double legend_height = 24;

struct Tone {
    const char* fill;
    const char* ink;
};
// Steps of lightness: told apart in grey, and each part has its number in it.
constexpr std::array<Tone, 5> tones{
    {{"#17364b", "#ffffff"},
     {"#4f7f9f", "#ffffff"},
     {"#a9c4d4", "#1b1f24"},
     {"#dfe8ee", "#1b1f24"},
     {"#ffffff", "#1b1f24"}}};

double total_of(const StackedChart& chart, std::size_t row) {
    double total = 0;
    for (const ChartSeries& series : chart.series) {
        total += std::max(0.0, series.values.at(row).value.value_or(0));
    }
    return total;
}

void draw_legend(Drawing& drawing, const StackedChart& chart) {
    double x = 0;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        const Tone& tone = tones.at(i % tones.size());
        drawing.rect(
            x,
            4,
            11,
            11,
            fmt::format(R"(fill="{}" stroke="#4a535c" stroke-width="0.6")", tone.fill));
        drawing.text(x + 16, 14, "start", chart.series[i].name);
        x += 30 + charts::width_of(chart.series[i].name);
    }
}

} // namespace

std::string render_stacked_chart(const StackedChart& chart) {
    Drawing drawing;
    draw_legend(drawing, chart);
    double most = 0;
    for (std::size_t row = 0; row < chart.labels.size(); ++row) {
        most = std::max(most, total_of(chart, row));
    }
    const double scale = (charts::chart_width - label_width - 10) / (most > 0 ? most : 1);
    std::string alternative = chart.title;
    for (std::size_t row = 0; row < chart.labels.size(); ++row) {
        const double y = legend_height + row_height * static_cast<double>(row);
        drawing.label(label_width - 8, y + row_height / 2, chart.labels[row], label_width - 10);
        alternative += (row == 0 ? ": " : ". ") + chart.labels[row];
        double x = label_width;
        for (std::size_t i = 0; i < chart.series.size(); ++i) {
            const ChartValue& value = chart.series[i].values.at(row);
            const double width = std::max(0.0, value.value.value_or(0)) * scale;
            alternative += fmt::format(
                "{} {} {}", i == 0 ? "" : ";", chart.series[i].name, charts::spoken(value));
            if (width <= 0) {
                continue;
            }
            const Tone& tone = tones.at(i % tones.size());
            drawing.rect(
                x,
                y + (row_height - bar_height) / 2,
                width,
                bar_height,
                fmt::format(R"(fill="{}" stroke="#4a535c" stroke-width="0.6")", tone.fill));
            if (width > charts::width_of(value.text) + 2) {
                drawing.text(
                    x + width / 2,
                    y + row_height / 2 + 4,
                    "middle",
                    value.text,
                    fmt::format(R"(fill="{}")", tone.ink));
            }
            x += width;
        }
    }
    return drawing.finish(
        legend_height + row_height * static_cast<double>(chart.labels.size()) + 4, alternative);
}

} // namespace tickmark
