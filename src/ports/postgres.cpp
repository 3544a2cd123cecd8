#include "ports/postgres_internal.hpp"
#include <fmt/format.h>

namespace tickmark::postgres {

namespace {

constexpr int hundred_versions = 10'000; ///< PQserverVersion: 150008 is 15.8
constexpr int names_snapshots = 13;      ///< the version that has pg_current_snapshot

std::string cell(const PGresult* result, int row, int column) {
    return PQgetvalue(result, row, column);
}

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
        return postgres::query(session_, sql);
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
