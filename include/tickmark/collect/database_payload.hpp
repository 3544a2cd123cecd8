#pragma once

#include "tickmark/base/row_reader.hpp"
#include "tickmark/ports/sql.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tickmark {

/// What the header line of a database payload says.
struct DatabaseFacts {
    std::string query;
    std::string server;    ///< "SQLite 3.40.1"
    std::string snapshot;  ///< the server's own id of the state read; empty where it has none
    std::string time_zone; ///< of the session: that of times without an offset
};

/// Writes the rows of a query to `path` as JSON Lines: a header line
/// {"tickmark":"database payload v1","query",…,"columns":[…]}, then one array of texts and nulls a
/// row. Returns the number of rows; `told` hears it every 10,000 rows and may be empty.
long long write_database_payload(
    const std::string& path,
    const DatabaseFacts& facts,
    SqlRows& rows,
    const std::function<void(long long)>& told = {});

/// Reads such a payload; locators are "line N".
///
/// Errors: source_failed: a wanted column is not in the result
std::unique_ptr<RowReader> open_database_payload(
    const std::string& path, const std::string& name, const std::vector<WantedColumn>& wanted);

} // namespace tickmark
