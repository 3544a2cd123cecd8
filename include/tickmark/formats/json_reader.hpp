#pragma once

#include "tickmark/base/row_reader.hpp"

#include <istream>
#include <memory>
#include <string>
#include <vector>

namespace tickmark {

struct JsonOptions {
    std::string records; ///< JSON pointer to the array ("" = the document itself)
    bool lines = false;  ///< JSON Lines: one object a line
};

/// Objects of an array anywhere in a document, or JSON Lines. Columns are JSON pointers into an
/// object ("/vendor/name", or a bare member name); a step `[name=Vendor]` picks from an array the
/// object whose member `name` is "Vendor": "/CustomFields/[name=Tier]/values/0".
///
/// Shape:  locators are the pointer of the object ("/items/3") or "line N"; numbers keep their
///         written form
/// Errors: source_failed: not JSON (with line and column), no array at `records`
std::unique_ptr<RowReader> open_json(
    std::unique_ptr<std::istream> bytes,
    const std::string& name,
    const JsonOptions& options,
    std::vector<WantedColumn> wanted);

} // namespace tickmark
