#include "ports/sqlite_feed_internal.hpp"
#include <algorithm>
#include <exception>
#include <memory>
#include <vector>

namespace tickmark::sql {

namespace {

constexpr const char* module_name = "tm_feed";

/// The rows on their way in, and what went wrong with reading them.
struct Feed {
    SqlFeed* rows = nullptr;
    std::size_t columns = 0;
    const std::vector<SqlCell>* row = nullptr; ///< null at the end
    std::exception_ptr fault;

    int advance() {
        try {
            row = rows->next();
            return SQLITE_OK;
        } catch (...) {
            fault = std::current_exception();
            return SQLITE_ERROR;
        }
    }
};

struct Table: sqlite3_vtab {
    Feed* feed = nullptr;
};

struct Cursor: sqlite3_vtab_cursor {
    Feed* feed = nullptr;
    sqlite3_int64 number = 0;
};

Cursor& cursor_of(sqlite3_vtab_cursor* cursor) {
    return *static_cast<Cursor*>(cursor);
}

std::string column_name(std::size_t i) {
    return "c" + std::to_string(i);
}

// NOLINTNEXTLINE(readability-function-size): SQLite's own list of parameters
int connect(sqlite3* db, void* aux, int, const char* const*, sqlite3_vtab** table, char**) {
    auto* feed = static_cast<Feed*>(aux);
    std::string sql = "CREATE TABLE feed(";
    for (std::size_t i = 0; i < feed->columns; ++i) {
        sql += (i == 0 ? "" : ", ") + column_name(i);
    }
    auto made = std::make_unique<Table>();
    made->feed = feed;
    *table = made.release();
    return sqlite3_declare_vtab(db, (sql + ")").c_str());
}

int disconnect(sqlite3_vtab* table) {
    const std::unique_ptr<Table> gone(static_cast<Table*>(table));
    return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info*) {
    return SQLITE_OK; // there is one way to read it: from the front
}

int open(sqlite3_vtab* table, sqlite3_vtab_cursor** cursor) {
    auto made = std::make_unique<Cursor>();
    made->feed = static_cast<Table*>(table)->feed;
    *cursor = made.release();
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
    const std::unique_ptr<Cursor> gone(&cursor_of(cursor));
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
    return cursor_of(cursor).feed->advance();
}

int next(sqlite3_vtab_cursor* cursor) {
    ++cursor_of(cursor).number;
    return cursor_of(cursor).feed->advance();
}

int ended(sqlite3_vtab_cursor* cursor) {
    return cursor_of(cursor).feed->row == nullptr ? 1 : 0;
}

/// Gives SQLite a cell. A null destructor is SQLITE_STATIC: what it points to stays until the next
/// row. To SQLite a text at no place is NULL, even an empty one.
struct Give {
    sqlite3_context* context;

    void operator()(std::monostate) const {}
    void operator()(std::string_view text) const {
        sqlite3_result_text64(context, place_of(text), text.size(), nullptr, SQLITE_UTF8);
    }
    void operator()(const SqlBytes& cell) const {
        sqlite3_result_blob64(context, place_of(cell.bytes), cell.bytes.size(), nullptr);
    }
    void operator()(std::int64_t number) const { sqlite3_result_int64(context, number); }
    void operator()(double number) const { sqlite3_result_double(context, number); }

private:
    static const char* place_of(std::string_view text) {
        return text.data() == nullptr ? "" : text.data();
    }
};

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int i) {
    std::visit(Give{context}, (*cursor_of(cursor).feed->row)[static_cast<std::size_t>(i)]);
    return SQLITE_OK;
}

int row_number(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) {
    *number = cursor_of(cursor).number;
    return SQLITE_OK;
}

const sqlite3_module& feed_module() {
    static const sqlite3_module module = [] {
        sqlite3_module made{};
        made.xConnect = connect;
        made.xBestIndex = best_index;
        made.xDisconnect = disconnect;
        made.xOpen = open;
        made.xClose = close;
        made.xFilter = filter;
        made.xNext = next;
        made.xEof = ended;
        made.xColumn = column;
        made.xRowid = row_number;
        return made;
    }();
    return module;
}

/// Makes a feed known to SQL while it lasts.
class Known {
public:
    Known(sqlite3* db, Feed& feed, const SqliteStatement::Fail& fail) : db_(db) {
        const int code = sqlite3_create_module_v2(db_, module_name, &feed_module(), &feed, nullptr);
        if (code != SQLITE_OK) {
            fail(db_, code);
        }
    }
    ~Known() { sqlite3_create_module_v2(db_, module_name, nullptr, nullptr, nullptr); }
    Known(const Known&) = delete;
    Known& operator=(const Known&) = delete;
    Known(Known&&) = delete;
    Known& operator=(Known&&) = delete;

private:
    sqlite3* db_;
};

std::string statement_for(const SqlInsert& into) {
    std::string columns;
    std::string values;
    std::size_t fed = 0;
    for (const SqlInsert::Column& column : into.columns) {
        columns += (columns.empty() ? "" : ", ") + column.name;
        values += (values.empty() ? "" : ", ") +
                  (column.literal.empty() ? column_name(fed++) : column.literal);
    }
    return "INSERT OR FAIL INTO " + into.table + "(" + columns + ") SELECT " + values + " FROM " +
           module_name;
}

std::size_t fed_columns(const SqlInsert& into) {
    return static_cast<std::size_t>(std::count_if(
        into.columns.begin(), into.columns.end(), [](const SqlInsert::Column& column) {
            return column.literal.empty();
        }));
}

} // namespace

void insert_feed(
    sqlite3* db, const SqlInsert& into, SqlFeed& rows, const SqliteStatement::Fail& fail) {
    Feed feed;
    feed.rows = &rows;
    feed.columns = fed_columns(into);
    const Known known(db, feed, fail);
    const auto told = [&](sqlite3* at, int code) {
        if (feed.fault) {
            std::rethrow_exception(feed.fault);
        }
        fail(at, code);
    };
    SqliteStatement(db, statement_for(into), told).step();
}

} // namespace tickmark::sql
