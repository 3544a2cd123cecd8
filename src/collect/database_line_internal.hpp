#pragma once

#include "tickmark/ports/sql.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// One value of a line of a database payload.
struct DatabaseCell {
    enum class Kind { null, text, bytes };
    Kind kind = Kind::null;
    std::string text; ///< of bytes: their hexadecimal digits
};

/// Reads a line of a database payload into `cells`: a JSON array of texts, nulls and
/// {"bytes":"hex"}. False where it is anything else. A load reads a million of them, so a general
/// reader of JSON, which makes a tree of each, is asked only where a text holds a rare escape.
bool read_database_line(std::string_view line, std::vector<DatabaseCell>& cells);

/// Adds a value to a line as JSON: text, null, or {"bytes":"hex"} for what is not UTF-8.
void append_database_value(std::string& line, const SqlValue& value);

} // namespace tickmark
