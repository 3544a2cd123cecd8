#pragma once

#include "support/scratch.hpp"
#include "support/server_process.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// A MariaDB of the test's own: new data folder, a free port of 127.0.0.1 and a unix socket, gone
/// at the end. `root` has no password and may come from this machine only.
///
/// Errors: std::runtime_error with the server's log
class MariadbServer {
public:
    /// `options` as mariadbd takes them: {"--log-bin=binlog", "--default-time-zone=+09:00"}
    explicit MariadbServer(const std::vector<std::string>& options = {});

    unsigned short port() const noexcept { return port_; }
    std::string socket() const { return scratch_ / "socket/s"; }
    /// "mysql://USER@127.0.0.1:PORT/DATABASE"
    std::string address(const std::string& user, const std::string& database) const;
    /// Runs SQL as root through the command-line client; gives the rows, columns apart by tabs.
    std::string run(const std::string& sql, const std::string& database = "") const;
    /// Runs a file of SQL the same way.
    void run_file(const std::string& path, const std::string& database = "") const;
    /// An account that may log in from this machine, and nothing else.
    void add_user(const std::string& name, const std::string& password) const;
    /// Ends it at once: clients lose their connections.
    void crash();
    /// All it has logged so far.
    std::string log() const;

private:
    Scratch scratch_;
    unsigned short port_;
    std::unique_ptr<ServerProcess> server_;
};

} // namespace tickmark::testing
