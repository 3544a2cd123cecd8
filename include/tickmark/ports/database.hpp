#pragma once

#include "tickmark/base/secret.hpp"
#include "tickmark/ports/sql.hpp"

#include <map>
#include <memory>
#include <string>
#include <variant>

namespace tickmark {

/// Where a database is and who asks, read from `connection` (docs/collect-sql.md).
struct DatabaseAddress {
    enum class Kind { sqlite, postgresql, mysql, odbc };
    Kind kind = Kind::sqlite;
    std::string text; ///< as written; holds no secret
    std::string host; ///< name or address; empty: this machine's socket
    std::string port; ///< digits, or empty for the usual one
    std::string user;
    std::string database; ///< of sqlite the file, of odbc the words after "odbc:"
    std::map<std::string, std::string> options; ///< "sslmode" → "verify-full"; files are absolute
};

/// Reads an address; files named in it are relative to `root`.
///
/// Errors: config_invalid: an unknown kind or option, a part that is missing
DatabaseAddress parse_database_address(const std::string& text, const std::string& root);

struct DatabaseAccess {
    Secret password;             ///< empty: none is sent
    int statement_seconds = 900; ///< any statement that runs longer is ended; 0: no limit
    int connect_seconds = 10;
};

/// What a database says of the state that is read.
struct DatabaseState {
    std::string server;    ///< "PostgreSQL 15.8"
    std::string snapshot;  ///< the server's own id of the state; empty where it has none
    std::string isolation; ///< "repeatable read, read only"
    std::string time_zone; ///< of the session: that of times without an offset
    std::string user;      ///< as the server knows it
    std::string transport; ///< "TLSv1.3", "socket", "not encrypted"; empty where it cannot be told
};

/// One read-only transaction that sees one state of the database, on a connection of its own.
class DatabaseSnapshot {
public:
    DatabaseSnapshot() = default;
    DatabaseSnapshot(const DatabaseSnapshot&) = delete;
    DatabaseSnapshot& operator=(const DatabaseSnapshot&) = delete;
    DatabaseSnapshot(DatabaseSnapshot&&) = delete;
    DatabaseSnapshot& operator=(DatabaseSnapshot&&) = delete;
    virtual ~DatabaseSnapshot() = default;

    virtual const DatabaseState& state() const = 0;
    /// Runs one query; rows come from the server as they are asked for, in flat memory, each value
    /// as the text the server gives it. One at a time; it must not outlive the snapshot.
    ///
    /// Errors: here and while rows are read: no_permission (a privilege is missing), source_failed
    ///         with the server's words (no query, stopped at its limit, connection lost), cancelled
    virtual std::unique_ptr<SqlRows> query(const std::string& sql) = 0;
};

/// Why there is no connection.
struct DatabaseRefusal {
    enum class Kind {
        unreachable, ///< no such host, refused, no answer in time, TLS not to be had or not trusted
        denied,      ///< wrong password, no such account, not allowed in
        failed       ///< all else the server says
    };
    Kind kind = Kind::failed;
    std::string words; ///< the server's or the library's
    std::string hint;
};

/// Connects and begins the transaction.
///
/// Errors: source_failed, no_permission: the server refuses what every fetch asks of it
std::variant<std::unique_ptr<DatabaseSnapshot>, DatabaseRefusal>
open_database(const DatabaseAddress& address, const DatabaseAccess& access);

} // namespace tickmark
