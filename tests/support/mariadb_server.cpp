#include "support/mariadb_server.hpp"

#include "support/program.hpp"
#include <csignal>
#include <stdexcept>

namespace tickmark::testing {

namespace {

constexpr const char* account = "mysql";

std::string program(const std::string& name) {
    for (const char* folder : {"/usr/bin/", "/usr/sbin/"}) {
        std::string path = folder + name;
        if (std::filesystem::exists(path)) {
            return path;
        }
    }
    throw std::runtime_error(name + " is not installed: apt-get install mariadb-server");
}

} // namespace

MariadbServer::MariadbServer(const std::vector<std::string>& options) : port_(free_port()) {
    make_folder_of(scratch_ / "socket", account);
    make_folder_of(scratch_ / "data", account);
    ServerProcess({{program("mariadb-install-db"),
                    "--no-defaults",
                    "--datadir=" + (scratch_ / "data"),
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--innodb-log-file-size=8M"},
                   account,
                   scratch_ / "log",
                   scratch_ / "data"})
        .wait_for_success();
    ServerSpec spec{
        {program("mariadbd"),
         "--no-defaults",
         "--datadir=" + (scratch_ / "data"),
         "--socket=" + socket(),
         "--port=" + std::to_string(port_),
         "--bind-address=127.0.0.1",
         "--pid-file=" + (scratch_ / "socket/pid"),
         "--innodb-log-file-size=8M",
         "--innodb-buffer-pool-size=32M",
         "--innodb-flush-log-at-trx-commit=0"},
        account,
        scratch_ / "log",
        scratch_ / "data"};
    spec.words.insert(spec.words.end(), options.begin(), options.end());
    server_ = std::make_unique<ServerProcess>(spec);
    server_->wait_until([this] {
        ProgramCall call;
        call.program = program("mariadb-admin");
        call.words = {"--no-defaults", "-u", "root", "-S", socket(), "ping"};
        return run_program(call).exit_code == 0;
    });
}

std::string MariadbServer::address(const std::string& user, const std::string& database) const {
    return "mysql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string MariadbServer::run(const std::string& sql, const std::string& database) const {
    ProgramCall call;
    call.program = program("mariadb");
    call.words = {
        "--no-defaults",
        "--default-character-set=utf8mb4",
        "-u",
        "root",
        "-S",
        socket(),
        "--batch",
        "--skip-column-names",
        "-e",
        sql};
    if (!database.empty()) {
        call.words.push_back(database);
    }
    const ProgramRun run = run_program(call);
    if (run.exit_code != 0) {
        throw std::runtime_error("mariadb: " + run.err);
    }
    return run.out;
}

void MariadbServer::run_file(const std::string& path, const std::string& database) const {
    run("source " + path, database);
}

void MariadbServer::add_user(const std::string& name, const std::string& password) const {
    run("CREATE USER '" + name + "'@'localhost' IDENTIFIED BY '" + password + "'");
}

void MariadbServer::crash() {
    server_->stop(SIGKILL);
}

std::string MariadbServer::log() const {
    return read_file(scratch_ / "log");
}

} // namespace tickmark::testing
