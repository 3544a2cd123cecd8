#include "tickmark/base/error.hpp"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>

#include "ports/sql_internal.hpp"
#include "ports/sqlite_feed_internal.hpp"
#include "ports/sqlite_statement_internal.hpp"
#include <chrono>
#include <filesystem>
#include <list>
#include <sqlite3.h>

namespace tickmark {

namespace {

using Poco::Data::Session;
using sql::SqliteStatement;
using Function = std::function<SqlValue(const SqlValue&)>;
using SteadyClock = std::chrono::steady_clock;

/// `path` as a SQLite URI, so that the mode can be said and no character of it is special.
std::string uri_of(const std::string& path, SqlMode mode) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        if (c == '%' || c == '?' || c == '#') {
            const auto byte = static_cast<unsigned char>(c);
            uri += '%';
            uri += hex[byte >> 4U];
            uri += hex[byte & 0xFU];
        } else {
            uri += c;
        }
    }
    switch (mode) {
    case SqlMode::read_only:
        return uri + "?mode=ro";
    case SqlMode::read_write:
        return uri + "?mode=rw";
    case SqlMode::create:
        return uri + "?mode=rwc";
    }
    return uri;
}

/// Bridges a SQL function call to the std::function kept by the driver.
void call_function(sqlite3_context* context, int count, sqlite3_value** arguments) {
    const auto* function = static_cast<const Function*>(sqlite3_user_data(context));
    try {
        SqlValue argument;
        if (count > 0 && sqlite3_value_type(arguments[0]) != SQLITE_NULL) {
            const void* text = sqlite3_value_text(arguments[0]);
            const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
            argument.emplace(static_cast<const char*>(text), size);
        }
        if (const SqlValue result = (*function)(argument)) {
            sqlite3_result_text64(
                context, result->data(), result->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        } else {
            sqlite3_result_null(context);
        }
    } catch (const std::exception& error) {
        sqlite3_result_error(context, error.what(), -1);
    }
}

class SqliteDriver final: public sql::Driver, public std::enable_shared_from_this<SqliteDriver> {
public:
    SqliteDriver(const std::string& path, SqlMode mode) : path_(path), session_(open(path, mode)) {
        sqlite3_busy_timeout(handle(), busy_milliseconds);
    }
    ~SqliteDriver() override { sqlite3_progress_handler(handle(), 0, nullptr, nullptr); }
    SqliteDriver(const SqliteDriver&) = delete;
    SqliteDriver& operator=(const SqliteDriver&) = delete;
    SqliteDriver(SqliteDriver&&) = delete;
    SqliteDriver& operator=(SqliteDriver&&) = delete;

    Session& session() override { return session_; }

    std::unique_ptr<SqlRows>
    query(const std::string& sql, const std::vector<SqlValue>& values) override;

    void insert_rows(const SqlInsert& into, SqlFeed& rows) override {
        statement_starts();
        sql::insert_feed(handle(), into, rows, failing("inserting rows"));
    }

    std::int64_t rows_changed() override { return sqlite3_changes64(handle()); }

    void statement_starts() override {
        if (limit_seconds_ > 0) {
            deadline_ = SteadyClock::now() + std::chrono::seconds(limit_seconds_);
        }
    }

    Error translated(const Poco::Exception& error, const std::string& doing) override {
        if (dynamic_cast<const Poco::Data::SQLite::InterruptException*>(&error) != nullptr) {
            return late(doing);
        }
        return failure(doing, error.displayText(), sqlite3_errcode(handle()));
    }

    void add_function(const std::string& name, Function function) override {
        functions_.push_back(std::move(function));
        const int code = sqlite3_create_function_v2(
            handle(),
            name.c_str(),
            1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            &functions_.back(),
            &call_function,
            nullptr,
            nullptr,
            nullptr);
        if (code != SQLITE_OK) {
            throw failure("adding the function " + name, sqlite3_errmsg(handle()), code);
        }
    }

    void set_statement_limit(int seconds) override {
        constexpr int steps_between_looks = 10'000;
        limit_seconds_ = seconds;
        statement_starts();
        sqlite3_progress_handler(
            handle(), seconds > 0 ? steps_between_looks : 0, &SqliteDriver::is_late, this);
    }

    std::string server() const override { return std::string("SQLite ") + sqlite3_libversion(); }

private:
    static constexpr int busy_milliseconds = 10'000;

    static int is_late(void* self) {
        return SteadyClock::now() > static_cast<SqliteDriver*>(self)->deadline_ ? 1 : 0;
    }

    /// Throws what SQLite says, as the Error for what was being done.
    SqliteStatement::Fail failing(std::string doing) {
        return [this, doing = std::move(doing)](sqlite3* db, int code) {
            if ((code & 0xFF) == SQLITE_INTERRUPT && limit_seconds_ > 0) {
                throw late(doing);
            }
            throw failure(doing, sqlite3_errmsg(db), code);
        };
    }

    Error late(const std::string& doing) const {
        return failure(doing, "stopped after " + std::to_string(limit_seconds_) + " s", 0);
    }

    sqlite3* handle() const { return Poco::Data::SQLite::Utility::dbHandle(session_); }

    Session open(const std::string& path, SqlMode mode) {
        static const bool registered = [] {
            Poco::Data::SQLite::Connector::registerConnector();
            return true;
        }();
        static_cast<void>(registered);
        std::error_code ignored;
        if (mode != SqlMode::create && !std::filesystem::is_regular_file(path, ignored)) {
            throw failure("opening a SQLite database", "there is no such file", SQLITE_CANTOPEN);
        }
        try {
            return {"SQLite", uri_of(path, mode)};
        } catch (const Poco::Exception& error) {
            throw failure("opening a SQLite database", error.displayText(), SQLITE_CANTOPEN);
        }
    }

    Error failure(const std::string& doing, const std::string& why, int code) const {
        const bool is_full = (code & 0xFF) == SQLITE_FULL;
        return {
            is_full ? ErrorCode::no_space : ErrorCode::source_failed,
            {doing, why, path_, is_full ? "free some space and run again" : ""}};
    }

    std::string path_;
    std::list<Function> functions_; ///< a list: SQLite keeps their addresses
    int limit_seconds_ = 0;
    SteadyClock::time_point deadline_;
    Session session_; ///< after what it points to, so that it closes before that goes
};

/// A running query; it keeps the connection open.
class SqliteRows final: public SqlRows {
public:
    SqliteRows(
        std::shared_ptr<SqliteDriver> driver,
        std::unique_ptr<SqliteStatement> statement,
        const std::vector<SqlValue>& values) :
        driver_(std::move(driver)),
        statement_(std::move(statement)),
        columns_(statement_->columns()),
        bound_(values),
        texts_(columns_.size()) {
        statement_->bind(bound_);
    }

    const std::vector<SqlColumn>& columns() const override { return columns_; }

    bool next() override {
        if (ended_) {
            return false;
        }
        ended_ = true; // and stays so where the step throws
        if (!statement_->step()) {
            return false;
        }
        ended_ = false;
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            statement_->read(i, texts_[i]);
        }
        return true;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    std::shared_ptr<SqliteDriver> driver_;
    std::unique_ptr<SqliteStatement> statement_;
    std::vector<SqlColumn> columns_;
    std::vector<SqlValue> bound_;
    std::vector<SqlValue> texts_;
    bool ended_ = false;
};

std::unique_ptr<SqlRows>
SqliteDriver::query(const std::string& sql, const std::vector<SqlValue>& values) {
    auto statement = std::make_unique<SqliteStatement>(handle(), sql, failing("running a query"));
    statement_starts();
    return std::make_unique<SqliteRows>(shared_from_this(), std::move(statement), values);
}

} // namespace

std::unique_ptr<SqlConnection> open_sqlite(const std::string& path, SqlMode mode) {
    return std::make_unique<sql::PocoConnection>(std::make_shared<SqliteDriver>(path, mode));
}

} // namespace tickmark
