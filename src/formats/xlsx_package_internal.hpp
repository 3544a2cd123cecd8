#pragma once

#include "formats/xlsx_strings_internal.hpp"
#include "formats/xlsx_values_internal.hpp"
#include "formats/zip_internal.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::formats {

struct SheetEntry {
    std::string name;
    std::string part; ///< its file in the archive
    bool hidden = false;
};

/// What all sheets of a workbook share.
struct Workbook {
    std::unique_ptr<ZipFile> zip;
    std::vector<SheetEntry> sheets; ///< worksheets, in their order
    std::vector<NumberKind> styles; ///< by cell style
    SharedStrings strings;
    bool from_1904 = false;

    NumberKind kind_of(std::size_t style) const {
        return style < styles.size() ? styles[style] : NumberKind::number;
    }
};

/// Reads the parts of a workbook apart from its sheets.
///
/// Errors: source_failed: not a workbook, encrypted, .xls, .xlsb or .ods
std::unique_ptr<Workbook> load_workbook(const std::string& path, const std::string& name);

} // namespace tickmark::formats
