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
    /// Binds `count` values to the first marks; they must outlive the run.
    void bind(const SqlValue* values, std::size_t count);
    /// Moves to the next row; false at the end.
    bool step();
    /// Makes it ready to run again.
    void reset();
    void read(std::size_t column, SqlValue& value) const;

private:
    void require(int code) const;

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    Fail fail_;
    std::vector<bool> bound_; ///< marks that hold a text; the others are NULL as they are
};

} // namespace tickmark::sql
