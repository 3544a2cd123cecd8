#include "tickmark/base/text.hpp"

#include "ports/postgres_internal.hpp"
#include <fmt/format.h>

namespace tickmark::postgres {

namespace {

constexpr const char* statement = "tickmark_query";

std::vector<SqlColumn> columns_of(Session& session, const PGresult* described) {
    std::vector<SqlColumn> columns;
    std::string asked;
    for (int i = 0; i < PQnfields(described); ++i) {
        columns.push_back({PQfname(described, i), ""});
        asked += fmt::format(
            "{}({}::oid, {})", i == 0 ? "" : ", ", PQftype(described, i), PQfmod(described, i));
    }
    const Result types =
        session.run("SELECT format_type(t, m) FROM (VALUES " + asked + ") AS c(t, m)");
    for (int i = 0; i < PQntuples(types.get()); ++i) {
        columns[static_cast<std::size_t>(i)].type = PQgetvalue(types.get(), i, 0);
    }
    return columns;
}

/// Prepares the query and gives the columns of its rows.
std::vector<SqlColumn> prepare(Session& session, const std::string& sql) {
    session.run("DEALLOCATE ALL");
    session.started = std::chrono::steady_clock::now();
    Result prepared(PQprepare(session.get(), statement, sql.c_str(), 0, nullptr));
    session.require(prepared.get());
    prepared.reset(PQdescribePrepared(session.get(), statement));
    session.require(prepared.get());
    if (PQnfields(prepared.get()) == 0) {
        throw database::not_a_query(session.address);
    }
    if (PQnparams(prepared.get()) != 0) {
        throw database::asks_values(session.address);
    }
    return columns_of(session, prepared.get());
}

/// Rows of the prepared query, each with a result of its own. A cursor would have the server plan
/// for the first rows only, and put the time limit on each piece instead of the whole.
class SingleRows final: public RowStream {
public:
    explicit SingleRows(Session& session) : session_(session) {
        PGconn* connection = session_.get();
        session_.started = std::chrono::steady_clock::now();
        if (PQsendQueryPrepared(connection, statement, 0, nullptr, nullptr, nullptr, 0) == 0 ||
            PQsetSingleRowMode(connection) == 0) {
            throw session_.error(nullptr);
        }
    }

    bool read(std::vector<SqlValue>& texts) override {
        const Result result = session_.take();
        if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
            fill(texts, result.get());
            return true;
        }
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
            throw session_.error(result.get());
        }
        while (Result(PQgetResult(session_.get()))) {
        }
        return false;
    }

private:
    static void fill(std::vector<SqlValue>& texts, const PGresult* result) {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const int column = static_cast<int>(i);
            if (PQgetisnull(result, 0, column) != 0) {
                texts[i].reset();
                continue;
            }
            const char* value = PQgetvalue(result, 0, column);
            const auto size = static_cast<std::size_t>(PQgetlength(result, 0, column));
            put_text(texts[i], {value, size});
        }
    }

    Session& session_;
};

/// The one query of a session that is under way: copied, or else row by row.
class Rows final: public SqlRows {
public:
    Rows(std::shared_ptr<Session> session, const std::string& sql) :
        session_(std::move(session)), columns_(prepare(*session_, sql)), texts_(columns_.size()) {
        send_copy(*session_, sql);
    }
    ~Rows() override {
        if (!ended_) {
            session_->stop();
        }
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows(Rows&&) = delete;
    Rows& operator=(Rows&&) = delete;

    const std::vector<SqlColumn>& columns() const override { return columns_; }

    bool next() override {
        if (ended_) {
            return false;
        }
        ended_ = true; // where an error leaves it
        if (!stream_) {
            stream_ = receive_copy(*session_);
        }
        if (!stream_) {
            stream_ = std::make_unique<SingleRows>(*session_);
        }
        ended_ = !stream_->read(texts_);
        return !ended_;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    std::shared_ptr<Session> session_;
    std::vector<SqlColumn> columns_;
    std::vector<SqlValue> texts_;
    std::unique_ptr<RowStream> stream_; ///< from the first row on
    bool ended_ = false;
};

} // namespace

std::unique_ptr<SqlRows> query(const std::shared_ptr<Session>& session, const std::string& sql) {
    return std::make_unique<Rows>(session, sql);
}

} // namespace tickmark::postgres
