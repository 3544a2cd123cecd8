#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/ports/database.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace tickmark::database {

using Opened = std::variant<std::unique_ptr<DatabaseSnapshot>, DatabaseRefusal>;

Opened open_postgresql(const DatabaseAddress& address, const DatabaseAccess& access);
Opened open_mysql(const DatabaseAddress& address, const DatabaseAccess& access);
Opened open_odbc(const DatabaseAddress& address, const DatabaseAccess& access);
Opened open_sqlite_file(const DatabaseAddress& address, const DatabaseAccess& access);

/// What went wrong with a statement on an open connection.
enum class Fault { privilege, read_only, time_limit, connection, other };

/// The Error for it, with what to try.
Error statement_error(
    const DatabaseAddress& address, Fault fault, const std::string& words, int limit_seconds);
/// For a statement that gives no rows.
Error not_a_query(const DatabaseAddress& address);
/// For a query with a mark such as `$1`.
Error asks_values(const DatabaseAddress& address);

/// What to try when there is no connection.
std::string refusal_hint(DatabaseRefusal::Kind kind);
std::string tls_hint();

/// Whether the traffic stays on this machine.
bool is_local(const DatabaseAddress& address);
/// `sslmode` as written; verify-full to other machines and prefer on this one where it is absent.
std::string tls_mode(const DatabaseAddress& address);
std::string option(const DatabaseAddress& address, const std::string& name);

/// `text` on one line, without blanks at its ends, the password covered.
std::string one_line(std::string_view text, const Secret& password);

/// The authorities that the system trusts, PEM.
constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

} // namespace tickmark::database
