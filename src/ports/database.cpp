#include "tickmark/base/text.hpp"
#include "tickmark/ports/url.hpp"

#include "ports/database_internal.hpp"

namespace tickmark {

namespace database {

namespace {

/// A SQLite file as a source: its one read transaction is the snapshot.
class SqliteSnapshot final: public DatabaseSnapshot {
public:
    SqliteSnapshot(const std::string& path, int seconds) :
        connection_(open_sqlite(path, SqlMode::read_only)) {
        connection_->set_statement_limit(seconds);
        connection_->execute("BEGIN");
        state_.server = connection_->server();
        state_.isolation = "serializable, read only";
        state_.time_zone = "UTC";
    }

    const DatabaseState& state() const override { return state_; }

    std::unique_ptr<SqlRows> query(const std::string& sql) override {
        return connection_->query(sql);
    }

private:
    std::unique_ptr<SqlConnection> connection_;
    DatabaseState state_;
};

std::string fault_hint(Fault fault) {
    switch (fault) {
    case Fault::privilege:
        return "grant the account SELECT on what the query reads";
    case Fault::read_only:
        return "the query may only read: write a SELECT";
    case Fault::time_limit:
        return "make the query cheaper, or give the source a longer timeout:";
    case Fault::connection:
        return "look into the server's log, and collect again";
    case Fault::other:
        return "try the query in the database's own client, as the same account";
    }
    return {};
}

} // namespace

Opened open_sqlite_file(const DatabaseAddress& address, const DatabaseAccess& access) {
    return std::make_unique<SqliteSnapshot>(address.database, access.statement_seconds);
}

Error statement_error(
    const DatabaseAddress& address, Fault fault, const std::string& words, int limit_seconds) {
    const ErrorCode code =
        fault == Fault::privilege ? ErrorCode::no_permission : ErrorCode::source_failed;
    std::string why = words;
    if (fault == Fault::time_limit) {
        why = "stopped after its limit of " + std::to_string(limit_seconds) + " s: " + words;
    } else if (fault == Fault::connection) {
        why = "the connection was lost: " + words;
    }
    return {code, {"running the query", why, address.text, fault_hint(fault)}};
}

Error not_a_query(const DatabaseAddress& address) {
    return {
        ErrorCode::source_failed,
        {"running the query",
         "the statement gives no rows, so it is no query; it was not run",
         address.text,
         "write a SELECT"}};
}

Error asks_values(const DatabaseAddress& address) {
    return {
        ErrorCode::source_failed,
        {"running the query",
         "it asks for a value (such as $1) that nothing gives; it was not run",
         address.text,
         "write the value itself in its place"}};
}

std::string refusal_hint(DatabaseRefusal::Kind kind) {
    switch (kind) {
    case DatabaseRefusal::Kind::unreachable:
        return "check host and port, that the server runs, and that it may be reached from here";
    case DatabaseRefusal::Kind::denied:
        return "check the user and password:, and that the server lets them in from here";
    case DatabaseRefusal::Kind::failed:
        return "check the name of the database";
    }
    return {};
}

std::string tls_hint() {
    return "give the authority's certificate with ?sslrootcert=FILE; ?sslmode=require encrypts "
           "without checking who answers";
}

bool is_local(const DatabaseAddress& address) {
    return address.host.empty() || address.host.starts_with('/') || is_loopback(address.host) ||
           address.options.contains("socket");
}

std::string tls_mode(const DatabaseAddress& address) {
    std::string written = option(address, "sslmode");
    if (!written.empty()) {
        return written;
    }
    return is_local(address) ? "prefer" : "verify-full";
}

std::string option(const DatabaseAddress& address, const std::string& name) {
    const auto found = address.options.find(name);
    return found == address.options.end() ? std::string() : found->second;
}

std::string one_line(std::string_view text, const Secret& password) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
        if (!blank) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    line = std::string(trim(line));
    // Shorter ones would cover ordinary letters everywhere.
    constexpr std::size_t shortest = 4;
    const std::string& hidden = password.reveal();
    if (hidden.size() >= shortest) {
        constexpr std::string_view cover = "***";
        for (std::size_t at = line.find(hidden); at != std::string::npos;
             at = line.find(hidden, at + cover.size())) {
            line.replace(at, hidden.size(), cover);
        }
    }
    return line;
}

} // namespace database

std::variant<std::unique_ptr<DatabaseSnapshot>, DatabaseRefusal>
open_database(const DatabaseAddress& address, const DatabaseAccess& access) {
    switch (address.kind) {
    case DatabaseAddress::Kind::postgresql:
        return database::open_postgresql(address, access);
    case DatabaseAddress::Kind::mysql:
        return database::open_mysql(address, access);
    case DatabaseAddress::Kind::odbc:
        return database::open_odbc(address, access);
    case DatabaseAddress::Kind::sqlite:
        break;
    }
    return database::open_sqlite_file(address, access);
}

} // namespace tickmark
