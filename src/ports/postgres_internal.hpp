#pragma once

#include "ports/database_internal.hpp"
#include <libpq-fe.h>
#include <memory>
#include <string>
#include <variant>

namespace tickmark::postgres {

struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

/// Waits until the connection's socket can be read (or written). False when `milliseconds` are
/// over.
///
/// Errors: cancelled
bool wait_for(PGconn* connection, bool to_write, int milliseconds);

std::variant<Connection, DatabaseRefusal>
connect(const DatabaseAddress& address, const DatabaseAccess& access);

} // namespace tickmark::postgres
