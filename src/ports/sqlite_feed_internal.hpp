#pragma once

#include "ports/sqlite_statement_internal.hpp"
#include <sqlite3.h>

namespace tickmark::sql {

/// Inserts all of `rows` by one statement that reads them as a table: its way into the table's tree
/// stays open, where a statement for each row finds it anew.
///
/// Errors: what `fail` throws, and what reading `rows` throws; the rows before it stay, since a
///         journal of the statement would cost more than the transaction around it
void insert_feed(
    sqlite3* db, const SqlInsert& into, SqlFeed& rows, const SqliteStatement::Fail& fail);

} // namespace tickmark::sql
