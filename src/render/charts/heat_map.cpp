#include "drawing_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark {

using charts::Drawing;

namespace {

constexpr double label_width = 150;
constexpr double cell_height = 34;
constexpr double top = 30;

struct Shade {
    const char* fill;
    const char* ink;
};
constexpr std::array<Shade, 5> shades{
    {{"#f4f6f8", "#1b1f24"},
     {"#fbe9c6", "#1b1f24"},
     {"#f2bf7a", "#1b1f24"},
     {"#cf6a3c", "#ffffff"},
     {"#8e1b16", "#ffffff"}}};

} // namespace

std::string render_heat_map(const HeatMap& chart) {
    Drawing drawing;
    const auto columns = static_cast<double>(std::max<std::size_t>(chart.columns.size(), 1));
    const double width = std::min(90.0, (charts::chart_width - label_width) / columns);
    std::string alternative = fmt::format("{}, {} by {}", chart.title, chart.down, chart.across);
    drawing.text(
        label_width + width * columns / 2, 11, "middle", chart.across, R"(fill="#4a535c")");
    drawing.label(
        label_width - 26,
        top + cell_height * static_cast<double>(chart.rows.size()) / 2,
        chart.down,
        label_width - 30);
    for (std::size_t i = 0; i < chart.columns.size(); ++i) {
        drawing.text(
            label_width + width * (static_cast<double>(i) + 0.5), 25, "middle", chart.columns[i]);
    }
    for (std::size_t row = 0; row < chart.rows.size(); ++row) {
        const double y = top + cell_height * static_cast<double>(row);
        drawing.text(label_width - 8, y + cell_height / 2 + 4, "end", chart.rows[row]);
        for (std::size_t i = 0; i < chart.columns.size(); ++i) {
            const HeatMap::Cell& cell = chart.cells.at(row).at(i);
            const Shade& shade = shades.at(static_cast<std::size_t>(std::clamp(cell.level, 0, 4)));
            const double x = label_width + width * static_cast<double>(i);
            drawing.rect(
                x,
                y,
                width,
                cell_height,
                fmt::format(R"(fill="{}" stroke="#ffffff" stroke-width="2")", shade.fill));
            if (!cell.text.empty()) {
                drawing.text(
                    x + width / 2,
                    y + cell_height / 2 + 5,
                    "middle",
                    cell.text,
                    fmt::format(R"(fill="{}" font-weight="bold" font-size="13")", shade.ink));
                alternative += fmt::format(
                    "; {} {}, {} {}: {}",
                    chart.down,
                    chart.rows[row],
                    chart.across,
                    chart.columns[i],
                    cell.text);
            }
        }
    }
    return drawing.finish(
        top + cell_height * static_cast<double>(chart.rows.size()) + 4, alternative);
}

} // namespace tickmark
