#pragma once

#include "tickmark/base/row_reader.hpp"

#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// What is told about a CSV; what is absent is found.
struct CsvOptions {
    std::optional<char> delimiter;
    std::optional<std::string> encoding; ///< utf-8, utf-16, utf-16le, utf-16be, windows-1252
    std::optional<long long> header_row; ///< counts from 1, in records
};

/// RFC 4180 with quoted newlines; UTF-8, UTF-16 and Windows-1252, with or without BOM.
///
/// The header is the first of the first 200 records that holds every required column; a record
/// with another number of fields, a NUL or undecodable bytes comes with its fault. Blank lines are
/// skipped.
///
/// Shape:  locators are "line N", the physical line a record starts on
/// Errors: source_failed: no header with the required columns, not text, a quote left open
std::unique_ptr<RowReader> open_csv(
    std::unique_ptr<std::istream> bytes,
    const std::string& name,
    const CsvOptions& options,
    std::vector<WantedColumn> wanted);

} // namespace tickmark
