#pragma once

#include "support/scratch.hpp"
#include "support/server_process.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// A PostgreSQL of the test's own: new data folder, a free port of 127.0.0.1 (with passwords,
/// scram-sha-256) and a unix socket (without), gone at the end.
///
/// Errors: std::runtime_error with the server's log
class PostgresServer {
public:
    /// `settings` as in postgresql.conf: {"timezone=Asia/Tokyo"}
    explicit PostgresServer(const std::vector<std::string>& settings = {});

    unsigned short port() const noexcept { return port_; }
    /// Folder of the socket: a `host` for libpq.
    std::string socket_folder() const { return scratch_ / "socket"; }
    /// "postgresql://USER@127.0.0.1:PORT/DATABASE"
    std::string address(const std::string& user, const std::string& database = "postgres") const;
    /// Runs SQL as the superuser `postgres` through psql; gives the rows, columns apart by "|".
    std::string run(const std::string& sql, const std::string& database = "postgres") const;
    /// Runs a file of SQL the same way.
    void run_file(const std::string& path, const std::string& database = "postgres") const;
    /// A role that may log in, and nothing else.
    void add_user(const std::string& name, const std::string& password) const;
    /// Ends it at once, as a crash would: clients lose their connections.
    void crash();
    /// All it has logged so far.
    std::string log() const;

private:
    std::vector<std::string>
    psql(const std::string& option, const std::string& what, const std::string& database) const;

    Scratch scratch_;
    unsigned short port_;
    std::unique_ptr<ServerProcess> server_;
};

} // namespace tickmark::testing
