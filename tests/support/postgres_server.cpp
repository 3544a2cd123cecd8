#include "support/postgres_server.hpp"

#include "support/program.hpp"
#include <csignal>
#include <stdexcept>

namespace tickmark::testing {

namespace {

constexpr const char* account = "postgres";

/// The newest PostgreSQL that is installed.
std::string program(const std::string& name) {
    const auto found = matching_paths("/usr/lib/postgresql/*/bin/" + name);
    if (found.empty()) {
        throw std::runtime_error(name + " is not installed: apt-get install postgresql");
    }
    return found.back();
}

} // namespace

PostgresServer::PostgresServer(const std::vector<std::string>& settings) : port_(free_port()) {
    make_folder_of(socket_folder(), account);
    make_folder_of(scratch_ / "data", account);
    ServerProcess({{program("initdb"),
                    "--pgdata=" + (scratch_ / "data"),
                    "--username=postgres",
                    "--auth-local=trust",
                    "--auth-host=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync"},
                   account,
                   scratch_ / "log",
                   socket_folder()})
        .wait_for_success();
    ServerSpec spec{{program("postgres"), "-D", scratch_ / "data"}, account, scratch_ / "log", ""};
    std::vector<std::string> all{
        "listen_addresses=127.0.0.1",
        "port=" + std::to_string(port_),
        "unix_socket_directories=" + socket_folder(),
        "fsync=off"};
    all.insert(all.end(), settings.begin(), settings.end());
    for (const std::string& setting : all) {
        spec.words.insert(spec.words.end(), {"-c", setting});
    }
    spec.folder = socket_folder();
    server_ = std::make_unique<ServerProcess>(spec);
    server_->wait_until([this] {
        ProgramCall call;
        call.program = program("pg_isready");
        call.words = {"-q", "-h", socket_folder(), "-p", std::to_string(port_)};
        return run_program(call).exit_code == 0;
    });
}

std::string PostgresServer::address(const std::string& user, const std::string& database) const {
    return "postgresql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::vector<std::string> PostgresServer::psql(
    const std::string& option, const std::string& what, const std::string& database) const {
    return {
        "-X",
        "-q",
        "-At",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        socket_folder(),
        "-p",
        std::to_string(port_),
        "-U",
        account,
        "-d",
        database,
        option,
        what};
}

std::string PostgresServer::run(const std::string& sql, const std::string& database) const {
    ProgramCall call;
    call.program = program("psql");
    call.words = psql("-c", sql, database);
    const ProgramRun run = run_program(call);
    if (run.exit_code != 0) {
        throw std::runtime_error("psql: " + run.err);
    }
    return run.out;
}

void PostgresServer::run_file(const std::string& path, const std::string& database) const {
    ProgramCall call;
    call.program = program("psql");
    call.words = psql("-f", path, database);
    const ProgramRun run = run_program(call);
    if (run.exit_code != 0) {
        throw std::runtime_error("psql: " + run.err);
    }
}

void PostgresServer::add_user(const std::string& name, const std::string& password) const {
    run("CREATE ROLE \"" + name + "\" LOGIN PASSWORD '" + password + "'");
}

void PostgresServer::crash() {
    server_->stop(SIGQUIT);
}

std::string PostgresServer::log() const {
    return read_file(scratch_ / "log");
}

} // namespace tickmark::testing
