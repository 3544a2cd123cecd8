#include "ports/copied_line_internal.hpp"
#include "ports/postgres_internal.hpp"

namespace tickmark::postgres {

namespace {

struct FreeLine {
    void operator()(char* line) const noexcept { PQfreemem(line); }
};

/// Whether the rows may come in all the same where they are not copied: the server copies no such
/// statement (SHOW, EXPLAIN, one that ends in `;`), or not for this account. If it is the query
/// that is at fault, the server says so again, of the query as it was written.
bool is_refused(const PGresult* begun) {
    const char* found = PQresultErrorField(begun, PG_DIAG_SQLSTATE);
    const std::string_view code = found == nullptr ? "" : found;
    constexpr std::string_view syntax_or_access = "42";
    constexpr std::string_view not_supported = "0A";
    return code.starts_with(syntax_or_access) || code.starts_with(not_supported);
}

/// Rows as the lines of a copy: libpq makes no result for each.
class CopiedRows final: public RowStream {
public:
    explicit CopiedRows(Session& session) : session_(session) {}

    bool read(std::vector<SqlValue>& texts) override {
        char* taken = nullptr;
        int size = 0;
        while ((size = PQgetCopyData(session_.get(), &taken, 1)) == 0) {
            session_.receive();
        }
        const std::unique_ptr<char, FreeLine> line(taken);
        if (size < 0) {
            finish(size);
            return false;
        }
        if (!read_copied_line({line.get(), static_cast<std::size_t>(size)}, texts)) {
            session_.stop();
            throw database::statement_error(
                session_.address,
                database::Fault::other,
                "the server sent a row that is not in the text format of COPY",
                0);
        }
        return true;
    }

private:
    void finish(int size) {
        constexpr int at_end = -1;
        if (size != at_end) {
            throw session_.error(nullptr);
        }
        const Result result = session_.take();
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
            throw session_.error(result.get());
        }
        while (Result(PQgetResult(session_.get()))) {
        }
    }

    Session& session_;
};

} // namespace

void send_copy(Session& session, const std::string& sql) {
    session.run("SAVEPOINT tickmark_copy");
    session.started = std::chrono::steady_clock::now();
    // The query may end in a comment. Sent in this way the text cannot be two commands.
    const std::string copy = "COPY (" + sql + "\n) TO STDOUT";
    if (PQsendQueryParams(session.get(), copy.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) ==
        0) {
        throw session.error(nullptr);
    }
}

std::unique_ptr<RowStream> receive_copy(Session& session) {
    const Result begun = session.take();
    if (PQresultStatus(begun.get()) == PGRES_COPY_OUT) {
        return std::make_unique<CopiedRows>(session);
    }
    if (!is_refused(begun.get())) {
        throw session.error(begun.get());
    }
    session.run("ROLLBACK TO SAVEPOINT tickmark_copy");
    return nullptr;
}

} // namespace tickmark::postgres
