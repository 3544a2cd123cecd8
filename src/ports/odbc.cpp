#include "tickmark/base/text.hpp"

#include <Poco/Data/ODBC/Connector.h>
#include <Poco/Data/ODBC/ODBCException.h>
#include <Poco/Data/ODBC/SessionImpl.h>
#include <Poco/Data/Session.h>
#include <Poco/UnicodeConverter.h>

#include "ports/database_internal.hpp"
#include <algorithm>
#include <array>
#include <regex>
#include <utility>

namespace tickmark::odbc {

namespace {

using database::Fault;
using Kind = DatabaseRefusal::Kind;

/// What a driver says, taken out of Poco's account of it.
struct Diagnosis {
    std::string state; ///< SQLSTATE
    std::string words;
};

Diagnosis diagnose(const Poco::Exception& error, const Secret& password) {
    const std::string text = error.displayText();
    static const std::regex shape("SQLSTATE = (\\w{5})\\s+Native Error Code = -?\\d+\\s+");
    std::smatch match;
    if (!std::regex_search(text, match, shape)) {
        return {"", database::one_line(text, password)};
    }
    std::string words = match.suffix().str();
    words = words.substr(0, words.find("===="));
    return {match[1].str(), database::one_line(words, password)};
}

bool holds_any(const std::string& text, std::initializer_list<std::string_view> words) {
    const std::string lower = to_lower(text);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return lower.find(word) != std::string::npos;
    });
}

DatabaseRefusal refusal_of(const Diagnosis& diagnosis) {
    DatabaseRefusal refusal;
    refusal.words = diagnosis.words;
    // Some drivers give one code for all that goes wrong; then only their words tell.
    if (diagnosis.state.starts_with("28") ||
        holds_any(diagnosis.words, {"authentication failed", "access denied", "login failed"})) {
        refusal.kind = Kind::denied;
    } else if (diagnosis.state.starts_with("08") || diagnosis.state.starts_with("HYT")) {
        refusal.kind = Kind::unreachable;
    }
    refusal.hint = diagnosis.state.starts_with("IM")
                       ? "see odbcinst -q -d and odbcinst -q -s for the names of drivers and DSNs"
                       : database::refusal_hint(refusal.kind);
    return refusal;
}

std::string type_name(SQLSMALLINT type) {
    static const std::vector<std::pair<SQLSMALLINT, const char*>> names{
        {SQL_CHAR, "char"},
        {SQL_WCHAR, "char"},
        {SQL_VARCHAR, "varchar"},
        {SQL_WVARCHAR, "varchar"},
        {SQL_LONGVARCHAR, "text"},
        {SQL_WLONGVARCHAR, "text"},
        {SQL_DECIMAL, "decimal"},
        {SQL_NUMERIC, "numeric"},
        {SQL_SMALLINT, "smallint"},
        {SQL_INTEGER, "integer"},
        {SQL_TINYINT, "tinyint"},
        {SQL_BIGINT, "bigint"},
        {SQL_REAL, "real"},
        {SQL_FLOAT, "float"},
        {SQL_DOUBLE, "double"},
        {SQL_BIT, "bit"},
        {SQL_BINARY, "binary"},
        {SQL_VARBINARY, "varbinary"},
        {SQL_LONGVARBINARY, "blob"},
        {SQL_TYPE_DATE, "date"},
        {SQL_TYPE_TIME, "time"},
        {SQL_TYPE_TIMESTAMP, "timestamp"},
        {SQL_GUID, "uniqueidentifier"}};
    for (const auto& [number, name] : names) {
        if (number == type) {
            return name;
        }
    }
    return {};
}

/// A connection with its open transaction, shared by a snapshot and its rows. It is never
/// committed, so that even a driver that lets a write through leaves nothing behind.
struct Session {
    DatabaseAddress address;
    DatabaseAccess access;
    Poco::Data::Session session;

    SQLHDBC handle() {
        auto* impl = dynamic_cast<Poco::Data::ODBC::SessionImpl*>(session.impl());
        return impl == nullptr ? SQL_NULL_HDBC : impl->dbc().handle();
    }

    Error error(const Poco::Exception& thrown) const {
        const Diagnosis diagnosis = diagnose(thrown, access.password);
        const std::string& state = diagnosis.state;
        Fault fault = Fault::other;
        if (state == "42501" || state == "42000") {
            const bool refused = state == "42501" || holds_any(diagnosis.words, {"denied"});
            fault = refused ? Fault::privilege : Fault::other;
        } else if (state == "25006") {
            fault = Fault::read_only;
        } else if (state == "57014" || state == "HYT00" || state == "HY008") {
            fault = Fault::time_limit;
        } else if (state.starts_with("08") || state.starts_with("57P")) {
            fault = Fault::connection;
        }
        return database::statement_error(address, fault, diagnosis.words, access.statement_seconds);
    }

    std::string info(SQLUSMALLINT what) {
        constexpr std::size_t room = 256;
        std::array<SQLCHAR, room> text{};
        SQLSMALLINT size = 0;
        const SQLRETURN code =
            SQLGetInfo(handle(), what, text.data(), static_cast<SQLSMALLINT>(text.size()), &size);
        if (!SQL_SUCCEEDED(code)) {
            return {};
        }
        return reinterpret_cast<const char*>(text.data());
    }
};

/// The driver cannot be asked to refuse writes for sure, so only what begins like a query runs.
void require_query(const Session& session, const std::string& sql) {
    static const std::regex shape(
        "^(\\s|\\(|--[^\\n]*\\n|/\\*([^*]|\\*+[^*/])*\\*+/)*(select|with|values|table)\\b[^]*",
        std::regex::icase);
    if (!std::regex_search(sql.substr(0, 2'000), shape)) {
        throw database::not_a_query(session.address);
    }
}

/// One statement of the driver's, read through ODBC itself: Poco Data 1.11 cuts the last character
/// off dates and times.
class Rows final: public SqlRows {
public:
    Rows(std::shared_ptr<Session> session, const std::string& sql) : session_(std::move(session)) {
        SQLAllocHandle(SQL_HANDLE_STMT, session_->handle(), &statement_);
        try {
            start(sql);
        } catch (...) {
            SQLFreeHandle(SQL_HANDLE_STMT, statement_);
            throw;
        }
    }
    ~Rows() override { SQLFreeHandle(SQL_HANDLE_STMT, statement_); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows(Rows&&) = delete;
    Rows& operator=(Rows&&) = delete;

    const std::vector<SqlColumn>& columns() const override { return columns_; }

    bool next() override {
        if (ended_) {
            return false;
        }
        const SQLRETURN code = SQLFetch(statement_);
        if (code == SQL_NO_DATA) {
            ended_ = true;
            return false;
        }
        require(code);
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            read(static_cast<SQLUSMALLINT>(i + 1), texts_[i]);
        }
        return true;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    void require(SQLRETURN code) {
        if (!SQL_SUCCEEDED(code)) {
            ended_ = true;
            throw session_->error(Poco::Data::ODBC::StatementException(statement_));
        }
    }

    void start(const std::string& sql) {
        const auto seconds = static_cast<std::uintptr_t>(session_->access.statement_seconds);
        // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC's own way to give a number
        auto* limit = reinterpret_cast<SQLPOINTER>(seconds);
        SQLSetStmtAttr(statement_, SQL_ATTR_QUERY_TIMEOUT, limit, 0);
        std::string text = sql;
        auto* words = reinterpret_cast<SQLCHAR*>(text.data());
        require(SQLPrepare(statement_, words, static_cast<SQLINTEGER>(text.size())));
        SQLSMALLINT count = 0;
        require(SQLNumResultCols(statement_, &count));
        if (count == 0) {
            throw database::not_a_query(session_->address);
        }
        for (SQLSMALLINT i = 1; i <= count; ++i) {
            columns_.push_back(describe(static_cast<SQLUSMALLINT>(i)));
        }
        texts_.resize(columns_.size());
        require(SQLExecute(statement_));
    }

    SqlColumn describe(SQLUSMALLINT column) {
        constexpr std::size_t room = 512;
        std::array<SQLCHAR, room> name{};
        SQLSMALLINT size = 0;
        SQLSMALLINT type = 0;
        SQLULEN width = 0;
        SQLSMALLINT digits = 0;
        SQLSMALLINT nullable = 0;
        require(SQLDescribeCol(
            statement_,
            column,
            name.data(),
            static_cast<SQLSMALLINT>(name.size()),
            &size,
            &type,
            &width,
            &digits,
            &nullable));
        return {reinterpret_cast<const char*>(name.data()), type_name(type)};
    }

    /// As UTF-16: what drivers make of narrow text depends on the locale.
    void read(SQLUSMALLINT column, SqlValue& value) {
        wide_.clear();
        for (;;) {
            SQLLEN size = 0;
            const SQLRETURN code = SQLGetData(
                statement_,
                column,
                SQL_C_WCHAR,
                piece_.data(),
                static_cast<SQLLEN>(piece_.size() * sizeof(SQLWCHAR)),
                &size);
            if (code == SQL_NO_DATA) {
                break;
            }
            require(code);
            if (size == SQL_NULL_DATA) {
                value.reset();
                return;
            }
            const auto whole = static_cast<std::size_t>(size) / sizeof(SQLWCHAR);
            const bool cut = size == SQL_NO_TOTAL || whole >= piece_.size();
            wide_.append(piece_.data(), piece_.data() + (cut ? piece_.size() - 1 : whole));
            if (!cut) {
                break;
            }
        }
        value.emplace();
        Poco::UnicodeConverter::convert(wide_, *value);
    }

    static constexpr std::size_t piece_size = 4'096;

    std::shared_ptr<Session> session_;
    SQLHSTMT statement_ = SQL_NULL_HSTMT;
    std::vector<SqlColumn> columns_;
    std::vector<SqlValue> texts_;
    std::vector<SQLWCHAR> piece_ = std::vector<SQLWCHAR>(piece_size);
    Poco::UTF16String wide_;
    bool ended_ = false;
};

class Snapshot final: public DatabaseSnapshot {
public:
    explicit Snapshot(std::shared_ptr<Session> session) : session_(std::move(session)) {
        Poco::Data::Session& db = session_->session;
        SQLSetConnectAttr(
            session_->handle(),
            SQL_ATTR_ACCESS_MODE,
            // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC's own way to give a number
            reinterpret_cast<SQLPOINTER>(SQL_MODE_READ_ONLY),
            0);
        state_.isolation = "as the data source has it";
        if (db.hasTransactionIsolation(Poco::Data::Session::TRANSACTION_REPEATABLE_READ)) {
            db.setTransactionIsolation(Poco::Data::Session::TRANSACTION_REPEATABLE_READ);
            state_.isolation = "repeatable read";
        }
        state_.isolation += ", read only as far as the driver keeps to it, rolled back";
        db.setFeature("autoCommit", false);
        db.begin();
        state_.server = session_->info(SQL_DBMS_NAME) + " " + session_->info(SQL_DBMS_VER) +
                        " (ODBC driver " + session_->info(SQL_DRIVER_NAME) + " " +
                        session_->info(SQL_DRIVER_VER) + ")";
        state_.user = session_->info(SQL_USER_NAME);
    }

    const DatabaseState& state() const override { return state_; }

    std::unique_ptr<SqlRows> query(const std::string& sql) override {
        require_query(*session_, sql);
        try {
            return std::make_unique<Rows>(session_, sql);
        } catch (const Poco::Exception& thrown) {
            throw session_->error(thrown);
        }
    }

private:
    std::shared_ptr<Session> session_;
    DatabaseState state_;
};

std::string words_of(const DatabaseAddress& address, const DatabaseAccess& access) {
    if (access.password.empty()) {
        return address.database;
    }
    std::string words = address.database + ";PWD={";
    for (const char c : access.password.reveal()) {
        words += c == '}' ? "}}" : std::string(1, c);
    }
    return words + "}";
}

} // namespace

} // namespace tickmark::odbc

namespace tickmark::database {

Opened open_odbc(const DatabaseAddress& address, const DatabaseAccess& access) {
    static const bool registered = [] {
        Poco::Data::ODBC::Connector::registerConnector();
        return true;
    }();
    static_cast<void>(registered);
    try {
        Poco::Data::Session session(
            "ODBC",
            odbc::words_of(address, access),
            static_cast<std::size_t>(access.connect_seconds));
        auto shared =
            std::make_shared<odbc::Session>(odbc::Session{address, access, std::move(session)});
        return std::make_unique<odbc::Snapshot>(std::move(shared));
    } catch (const Poco::Exception& thrown) {
        return odbc::refusal_of(odbc::diagnose(thrown, access.password));
    }
}

} // namespace tickmark::database
