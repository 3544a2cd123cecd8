#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/collect/database_payload.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/ports/database.hpp"

#include <charconv>
#include <filesystem>
#include <sstream>

namespace tickmark::collectors {

namespace {

constexpr int usual_limit = 900;

/// Seconds of "90s" or "15m" (the schema has checked the shape); a part of one counts as one.
int seconds_of(const std::string& text) {
    int count = 0;
    const char* end = text.data() + text.size();
    const char* unit = std::from_chars(text.data(), end, count).ptr;
    const std::string_view rest(unit, static_cast<std::size_t>(end - unit));
    constexpr int thousand = 1'000;
    constexpr int minute = 60;
    if (rest.ends_with("ms")) {
        return (count + thousand - 1) / thousand;
    }
    return rest.ends_with('m') ? count * minute : count;
}

DatabaseAccess access_of(const SourceConfig& source) {
    DatabaseAccess access;
    if (const auto password = source.secrets.find("password"); password != source.secrets.end()) {
        access.password = password->second;
    }
    const std::string limit = source.options.text_of("timeout");
    access.statement_seconds = limit.empty() ? usual_limit : seconds_of(limit);
    return access;
}

Outcome outcome_of(DatabaseRefusal::Kind kind) {
    switch (kind) {
    case DatabaseRefusal::Kind::unreachable:
        return Outcome::unreachable;
    case DatabaseRefusal::Kind::denied:
        return Outcome::denied;
    case DatabaseRefusal::Kind::failed:
        break;
    }
    return Outcome::failed;
}

std::string details_of(const DatabaseState& state, long long rows) {
    std::ostringstream text;
    JsonWriter json(text, 0);
    json.begin_object().member("server", state.server).member("isolation", state.isolation);
    for (const auto& [name, value] :
         {std::pair<const char*, const std::string&>("snapshot", state.snapshot),
          {"time_zone", state.time_zone},
          {"user", state.user},
          {"transport", state.transport}}) {
        if (!value.empty()) {
            json.member(name, value);
        }
    }
    if (rows >= 0) {
        json.member("source_rows", std::int64_t{rows});
    }
    json.end_object();
    return text.str();
}

/// Databases: keys connection, password, query, timeout (docs/collect-sql.md). The query runs in
/// one read-only snapshot.
class Sql final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        const Node* connection = source.options.find("connection");
        if (connection == nullptr) {
            problems.push_back({source.at, "source '" + source.id + "': needs 'connection'"});
        } else {
            try {
                static_cast<void>(parse_database_address(connection->text(), source.root));
            } catch (const Error& error) {
                const std::string& hint = error.parts().hint;
                problems.push_back(
                    {connection->at(),
                     "connection: " + error.parts().why + (hint.empty() ? "" : " (" + hint + ")")});
            }
        }
        if (source.options.find("query") == nullptr) {
            problems.push_back({source.at, "source '" + source.id + "': needs 'query'"});
        }
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        Fetched fetched;
        fetched.query = source.options.text_of("query");
        const DatabaseAddress address =
            parse_database_address(source.options.text_of("connection"), source.root);
        const bool file = address.kind == DatabaseAddress::Kind::sqlite;
        if (file && !std::filesystem::exists(address.database)) {
            fetched.outcome = Outcome::absent;
            fetched.note = "there is no database " + address.database +
                           " (check connection; its path is relative to the workspace)";
            return fetched;
        }
        try {
            fetch_rows(fetched, address, access_of(source), context);
        } catch (const Error& error) {
            const bool denied = error.code() == ErrorCode::no_permission;
            if (!denied && error.code() != ErrorCode::source_failed) {
                throw;
            }
            fetched.outcome = denied ? Outcome::denied : Outcome::failed;
            fetched.note = error.what();
            if (error.parts().hint.empty()) {
                fetched.note += " (try the query in the database's own client)";
            }
        }
        return fetched;
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& /*source*/,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return open_database_payload(payload.path, payload.locator, wanted, payload.growth);
    }

private:
    static void fetch_rows(
        Fetched& fetched,
        const DatabaseAddress& address,
        const DatabaseAccess& access,
        const FetchContext& context) {
        const auto opened = open_database(address, access);
        if (const auto* refusal = std::get_if<DatabaseRefusal>(&opened)) {
            fetched.outcome = outcome_of(refusal->kind);
            fetched.note = address.text + ": " + refusal->words + " (" + refusal->hint + ")";
            return;
        }
        DatabaseSnapshot& snapshot = *std::get<std::unique_ptr<DatabaseSnapshot>>(opened);
        const DatabaseState& state = snapshot.state();
        fetched.details = details_of(state, -1);
        const auto rows = snapshot.query(fetched.query);
        // Listed before it is written: what came before a failure is kept as well.
        const std::string copy = context.spool_folder + "/000000";
        fetched.payloads.push_back({copy, address.text});
        SpooledPayload& payload = fetched.payloads.back();
        payload.growth = std::make_shared<FileGrowth>();
        const EndOfGrowth end(*payload.growth);
        if (context.follow) {
            context.follow(payload);
        }
        const WrittenPayload written = write_database_payload(
            copy,
            {fetched.query, state.server, state.snapshot, state.time_zone},
            *rows,
            [&context](long long so_far) { context.tell(so_far); },
            payload.growth.get());
        payload.digest = written.digest;
        fetched.details = details_of(state, written.rows);
    }
};

} // namespace

const Collector& sql() {
    static const Sql collector;
    return collector;
}

} // namespace tickmark::collectors
