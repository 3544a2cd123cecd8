#pragma once

#include "tickmark/report/model.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace tickmark {

/// What a sheet and a cell hold at most; tests set less.
struct WorkbookLimits {
    std::int64_t rows = 1'048'576; ///< of a sheet, its heading included
    std::size_t text = 32'767;     ///< UTF-16 units of a cell
};

/// Writes the report's sheets as one XLSX, row by row, so that memory does not grow with the rows.
///
/// Shape:  heading in row 1, typed cells, autofilter, frozen heading, print set-up. A table longer
/// than a sheet goes
///         on in a second one, a text longer than a cell in the sheet "Long texts"; both are said.
///         Detail sheets end with the columns Population and Exception as formulas over the row,
///         their values cached; counts on other sheets are formulas over those columns. The same
///         model gives the same bytes. Text is never a formula.
/// Errors: render_failed, no_space, no_permission; the file appears whole or not at all
void write_workbook(
    const ReportModel& model, const std::string& path, const WorkbookLimits& limits = {});

/// A name that a sheet may have and that is not in `taken` (case ignored), to which it is added.
///
/// Shape:  at most 31 UTF-16 units; none of [ ] : * ? / \ ; no apostrophe at either end
std::string legal_sheet_name(std::string_view wanted, std::set<std::string>& taken);

} // namespace tickmark
