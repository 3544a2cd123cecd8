#pragma once

#include "tickmark/ports/sql.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace tickmark::sql {

/// A prepared statement of a SQLite connection. Values go in and come out as text; text from the
/// database is read by its length, so that an embedded NUL cuts nothing.
class SqliteStatement {
public:
    /// Throws the error for a result code of SQLite, in its words.
    using Fail = std::function<void(sqlite3* db, int code)>;

    SqliteStatement(sqlite3* db, const std::string& sql, Fail fail);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;
    SqliteStatement(SqliteStatement&&) = delete;
    SqliteStatement& operator=(SqliteStatement&&) = delete;

    std::vector<SqlColumn> columns() const;
    /// Binds values to the first marks, before the run; they must outlive it.
    void bind(const std::vector<SqlValue>& values);
    /// Moves to the next row; false at the end.
    bool step();
    void read(std::size_t column, SqlValue& value) const;

private:
    void require(int code) const;

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    Fail fail_;
};

} // namespace tickmark::sql
