#include "ports/postgres_internal.hpp"
#include <array>
#include <limits>
#include <poll.h>

namespace tickmark::postgres {

namespace {

using database::Fault;
using SteadyClock = std::chrono::steady_clock;

constexpr int no_limit = std::numeric_limits<int>::max();

/// Takes what has come of a copy. False while the rest is to come.
bool skip_copy(PGconn* connection) noexcept {
    char* line = nullptr;
    int size = 0;
    while ((size = PQgetCopyData(connection, &line, 1)) > 0) {
        PQfreemem(line);
    }
    return size < 0;
}

/// Takes what has come of a statement. False while the rest is to come.
bool skip_results(PGconn* connection) noexcept {
    while (PQisBusy(connection) == 0) {
        const Result left(PQgetResult(connection));
        if (!left) {
            return true;
        }
        if (PQresultStatus(left.get()) == PGRES_COPY_OUT && !skip_copy(connection)) {
            return false;
        }
    }
    return false;
}

void ask_to_stop(PGconn* connection) noexcept {
    if (PGcancel* request = PQgetCancel(connection)) {
        std::array<char, 256> why{};
        PQcancel(request, why.data(), static_cast<int>(why.size()));
        PQfreeCancel(request);
    }
}

} // namespace

Fault Session::fault_of(const std::string& code) const {
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

Error Session::error(const PGresult* result) const {
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

void Session::require(const PGresult* result) const {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw error(result);
    }
}

Result Session::run(const std::string& sql) {
    started = SteadyClock::now();
    Result result(PQexec(get(), sql.c_str()));
    require(result.get());
    return result;
}

void Session::receive() {
    try {
        wait_for(get(), false, no_limit);
    } catch (const Error&) {
        stop();
        throw;
    }
    if (PQconsumeInput(get()) == 0) {
        throw error(nullptr);
    }
}

Result Session::take() {
    while (PQisBusy(get()) != 0) {
        receive();
    }
    return Result(PQgetResult(get()));
}

void Session::stop() noexcept {
    constexpr std::chrono::milliseconds patience(1000);
    ask_to_stop(get());
    auto asked = SteadyClock::now();
    while (PQstatus(get()) == CONNECTION_OK && !skip_results(get())) {
        pollfd socket{PQsocket(get()), POLLIN, 0};
        if (::poll(&socket, 1, patience.count()) > 0 && PQconsumeInput(get()) == 0) {
            return;
        }
        // A server that had not begun with the statement took no notice.
        if (SteadyClock::now() - asked >= patience) {
            ask_to_stop(get());
            asked = SteadyClock::now();
        }
    }
}

} // namespace tickmark::postgres
