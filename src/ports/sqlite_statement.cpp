#include "tickmark/base/text.hpp"

#include "ports/sqlite_statement_internal.hpp"
#include <sqlite3.h>
#include <utility>

namespace tickmark::sql {

SqliteStatement::SqliteStatement(sqlite3* db, const std::string& sql, Fail fail) :
    db_(db), fail_(std::move(fail)) {
    require(
        sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
}

SqliteStatement::~SqliteStatement() {
    sqlite3_finalize(statement_);
}

void SqliteStatement::require(int code) const {
    if (code != SQLITE_OK) {
        fail_(db_, code);
    }
}

std::vector<SqlColumn> SqliteStatement::columns() const {
    std::vector<SqlColumn> columns;
    const int count = sqlite3_column_count(statement_);
    columns.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        columns.push_back({sqlite3_column_name(statement_, i)});
    }
    return columns;
}

void SqliteStatement::bind(const std::vector<SqlValue>& values) {
    int place = 0;
    for (const SqlValue& value : values) {
        ++place; // a mark that nothing is bound to is NULL
        if (value) {
            // A null destructor is SQLITE_STATIC: the text stays where it is.
            require(sqlite3_bind_text64(
                statement_, place, value->data(), value->size(), nullptr, SQLITE_UTF8));
        }
    }
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail_(db_, code);
    }
    return code == SQLITE_ROW;
}

void SqliteStatement::read(std::size_t column, SqlValue& value) const {
    const int place = static_cast<int>(column);
    if (sqlite3_column_type(statement_, place) == SQLITE_NULL) {
        value.reset();
        return;
    }
    const void* text = sqlite3_column_blob(statement_, place);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, place));
    put_text(value, {static_cast<const char*>(text), size}); // no text at all has the size 0
}

} // namespace tickmark::sql
