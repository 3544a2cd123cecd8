#pragma once

#include "tickmark/report/charts.hpp"

#include "parts.hpp"
#include <string>
#include <vector>

namespace tickmark::report {

/// The charts of report.yaml, each number of them one that the report or the workbook states.
///
/// Errors: config_invalid for a chart that does not fit its figures or its dataset
std::vector<ReportChart> make_charts(const Parts& parts);

/// A chart with its names, nothing drawn.
ReportChart start_chart(const ChartDefinition& definition);
/// Records counted by two fields.
ReportChart draw_heat_map(const Parts& parts, const ChartDefinition& definition);
[[noreturn]] void reject_chart(const ChartDefinition& definition, const std::string& why);

} // namespace tickmark::report
