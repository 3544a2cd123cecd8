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
