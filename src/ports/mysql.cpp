#include "tickmark/base/text.hpp"

#include "ports/mysql_internal.hpp"
#include <errmsg.h>
#include <fmt/format.h>
#include <mysqld_error.h>

namespace tickmark::mysql {

namespace {

using database::Fault;

constexpr unsigned int read_only_transaction = 1792;
constexpr unsigned int mysql_time_limit = 3024;
constexpr unsigned int connection_killed = 1927;

Fault fault_of(unsigned int code) {
    switch (code) {
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR:
    case ER_PROCACCESS_DENIED_ERROR:
        return Fault::privilege;
    case read_only_transaction:
        return Fault::read_only;
    case ER_STATEMENT_TIMEOUT:
    case mysql_time_limit:
        return Fault::time_limit;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case ER_SERVER_SHUTDOWN:
    case connection_killed:
        return Fault::connection;
    default:
        return Fault::other;
    }
}

/// A connection with its open transaction, shared by a snapshot and its rows.
struct Session {
    Connection connection;
    DatabaseAddress address;
    DatabaseAccess access;

    MYSQL* get() const { return connection.get(); }

    Error error(unsigned int code, const char* words) const {
        return database::statement_error(
            address,
            fault_of(code),
            database::one_line(words, access.password),
            access.statement_seconds);
    }
    Error error() const { return error(mysql_errno(get()), mysql_error(get())); }

    void run(const std::string& sql) const {
        if (mysql_real_query(get(), sql.data(), sql.size()) != 0) {
            throw error();
        }
    }

    /// The first row of a small query; empty texts where there is none, or no value.
    std::vector<std::string> row(const std::string& sql) const {
        run(sql);
        const Result result(mysql_store_result(get()));
        if (!result) {
            throw error();
        }
        std::vector<std::string> values(mysql_num_fields(result.get()));
        if (char** const cells = mysql_fetch_row(result.get()); cells != nullptr) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = cells[i] == nullptr ? "" : cells[i];
            }
        }
        return values;
    }
};

struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};

/// A statement that gives no rows is not run at all: DDL ends a transaction before anything else
/// could stop it.
void require_query(const Session& session, const std::string& sql) {
    const std::unique_ptr<MYSQL_STMT, CloseStatement> statement(mysql_stmt_init(session.get()));
    if (!statement) {
        throw session.error();
    }
    if (mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) != 0) {
        const unsigned int code = mysql_stmt_errno(statement.get());
        if (code == ER_UNSUPPORTED_PS) {
            throw database::not_a_query(session.address);
        }
        throw session.error(code, mysql_stmt_error(statement.get()));
    }
    if (mysql_stmt_field_count(statement.get()) == 0) {
        throw database::not_a_query(session.address);
    }
}

/// Bits as the number they are; the server sends them as bytes.
std::string bits(const char* bytes, std::size_t size) {
    constexpr unsigned int bits_a_byte = 8;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number = (number << bits_a_byte) | static_cast<unsigned char>(bytes[i]);
    }
    return std::to_string(number);
}

/// Rows as they come in, of the text protocol: the server itself writes each value as text.
class Rows final: public SqlRows {
public:
    Rows(std::shared_ptr<Session> session, const std::string& sql) : session_(std::move(session)) {
        require_query(*session_, sql);
        session_->run(sql);
        result_.reset(mysql_use_result(session_->get()));
        if (!result_) {
            throw session_->error();
        }
        const MYSQL_FIELD* fields = mysql_fetch_fields(result_.get());
        for (unsigned int i = 0; i < mysql_num_fields(result_.get()); ++i) {
            columns_.push_back({fields[i].name, type_of(fields[i])});
            is_bits_.push_back(fields[i].type == MYSQL_TYPE_BIT);
        }
        texts_.resize(columns_.size());
    }
    ~Rows() override {
        if (!ended_) {
            // Freeing the result would read all that is left of it.
            mysql_kill_connection();
        }
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows(Rows&&) = delete;
    Rows& operator=(Rows&&) = delete;

    const std::vector<SqlColumn>& columns() const override { return columns_; }

    bool next() override {
        if (ended_) {
            return false;
        }
        char** const cells = mysql_fetch_row(result_.get());
        if (cells == nullptr) {
            ended_ = true;
            if (mysql_errno(session_->get()) != 0) {
                throw session_->error();
            }
            return false;
        }
        const unsigned long* sizes = mysql_fetch_lengths(result_.get());
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            if (cells[i] == nullptr) {
                texts_[i].reset();
            } else if (is_bits_[i]) {
                texts_[i] = bits(cells[i], sizes[i]);
            } else if (texts_[i]) {
                texts_[i]->assign(cells[i], sizes[i]);
            } else {
                texts_[i].emplace(cells[i], sizes[i]);
            }
        }
        return true;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    void mysql_kill_connection() noexcept { mariadb_cancel(session_->get()); }

    std::shared_ptr<Session> session_;
    Result result_;
    std::vector<SqlColumn> columns_;
    std::vector<bool> is_bits_;
    std::vector<SqlValue> texts_;
    bool ended_ = false;
};

class Snapshot final: public DatabaseSnapshot {
public:
    explicit Snapshot(std::shared_ptr<Session> session) : session_(std::move(session)) {
        const std::string version = mysql_get_server_info(session_->get());
        const bool mariadb = version.find("MariaDB") != std::string::npos;
        limit_time(mariadb);
        session_->run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        session_->run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        state_.server = (mariadb ? "MariaDB " : "MySQL ") + version.substr(0, version.find('-'));
        state_.snapshot = binary_log_place();
        state_.isolation = "repeatable read, consistent snapshot, read only";
        const auto facts =
            session_->row("SELECT @@session.time_zone, @@system_time_zone, CURRENT_USER()");
        state_.time_zone = facts[0] == "SYSTEM" ? "SYSTEM (" + facts[1] + ")" : facts[0];
        state_.user = facts[2];
        state_.transport = transport();
    }

    const DatabaseState& state() const override { return state_; }

    std::unique_ptr<SqlRows> query(const std::string& sql) override {
        return std::make_unique<Rows>(session_, sql);
    }

private:
    void limit_time(bool mariadb) {
        const int seconds = session_->access.statement_seconds;
        session_->run(
            mariadb ? fmt::format("SET SESSION max_statement_time = {}", seconds)
                    : fmt::format("SET SESSION max_execution_time = {}", seconds * 1000LL));
    }

    /// Where the snapshot stands in the binary log: MariaDB says so where it keeps one, MySQL not.
    std::string binary_log_place() {
        const auto file = session_->row("SHOW STATUS LIKE 'binlog_snapshot_file'");
        const auto position = session_->row("SHOW STATUS LIKE 'binlog_snapshot_position'");
        if (file.size() < 2 || position.size() < 2 || file[1].empty()) {
            return {};
        }
        return "binary log " + file[1] + ":" + position[1];
    }

    std::string transport() {
        const auto version = session_->row("SHOW STATUS LIKE 'Ssl_version'");
        if (version.size() > 1 && !version[1].empty()) {
            return version[1];
        }
        const std::string host = mysql_get_host_info(session_->get());
        return host.find("socket") != std::string::npos ? "local socket" : "not encrypted";
    }

    std::shared_ptr<Session> session_;
    DatabaseState state_;
};

} // namespace

} // namespace tickmark::mysql

namespace tickmark::database {

Opened open_mysql(const DatabaseAddress& address, const DatabaseAccess& access) {
    auto connected = mysql::connect(address, access);
    if (auto* refusal = std::get_if<DatabaseRefusal>(&connected)) {
        return std::move(*refusal);
    }
    auto session = std::make_shared<mysql::Session>();
    session->connection = std::move(std::get<mysql::Connection>(connected));
    session->address = address;
    session->access = access;
    return std::make_unique<mysql::Snapshot>(std::move(session));
}

} // namespace tickmark::database
