#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tickmark {

/// A value bound to or read from a statement: nothing, or its text.
using SqlValue = std::optional<std::string>;

/// One column of a result: name and type as the database gives them.
struct SqlColumn {
    std::string name;
    std::string type = {}; ///< "timestamp with time zone"; empty where the database has none
};

/// A running query, row by row; every value is read as text (field-notes 4: typed reads of Poco
/// Data invent values).
class SqlRows {
public:
    SqlRows() = default;
    SqlRows(const SqlRows&) = delete;
    SqlRows& operator=(const SqlRows&) = delete;
    SqlRows(SqlRows&&) = delete;
    SqlRows& operator=(SqlRows&&) = delete;
    virtual ~SqlRows() = default;

    virtual const std::vector<SqlColumn>& columns() const = 0;
    /// Moves to the next row; false at the end.
    virtual bool next() = 0;
    /// Text of column `i` of the current row; none for NULL.
    virtual const SqlValue& text(std::size_t i) const = 0;
};

/// Bytes that are no text.
struct SqlBytes {
    std::string_view bytes;
};

/// A value on its way into a table, where the text or the bytes stand: nothing, text, bytes or a
/// number.
using SqlCell = std::variant<std::monostate, std::string_view, SqlBytes, std::int64_t, double>;

/// Where rows are inserted; names and literals are as SQL writes them. Quickest with all columns of
/// the table in its own order.
struct SqlInsert {
    struct Column {
        std::string name;
        std::string literal = {}; ///< what every row holds; empty: a feed's cells fill it, in order
    };
    std::string table;
    std::vector<Column> columns;
};

/// Rows on their way into a table.
class SqlFeed {
public:
    SqlFeed() = default;
    SqlFeed(const SqlFeed&) = delete;
    SqlFeed& operator=(const SqlFeed&) = delete;
    SqlFeed(SqlFeed&&) = delete;
    SqlFeed& operator=(SqlFeed&&) = delete;
    virtual ~SqlFeed() = default;

    /// The next row, a cell for each column it fills, until the next call; null at the end.
    virtual const std::vector<SqlCell>* next() = 0;
};

/// One connection to a database, on Poco Data.
///
/// Errors: source_failed with the server's words (no_space when its disk is full); the caller that
///         uses it for the store translates them
class SqlConnection {
public:
    SqlConnection() = default;
    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;
    SqlConnection(SqlConnection&&) = delete;
    SqlConnection& operator=(SqlConnection&&) = delete;
    virtual ~SqlConnection() = default;

    /// Runs statements that give no rows.
    virtual void execute(const std::string& sql) = 0;
    /// Runs one statement with values bound to its `?`; returns the rows changed.
    virtual std::int64_t execute(const std::string& sql, const std::vector<SqlValue>& values) = 0;
    virtual std::unique_ptr<SqlRows>
    query(const std::string& sql, const std::vector<SqlValue>& values) = 0;
    std::unique_ptr<SqlRows> query(const std::string& sql) { return query(sql, {}); }
    /// The first column of the first row; none if there is no row or it is NULL.
    SqlValue scalar(const std::string& sql, const std::vector<SqlValue>& values = {});
    /// Inserts all of `rows`; where one fails, those before it stay unless a transaction goes back.
    virtual void insert_rows(const SqlInsert& into, SqlFeed& rows) = 0;
    /// The same for texts held in memory, column after column for each row in turn.
    void insert_many(
        const std::string& table,
        const std::vector<std::string>& columns,
        const std::vector<SqlValue>& values);
    /// Makes a scalar function of one text argument known to SQL (SQLite only).
    virtual void
    add_function(const std::string& name, std::function<SqlValue(const SqlValue&)> function) = 0;
    /// Ends any statement that runs longer (whole seconds; 0: no limit).
    virtual void set_statement_limit(int seconds) = 0;
    /// "SQLite 3.40.1"
    virtual std::string server() const = 0;
};

enum class SqlMode { read_only, read_write, create };

/// Opens a SQLite file.
std::unique_ptr<SqlConnection> open_sqlite(const std::string& path, SqlMode mode);

} // namespace tickmark
