#include "tickmark/ports/sql.hpp"

#include "tickmark/base/json.hpp"
#include "tickmark/collect/database_payload.hpp"
#include "tickmark/collect/registry.hpp"

#include <filesystem>
#include <sstream>

namespace tickmark::collectors {

namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_sqlite(const std::string& connection) {
    return connection.rfind(sqlite_scheme, 0) == 0;
}

/// Databases: keys connection, query. The query runs in one read-only snapshot.
class Sql final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        const Node* connection = source.options.find("connection");
        if (connection == nullptr) {
            problems.push_back({source.at, "source '" + source.id + "': needs 'connection'"});
        } else if (!is_sqlite(connection->text())) {
            problems.push_back(
                {connection->at(),
                 "connection: this version reads sqlite:PATH; other databases come later"});
        }
        if (source.options.find("query") == nullptr) {
            problems.push_back({source.at, "source '" + source.id + "': needs 'query'"});
        }
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        Fetched fetched;
        fetched.query = source.options.text_of("query");
        const std::string& path = source.paths.at(0);
        if (!std::filesystem::exists(path)) {
            fetched.outcome = Outcome::absent;
            fetched.note = "there is no database " + path;
            return fetched;
        }
        const std::string copy = context.spool_folder + "/000000";
        const auto connection = open_sqlite(path, SqlMode::read_only);
        connection->execute("BEGIN");
        DatabaseFacts facts;
        facts.query = fetched.query;
        facts.server = connection->server();
        facts.time_zone = "UTC";
        const auto rows = connection->query(fetched.query);
        const long long count = write_database_payload(copy, facts, *rows);
        fetched.payloads.push_back({copy, source.options.text_of("connection")});
        fetched.details = details_of(facts, count);
        return fetched;
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& /*source*/,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return open_database_payload(payload.path, payload.locator, wanted);
    }

private:
    static std::string details_of(const DatabaseFacts& facts, long long rows) {
        std::ostringstream text;
        JsonWriter json(text, 0);
        json.begin_object()
            .member("server", facts.server)
            .member("time_zone", facts.time_zone)
            .member("source_rows", std::int64_t{rows})
            .end_object();
        return text.str();
    }
};

} // namespace

const Collector& sql() {
    static const Sql collector;
    return collector;
}

} // namespace tickmark::collectors
