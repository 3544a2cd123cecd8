#include "drawing_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark {

using charts::Drawing;
using charts::number;

namespace {

constexpr double left = 44;
constexpr double right_room = 120;
constexpr double top = 12;
constexpr double plot_height = 170;
constexpr double bottom = top + plot_height;

struct Pen {
    const char* colour;
    const char* dashes;
};
constexpr std::array<Pen, 4> pens{
    {{"#24506e", "none"}, {"#6b757e", "7 3"}, {"#1f6b3a", "2 3"}, {"#7a3e12", "9 3 2 3"}}};

class LinePlot {
public:
    explicit LinePlot(const LineChart& chart) : chart_(chart) {
        double most = chart.target ? chart.target->value : 0;
        for (const ChartSeries& series : chart.series) {
            for (const ChartValue& value : series.values) {
                most = std::max(most, value.value.value_or(0));
            }
        }
        most_ = charts::round_up(most);
    }

    std::string render() {
        draw_axes();
        draw_target();
        std::string alternative = chart_.title;
        for (std::size_t i = 0; i < chart_.series.size(); ++i) {
            draw_series(chart_.series[i], pens.at(i % pens.size()));
            alternative += (i == 0 ? ": " : ". ") + chart_.series[i].name;
            for (std::size_t k = 0; k < chart_.series[i].values.size(); ++k) {
                alternative += fmt::format(
                    "{} {} {}",
                    k == 0 ? "" : ";",
                    chart_.labels.at(k),
                    charts::spoken(chart_.series[i].values[k]));
            }
        }
        if (chart_.target) {
            alternative += ". " + chart_.target->text;
        }
        return drawing_.finish(bottom + 26, alternative);
    }

private:
    double x_of(std::size_t i) const {
        const double room = charts::chart_width - left - right_room;
        const auto steps = static_cast<double>(std::max<std::size_t>(chart_.labels.size(), 2) - 1);
        return left + room * static_cast<double>(i) / steps;
    }
    double y_of(double value) const { return bottom - plot_height * std::max(0.0, value) / most_; }

    void draw_axes() {
        constexpr int steps = 4;
        for (int i = 0; i <= steps; ++i) {
            const double value = most_ * i / steps;
            drawing_.line(
                left,
                y_of(value),
                charts::chart_width - right_room,
                y_of(value),
                i == 0 ? R"(stroke="#1b1f24" stroke-width="1")"
                       : R"(stroke="#d5dce1" stroke-width="0.7")");
            drawing_.text(left - 6, y_of(value) + 4, "end", number(value), R"(fill="#4a535c")");
        }
        const std::size_t every = chart_.labels.size() > 13 ? chart_.labels.size() / 12 : 1;
        for (std::size_t i = 0; i < chart_.labels.size(); i += every) {
            drawing_.text(
                x_of(i),
                bottom + 16,
                "middle",
                chart_.labels[i],
                R"(fill="#4a535c" font-size="9.5")");
        }
    }

    void draw_target() {
        if (!chart_.target) {
            return;
        }
        const double y = y_of(chart_.target->value);
        const double end = charts::chart_width - right_room;
        drawing_.line(
            left, y, end, y, R"(stroke="#8a5300" stroke-width="1.2" stroke-dasharray="4 3")");
        drawing_.text(end + 6, y + 4, "start", chart_.target->text, R"(fill="#8a5300")");
        label_heights_.push_back(y);
    }

    void draw_series(const ChartSeries& series, const Pen& pen) {
        std::string path;
        bool pen_down = false;
        std::size_t last = series.values.size();
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            const auto& value = series.values[i].value;
            if (value) {
                path += fmt::format(
                    "{}{} {} ", pen_down ? "L" : "M", number(x_of(i)), number(y_of(*value)));
                drawing_.rect(
                    x_of(i) - 2, y_of(*value) - 2, 4, 4, fmt::format(R"(fill="{}")", pen.colour));
                last = i;
            }
            pen_down = value.has_value();
        }
        if (last == series.values.size()) {
            return;
        }
        drawing_.raw(fmt::format(
            R"(<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>)",
            path,
            pen.colour,
            pen.dashes));
        drawing_.text(
            charts::chart_width - right_room + 6,
            label_height(y_of(*series.values[last].value)) + 4,
            "start",
            series.name + " " + series.values[last].text,
            fmt::format(R"(fill="{}" font-weight="bold")", pen.colour));
    }

    /// A height near `wanted` that no other label at the right edge has.
    double label_height(double wanted) {
        bool moved = true;
        while (moved) {
            moved = false;
            for (const double taken : label_heights_) {
                if (std::abs(taken - wanted) < 13) {
                    wanted = taken + 13;
                    moved = true;
                }
            }
        }
        label_heights_.push_back(wanted);
        return wanted;
    }

    const LineChart& chart_;
    Drawing drawing_;
    double most_ = 1;
    std::vector<double> label_heights_;
};

} // namespace

std::string render_line_chart(const LineChart& chart) {
    return LinePlot(chart).render();
}

} // namespace tickmark
