#include "ports/sqlite_feed_internal.hpp"
#include <exception>
#include <memory>
#include <vector>

namespace tickmark::sql {

namespace {

constexpr const char* module_name = "tm_feed";

/// The rows on their way in, and what went wrong with reading them.
struct Feed {
    SqlRows* rows = nullptr;
    std::vector<char> is_bytes; ///< of each column
    bool ended = false;
    std::exception_ptr fault;

    int advance() {
        try {
            ended = !rows->next();
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
    for (std::size_t i = 0; i < feed->is_bytes.size(); ++i) {
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
    return cursor_of(cursor).feed->ended ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int i) {
    const Feed& feed = *cursor_of(cursor).feed;
    const auto place = static_cast<std::size_t>(i);
    const SqlValue& value = feed.rows->text(place);
    // A null destructor is SQLITE_STATIC: the text stays until the next row.
    if (value && feed.is_bytes[place] != 0) {
        sqlite3_result_blob64(context, value->data(), value->size(), nullptr);
    } else if (value) {
        sqlite3_result_text64(context, value->data(), value->size(), nullptr, SQLITE_UTF8);
    }
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
    const auto add = [&](const std::string& name, const std::string& value) {
        columns += (columns.empty() ? "" : ", ") + name;
        values += (values.empty() ? "" : ", ") + value;
    };
    for (const auto& [name, literal] : into.fixed) {
        add(name, literal);
    }
    for (std::size_t i = 0; i < into.columns.size(); ++i) {
        add(into.columns[i], column_name(i));
    }
    return "INSERT OR FAIL INTO " + into.table + "(" + columns + ") SELECT " + values + " FROM " +
           module_name;
}

} // namespace

void insert_feed(
    sqlite3* db, const SqlInsert& into, SqlRows& rows, const SqliteStatement::Fail& fail) {
    Feed feed;
    feed.rows = &rows;
    feed.is_bytes.resize(into.columns.size());
    for (const std::size_t column : into.bytes) {
        feed.is_bytes.at(column) = 1;
    }
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
