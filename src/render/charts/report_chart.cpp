#include "tickmark/render/charts.hpp"

namespace tickmark {

namespace {

struct Draw {
    std::string operator()(const BarChart& chart) const { return render_bar_chart(chart); }
    std::string operator()(const StackedChart& chart) const { return render_stacked_chart(chart); }
    std::string operator()(const HeatMap& chart) const { return render_heat_map(chart); }
};

} // namespace

std::string render_chart(const ReportChart& chart) {
    return chart.missing.empty() ? std::visit(Draw(), chart.drawing) : "";
}

} // namespace tickmark
