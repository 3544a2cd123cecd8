#pragma once

#include "tickmark/base/digest.hpp"
#include "tickmark/base/row_reader.hpp"
#include "tickmark/ports/file_growth.hpp"
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

/// What became of the rows of a query.
struct WrittenPayload {
    long long rows = 0;
    Digest digest; ///< of the file
};

/// Writes the rows of a query to `path` as JSON Lines: a header line
/// {"tickmark":"database payload v1","query",…,"columns":[…]}, then one array of texts and nulls a
/// row. `told` hears the number of rows every 10,000 and may be empty; `growth` is told how far the
/// file has come, and ended.
WrittenPayload write_database_payload(
    const std::string& path,
    const DatabaseFacts& facts,
    SqlRows& rows,
    const std::function<void(long long)>& told = {},
    FileGrowth* growth = nullptr);

/// Reads such a payload, where it has a growth while it is written; locators are "line N".
///
/// Errors: source_failed: a wanted column is not in the result
std::unique_ptr<RowReader> open_database_payload(
    const std::string& path,
    const std::string& name,
    const std::vector<WantedColumn>& wanted,
    std::shared_ptr<FileGrowth> growth = nullptr);

} // namespace tickmark
