#pragma once

#include "ports/database_internal.hpp"
#include <chrono>
#include <libpq-fe.h>
#include <memory>
#include <string>
#include <variant>
#include <vector>

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

/// A connection with its open transaction, shared by a snapshot and its rows.
struct Session {
    Connection connection;
    DatabaseAddress address;
    DatabaseAccess access;
    std::chrono::steady_clock::time_point started{};

    PGconn* get() const { return connection.get(); }

    database::Fault fault_of(const std::string& code) const;
    /// What the result says, or the connection where it says nothing.
    Error error(const PGresult* result) const;
    /// Whether a result came, of a statement that may give rows.
    void require(const PGresult* result) const;
    Result run(const std::string& sql);

    /// Waits until the server sends more of a statement's answer.
    ///
    /// Errors: cancelled, the connection was lost; the statement is over then
    void receive();
    /// The next result of a statement that was sent; none at its end. Errors: as receive
    Result take();
    /// Asks the server to stop and takes what is still under way.
    void stop() noexcept;
};

/// A way by which the rows of a query that runs come in.
class RowStream {
public:
    RowStream() = default;
    virtual ~RowStream() = default;
    RowStream(const RowStream&) = delete;
    RowStream& operator=(const RowStream&) = delete;
    RowStream(RowStream&&) = delete;
    RowStream& operator=(RowStream&&) = delete;

    /// Reads the next row into `texts`, one for each column. False at the end; an error is an end
    /// as well.
    virtual bool read(std::vector<SqlValue>& texts) = 0;
};

/// Has the server copy the rows of a query out.
void send_copy(Session& session, const std::string& sql);
/// What comes of it, once the server says; none where it copies no such statement.
std::unique_ptr<RowStream> receive_copy(Session& session);

/// Runs one query.
std::unique_ptr<SqlRows> query(const std::shared_ptr<Session>& session, const std::string& sql);

} // namespace tickmark::postgres
