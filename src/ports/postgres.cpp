#include "tickmark/ports/cancel.hpp"

#include "ports/postgres_internal.hpp"
#include <chrono>
#include <fmt/format.h>
#include <limits>

namespace tickmark::postgres {

namespace {

using database::Fault;
using SteadyClock = std::chrono::steady_clock;

constexpr int no_limit = std::numeric_limits<int>::max();
constexpr int hundred_versions = 10'000; ///< PQserverVersion: 150008 is 15.8
constexpr int names_snapshots = 13;      ///< the version that has pg_current_snapshot

/// A connection with its open transaction, shared by a snapshot and its rows.
struct Session {
    Connection connection;
    DatabaseAddress address;
    DatabaseAccess access;
    SteadyClock::time_point started{};

    PGconn* get() const { return connection.get(); }

    Fault fault_of(const std::string& code) const {
        if (code == "42501") {
            return Fault::privilege;
        }
        if (code == "25006") {
            return Fault::read_only;
        }
        if (code == "57014" && access.statement_seconds > 0 &&
            SteadyClock::now() - started >= std::chrono::seconds(access.statement_seconds)) {
            return Fault::time_limit;
        }
        const bool lost =
            PQstatus(get()) == CONNECTION_BAD || code.starts_with("08") || code.starts_with("57P");
        return lost ? Fault::connection : Fault::other;
    }

    Error error(const PGresult* result) const {
        const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        std::string words = PQresultErrorMessage(result);
        if (words.empty()) {
            words = PQerrorMessage(get());
        }
        return database::statement_error(
            address,
            fault_of(code == nullptr ? "" : code),
            database::one_line(words, access.password),
            access.statement_seconds);
    }

    /// Whether a result came, of a statement that may give rows.
    void require(const PGresult* result) const {
        const ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw error(result);
        }
    }

    Result run(const std::string& sql) {
        started = SteadyClock::now();
        Result result(PQexec(get(), sql.c_str()));
        require(result.get());
        return result;
    }
};

std::string cell(const PGresult* result, int row, int column) {
    return PQgetvalue(result, row, column);
}

/// Rows as they come in: libpq keeps one at a time. A cursor would have the server plan for the
/// first rows only, and put the time limit on each piece instead of the whole.
class Rows final: public SqlRows {
public:
    Rows(std::shared_ptr<Session> session, const std::string& sql) : session_(std::move(session)) {
        PGconn* connection = session_->get();
        session_->run("DEALLOCATE ALL");
        session_->started = SteadyClock::now();
        Result prepared(PQprepare(connection, statement, sql.c_str(), 0, nullptr));
        session_->require(prepared.get());
        prepared.reset(PQdescribePrepared(connection, statement));
        session_->require(prepared.get());
        if (PQnfields(prepared.get()) == 0) {
            throw database::not_a_query(session_->address);
        }
        name_columns(prepared.get());
        texts_.resize(columns_.size());
        session_->started = SteadyClock::now();
        if (PQsendQueryPrepared(connection, statement, 0, nullptr, nullptr, nullptr, 0) == 0 ||
            PQsetSingleRowMode(connection) == 0) {
            throw session_->error(nullptr);
        }
    }
    ~Rows() override {
        if (!ended_) {
            cancel();
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
        const Result result = take();
        if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
            fill(result.get());
            return true;
        }
        ended_ = true;
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
            throw session_->error(result.get());
        }
        while (Result(PQgetResult(session_->get()))) {
        }
        return false;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    static constexpr const char* statement = "tickmark_query";

    void name_columns(const PGresult* described) {
        std::string asked;
        for (int i = 0; i < PQnfields(described); ++i) {
            columns_.push_back({PQfname(described, i), ""});
            asked += fmt::format(
                "{}({}::oid, {})", i == 0 ? "" : ", ", PQftype(described, i), PQfmod(described, i));
        }
        const Result types =
            session_->run("SELECT format_type(t, m) FROM (VALUES " + asked + ") AS c(t, m)");
        for (int i = 0; i < PQntuples(types.get()); ++i) {
            columns_[static_cast<std::size_t>(i)].type = cell(types.get(), i, 0);
        }
    }

    Result take() {
        PGconn* connection = session_->get();
        while (PQisBusy(connection) != 0) {
            try {
                wait_for(connection, false, no_limit);
            } catch (const Error&) {
                cancel();
                throw;
            }
            if (PQconsumeInput(connection) == 0) {
                ended_ = true;
                throw session_->error(nullptr);
            }
        }
        return Result(PQgetResult(connection));
    }

    void fill(const PGresult* result) {
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            const int column = static_cast<int>(i);
            if (PQgetisnull(result, 0, column) != 0) {
                texts_[i].reset();
                continue;
            }
            const char* value = PQgetvalue(result, 0, column);
            const auto size = static_cast<std::size_t>(PQgetlength(result, 0, column));
            if (texts_[i]) {
                texts_[i]->assign(value, size);
            } else {
                texts_[i].emplace(value, size);
            }
        }
    }

    /// Asks the server to stop and takes what is still under way.
    void cancel() noexcept {
        ended_ = true;
        if (PGcancel* request = PQgetCancel(session_->get())) {
            std::array<char, 256> why{};
            PQcancel(request, why.data(), static_cast<int>(why.size()));
            PQfreeCancel(request);
        }
        while (Result(PQgetResult(session_->get()))) {
        }
    }

    std::shared_ptr<Session> session_;
    std::vector<SqlColumn> columns_;
    std::vector<SqlValue> texts_;
    bool ended_ = false;
};

class Snapshot final: public DatabaseSnapshot {
public:
    explicit Snapshot(std::shared_ptr<Session> session) : session_(std::move(session)) {
        // One form of dates whatever the role's own setting; the zone stays as the server has it.
        session_->run("SET DateStyle = ISO");
        session_->run("SET IntervalStyle = postgres");
        session_->run("SET bytea_output = hex");
        session_->run(
            fmt::format("SET statement_timeout = '{}s'", session_->access.statement_seconds));
        session_->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        const bool names = PQserverVersion(session_->get()) / hundred_versions >= names_snapshots;
        const Result facts = session_->run(
            std::string("SELECT current_setting('server_version'), ") +
            (names ? "pg_current_snapshot()" : "txid_current_snapshot()") +
            ", current_setting('TimeZone'), current_user");
        state_.server = "PostgreSQL " + cell(facts.get(), 0, 0);
        state_.snapshot = cell(facts.get(), 0, 1);
        state_.time_zone = cell(facts.get(), 0, 2);
        state_.user = cell(facts.get(), 0, 3);
        state_.isolation = "repeatable read, read only";
        state_.transport = transport();
    }

    const DatabaseState& state() const override { return state_; }

    std::unique_ptr<SqlRows> query(const std::string& sql) override {
        return std::make_unique<Rows>(session_, sql);
    }

private:
    std::string transport() const {
        if (PQsslInUse(session_->get()) != 0) {
            const char* protocol = PQsslAttribute(session_->get(), "protocol");
            return protocol == nullptr ? "TLS" : protocol;
        }
        const char* host = PQhost(session_->get());
        return host != nullptr && *host == '/' ? "local socket" : "not encrypted";
    }

    std::shared_ptr<Session> session_;
    DatabaseState state_;
};

} // namespace

} // namespace tickmark::postgres

namespace tickmark::database {

Opened open_postgresql(const DatabaseAddress& address, const DatabaseAccess& access) {
    auto connected = postgres::connect(address, access);
    if (auto* refusal = std::get_if<DatabaseRefusal>(&connected)) {
        return std::move(*refusal);
    }
    auto session = std::make_shared<postgres::Session>();
    session->connection = std::move(std::get<postgres::Connection>(connected));
    session->address = address;
    session->access = access;
    return std::make_unique<postgres::Snapshot>(std::move(session));
}

} // namespace tickmark::database
