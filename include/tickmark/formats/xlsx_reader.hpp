#pragma once

#include "tickmark/base/row_reader.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

struct XlsxOptions {
    std::optional<std::string> sheet;    ///< by name; absent: the first sheet that has the columns
    std::optional<long long> header_row; ///< counts from 1; absent: found
};

/// Rows of one sheet of a workbook (XLSX), in bounded memory.
///
/// The header is the first of the first 200 rows with text that holds every required column;
/// titles compare trimmed, with white space folded, and with case ignored if none is as written.
/// Headings merged downwards make their rows one header; a heading merged sideways gives its text
/// to its first column, and a column below it answers to its own title ("Impact") and to both
/// ("Residual Impact", "Residual / Impact"). Blank rows are skipped; hidden rows and sheets are
/// read and noted. A formula gives its stored result, and without one is broken.
///
/// Shape:  locators are "Sheet1!7"; dates and times by number format as ISO 8601 text without
///         zone, durations as decimal days, booleans true/false, error cells broken
/// Errors: source_failed: not a workbook, encrypted, .xls or .ods (says what to do), a part that
///         inflates beyond its limits (zip bomb), no such sheet, no header with the columns
std::unique_ptr<RowReader> open_xlsx(
    const std::string& path,
    const std::string& name,
    const XlsxOptions& options,
    std::vector<WantedColumn> wanted);

} // namespace tickmark
