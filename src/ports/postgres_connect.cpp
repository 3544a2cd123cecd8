#include "tickmark/ports/cancel.hpp"

#include "ports/postgres_internal.hpp"
#include <chrono>
#include <poll.h>
#include <regex>
#include <utility>
#include <vector>

namespace tickmark::postgres {

namespace {

using database::option;
using Kind = DatabaseRefusal::Kind;
using SteadyClock = std::chrono::steady_clock;

using Words = std::vector<std::pair<std::string, std::string>>;

Words words_of(const DatabaseAddress& address, const DatabaseAccess& access) {
    const std::string mode = database::tls_mode(address);
    Words words{
        {"user", address.user},
        {"dbname", address.database},
        {"sslmode", mode},
        {"client_encoding", "UTF8"},
        {"application_name", "tickmark"},
        // A server that vanished is noticed within two minutes.
        {"keepalives_idle", "60"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "6"}};
    if (!address.host.empty()) {
        words.emplace_back("host", address.host);
    }
    if (!address.port.empty()) {
        words.emplace_back("port", address.port);
    }
    if (!access.password.empty()) {
        words.emplace_back("password", access.password.reveal());
    }
    if (mode.starts_with("verify") && option(address, "sslrootcert").empty()) {
        words.emplace_back("sslrootcert", database::system_authorities);
    }
    for (const auto& [name, value] : address.options) {
        if (name != "sslmode") {
            words.emplace_back(name, value);
        }
    }
    return words;
}

PGconn* start(const Words& words) {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : words) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectStartParams(names.data(), values.data(), 0);
}

/// The code the server gave; libpq keeps it in the verbose text alone. The word before it is in
/// the server's language.
std::string code_in(const std::string& text) {
    static const std::regex shape(":  ([0-9A-Z]{5}): ");
    std::smatch match;
    return std::regex_search(text, match, shape) ? match[1].str() : std::string();
}

/// Without the code and the place in the server's source.
std::string plain(std::string text) {
    static const std::regex code("  [0-9A-Z]{5}: ");
    static const std::regex place("\n[^\n]*:  [^\n]*, [^\n]*\\.c:[0-9]+");
    text = std::regex_replace(text, place, "");
    return std::regex_replace(text, code, " ");
}

DatabaseRefusal refusal_of(PGconn* connection, const DatabaseAccess& access) {
    const std::string text = PQerrorMessage(connection);
    const std::string code = code_in(text);
    DatabaseRefusal refusal;
    refusal.words = database::one_line(plain(text), access.password);
    constexpr std::string_view not_now = "57P";
    constexpr std::string_view not_let_in = "28";
    constexpr std::string_view no_privilege = "42501";
    if (code.empty()) {
        const bool password = PQconnectionNeedsPassword(connection) != 0;
        refusal.kind = password ? Kind::denied : Kind::unreachable;
    } else if (code.starts_with(not_now)) {
        refusal.kind = Kind::unreachable;
    } else if (code.starts_with(not_let_in) || code == no_privilege) {
        refusal.kind = Kind::denied;
    }
    const bool tls = code.empty() && (text.find("SSL") != std::string::npos ||
                                      text.find("certificate") != std::string::npos);
    refusal.hint = tls ? database::tls_hint() : database::refusal_hint(refusal.kind);
    return refusal;
}

} // namespace

bool wait_for(PGconn* connection, bool to_write, int milliseconds) {
    constexpr int slice = 200;
    for (int left = milliseconds; left > 0; left -= slice) {
        throw_if_cancelled("collecting");
        pollfd socket{PQsocket(connection), POLLIN, 0};
        if (to_write) {
            socket.events = POLLOUT;
        }
        if (::poll(&socket, 1, slice) > 0) {
            return true;
        }
    }
    return false;
}

std::variant<Connection, DatabaseRefusal>
connect(const DatabaseAddress& address, const DatabaseAccess& access) {
    Connection connection(start(words_of(address, access)));
    if (!connection) {
        throw Error(ErrorCode::internal, {"connecting to a database", "no memory", "", ""});
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeProcessor(
        connection.get(), [](void* /*nothing*/, const char* /*text*/) {}, nullptr);
    const auto deadline = SteadyClock::now() + std::chrono::seconds(access.connect_seconds);
    PostgresPollingStatusType state =
        PQstatus(connection.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
        if (!wait_for(
                connection.get(), state == PGRES_POLLING_WRITING, static_cast<int>(left.count()))) {
            return DatabaseRefusal{
                Kind::unreachable,
                "no answer within " + std::to_string(access.connect_seconds) + " s",
                database::refusal_hint(Kind::unreachable)};
        }
        state = PQconnectPoll(connection.get());
    }
    if (state == PGRES_POLLING_FAILED) {
        return refusal_of(connection.get(), access);
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
    return connection;
}

} // namespace tickmark::postgres
