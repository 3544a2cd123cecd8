#include "store/schema.hpp"

#include "tickmark/base/json.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace tickmark::store {

namespace {

/// Migrations, first to last; one is never changed once it has been released.
constexpr std::array<const char*, 1> migrations{R"sql(
CREATE TABLE payloads(
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    stored_sha256 TEXT NOT NULL, stored_bytes INTEGER NOT NULL);
CREATE TABLE collections(
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, collector TEXT NOT NULL,
    dataset TEXT NOT NULL, outcome TEXT NOT NULL, mode TEXT NOT NULL, started_at TEXT NOT NULL,
    committed_at TEXT NOT NULL, operator TEXT NOT NULL, query TEXT NOT NULL, details TEXT NOT NULL,
    config_digest TEXT NOT NULL, row_count INTEGER NOT NULL, added INTEGER NOT NULL,
    changed INTEGER NOT NULL, closed INTEGER NOT NULL, rejected INTEGER NOT NULL,
    note TEXT NOT NULL, rejects_digest TEXT NOT NULL, opened_digest TEXT NOT NULL,
    closed_digest TEXT NOT NULL);
CREATE INDEX collections_by_dataset ON collections(dataset, source, number);
CREATE TABLE collection_payloads(
    collection INTEGER NOT NULL, position INTEGER NOT NULL, payload INTEGER NOT NULL,
    locator TEXT NOT NULL, PRIMARY KEY(collection, position)) WITHOUT ROWID;
CREATE TABLE rejects(
    collection INTEGER NOT NULL, position INTEGER NOT NULL, payload INTEGER NOT NULL,
    locator TEXT NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY(collection, position)) WITHOUT ROWID;
CREATE TABLE custody(
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL,
    details TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL);
)sql"};

constexpr std::string_view own_prefix = "tm_";

std::int64_t schema_version(SqlConnection& db) {
    const bool is_new = !db.scalar("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'");
    return is_new ? 0 : to_int(db.scalar("SELECT max(version) FROM schema_version"));
}

void migrate(SqlConnection& db, Instant now) {
    db.execute("CREATE TABLE IF NOT EXISTS schema_version("
               "version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)");
    const auto version = static_cast<std::size_t>(schema_version(db));
    if (version > migrations.size()) {
        throw Error(
            ErrorCode::store_io,
            {"opening the store",
             "it was written by a newer tickmark (schema version " + std::to_string(version) + ")",
             "store.db",
             "use that version or a later one"});
    }
    for (std::size_t next = version; next < migrations.size(); ++next) {
        db.execute(migrations.at(next));
        db.execute(
            "INSERT INTO schema_version(version, applied_at) VALUES(?, ?)",
            {std::to_string(next + 1), now.iso()});
    }
}

Error unkeepable(const Dataset& dataset, const std::string& why, const std::string& hint) {
    return {
        ErrorCode::config_invalid,
        {"preparing the store for the dataset " + dataset.id, why, "datasets", hint}};
}

void check_names(SqlConnection& db, const Dataset& dataset) {
    const SqlValue kind =
        db.scalar("SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE", {dataset.id});
    if ((kind && *kind != "view") || dataset.id.starts_with("history_") ||
        dataset.id.starts_with("sqlite_")) {
        throw unkeepable(
            dataset, "the store uses the name '" + dataset.id + "' itself", "give it another id");
    }
    for (const Field& field : dataset.fields) {
        if (field.name.starts_with(own_prefix)) {
            throw unkeepable(
                dataset,
                "the field '" + field.name + "' starts with tm_, which the store keeps for itself",
                "give the field another name");
        }
    }
}

void make_history(SqlConnection& db, const Dataset& dataset) {
    std::string sql = "CREATE TABLE " + history_table(dataset.id) +
                      "(tm_key TEXT NOT NULL, tm_source TEXT NOT NULL, tm_opened INTEGER NOT NULL, "
                      "tm_closed INTEGER, tm_digest BLOB NOT NULL, tm_payload INTEGER NOT NULL, "
                      "tm_locator TEXT NOT NULL";
    for (const Field& field : dataset.fields) {
        sql += ", " + quoted(field.name) + " " + column_type(field.type);
    }
    // Key first: the diff of a load, the look for conflicts and streams in key order all follow
    // the order in which the rows lie on disk.
    db.execute(sql + ", PRIMARY KEY(tm_key, tm_source, tm_opened)) WITHOUT ROWID");
}

const StoredField* find(const std::vector<StoredField>& fields, const std::string& name) {
    const auto found = std::find_if(
        fields.begin(), fields.end(), [&](const StoredField& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

void extend_history(SqlConnection& db, const Dataset& dataset) {
    const auto fields = stored_fields(db, dataset.id);
    for (const Field& field : dataset.fields) {
        const StoredField* there = find(fields, field.name);
        if (there == nullptr) {
            db.execute(
                "ALTER TABLE " + history_table(dataset.id) + " ADD COLUMN " + quoted(field.name) +
                " " + column_type(field.type));
        } else if (there->type != column_type(field.type)) {
            throw unkeepable(
                dataset,
                "the field '" + field.name + "' was kept as " + there->type +
                    " and cannot become " + column_type(field.type),
                "give the field of the new type another name");
        }
    }
}

/// The statement that makes the plain view of the current state, after "CREATE VIEW ".
std::string current_view(SqlConnection& db, const Dataset& dataset) {
    const std::string history = history_table(dataset.id);
    return quoted(dataset.id) + " AS SELECT " +
           view_columns(dataset, stored_fields(db, dataset.id)) + " FROM " + history +
           " h LEFT JOIN payloads p ON p.id = h.tm_payload WHERE h.tm_closed IS NULL AND NOT "
           "EXISTS (SELECT 1 FROM " +
           history +
           " x WHERE x.tm_key = h.tm_key AND x.tm_source < h.tm_source AND x.tm_closed IS NULL)";
}

SqlValue view_as_made(SqlConnection& db, const std::string& dataset) {
    return db.scalar("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?", {dataset});
}

bool lacks_columns(SqlConnection& db, const Dataset& dataset) {
    const auto fields = stored_fields(db, dataset.id);
    return std::any_of(dataset.fields.begin(), dataset.fields.end(), [&](const Field& field) {
        const StoredField* there = find(fields, field.name);
        return there == nullptr || there->type != column_type(field.type);
    });
}

} // namespace

std::string column_type(FieldType type) {
    switch (type) {
    case FieldType::integer:
    case FieldType::boolean:
        return "INTEGER";
    case FieldType::number:
        return "REAL";
    case FieldType::text:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::enumeration:
    case FieldType::list:
        return "TEXT";
    }
    return "TEXT";
}

std::vector<StoredField> stored_fields(SqlConnection& db, const std::string& dataset) {
    std::vector<StoredField> fields;
    const auto rows = db.query(
        "SELECT name, type FROM pragma_table_info(?) WHERE substr(name, 1, 3) <> 'tm_'",
        {"history_" + dataset});
    while (rows->next()) {
        fields.push_back({to_text(rows->text(0)), to_text(rows->text(1))});
    }
    return fields;
}

std::vector<std::string> stored_datasets(SqlConnection& db) {
    std::vector<std::string> ids;
    const auto rows = db.query("SELECT substr(name, 9) FROM sqlite_master WHERE type = 'table' AND "
                               "substr(name, 1, 8) = 'history_' ORDER BY name");
    while (rows->next()) {
        ids.push_back(to_text(rows->text(0)));
    }
    return ids;
}

bool needs_work(SqlConnection& db, const Dictionary& dictionary) {
    if (schema_version(db) != static_cast<std::int64_t>(migrations.size())) {
        return true;
    }
    return std::any_of(dictionary.begin(), dictionary.end(), [&](const auto& item) {
        const SqlValue made = view_as_made(db, item.first);
        return !made || lacks_columns(db, item.second) ||
               *made != "CREATE VIEW " + current_view(db, item.second);
    });
}

void apply_schema(SqlConnection& db, const Dictionary& dictionary, Instant now) {
    migrate(db, now);
    for (const auto& [id, dataset] : dictionary) {
        check_names(db, dataset);
        if (stored_fields(db, id).empty()) {
            make_history(db, dataset);
        } else {
            extend_history(db, dataset);
        }
        db.execute("DROP VIEW IF EXISTS " + quoted(id));
        db.execute("CREATE VIEW " + current_view(db, dataset));
    }
    const std::string digest = schema_digest(db).hex();
    if (recorded_schema(db) == digest) {
        return;
    }
    std::ostringstream details;
    JsonWriter(details, 0)
        .begin_object()
        .member("version", static_cast<std::int64_t>(migrations.size()))
        .member("digest", digest)
        .end_object();
    CustodyEntry draft;
    draft.kind = "schema";
    draft.who = "tickmark";
    draft.details = details.str();
    append_entry(db, next_entry_time(db, now), draft);
}

Digest schema_digest(SqlConnection& db) {
    PieceDigest digest;
    for (const char* sql :
         {"SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
          "SELECT version, applied_at FROM schema_version ORDER BY version"}) {
        const auto rows = db.query(sql);
        while (rows->next()) {
            for (std::size_t i = 0; i < rows->columns().size(); ++i) {
                digest.add(to_text(rows->text(i)));
            }
        }
    }
    return digest.finish();
}

SqlValue recorded_schema(SqlConnection& db) {
    return db.scalar("SELECT json_extract(details, '$.digest') FROM custody WHERE kind = 'schema' "
                     "ORDER BY number DESC LIMIT 1");
}

std::string view_name(const Dataset& dataset, const std::string& column) {
    return dataset.field(column) == nullptr ? column : std::string(own_prefix) + column;
}

std::string view_columns(const Dataset& dataset, const std::vector<StoredField>& fields) {
    const auto named = [&](const std::string& expression, const std::string& column) {
        return expression + " AS " + quoted(view_name(dataset, column));
    };
    std::string list = named("h.tm_key", "record_key");
    for (const Field& field : dataset.fields) {
        const bool is_kept = find(fields, field.name) != nullptr;
        list += (is_kept ? ", h." + quoted(field.name) : ", NULL") + " AS " + quoted(field.name);
    }
    return list + ", " + named("h.tm_source", "source") + ", " +
           named("printf('C%06d', h.tm_opened)", "collection") + ", " +
           named("p.sha256", "payload") + ", " + named("h.tm_locator", "locator");
}

} // namespace tickmark::store
