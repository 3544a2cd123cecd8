#include "tickmark/base/json.hpp"

#include "store/store_internal.hpp"
#include <array>
#include <sstream>

namespace tickmark::store {

namespace {

constexpr const char* columns =
    "number, source, collector, dataset, outcome, mode, started_at, committed_at, operator, query, "
    "details, config_digest, row_count, added, changed, closed, rejected, note, rejects_digest, "
    "opened_digest, closed_digest";
constexpr std::size_t column_count = 21;

Outcome outcome_of(const std::string& name) {
    constexpr std::array all{
        Outcome::complete,
        Outcome::partial,
        Outcome::denied,
        Outcome::unreachable,
        Outcome::absent,
        Outcome::failed};
    for (const Outcome outcome : all) {
        if (name_of(outcome) == name) {
            return outcome;
        }
    }
    throw Error(
        ErrorCode::store_tampered,
        {"reading the store", "'" + name + "' is not an outcome", "store.db: collections", ""});
}

std::vector<SqlValue> values_of(const KeptCollection& kept) {
    const Collection& facts = kept.facts;
    return {
        std::to_string(kept.number),
        facts.source,
        facts.collector,
        facts.dataset,
        std::string(name_of(facts.outcome)),
        kept.append ? "append" : "snapshot",
        facts.started_at.iso(),
        facts.committed_at.iso(),
        facts.operator_name,
        facts.query,
        facts.details,
        facts.config_digest,
        std::to_string(facts.rows),
        std::to_string(facts.added),
        std::to_string(facts.changed),
        std::to_string(facts.closed),
        std::to_string(facts.rejected),
        facts.note,
        kept.effects.rejects.hex(),
        kept.effects.opened.hex(),
        kept.effects.closed.hex()};
}

KeptCollection collection_of(const SqlRows& rows) {
    KeptCollection kept;
    Collection& facts = kept.facts;
    kept.number = to_int(rows.text(0));
    facts.id = collection_id(kept.number);
    facts.source = to_text(rows.text(1));
    facts.collector = to_text(rows.text(2));
    facts.dataset = to_text(rows.text(3));
    facts.outcome = outcome_of(to_text(rows.text(4)));
    kept.append = to_text(rows.text(5)) == "append";
    facts.started_at = to_instant(rows.text(6));
    facts.committed_at = to_instant(rows.text(7));
    facts.operator_name = to_text(rows.text(8));
    facts.query = to_text(rows.text(9));
    facts.details = to_text(rows.text(10));
    facts.config_digest = to_text(rows.text(11));
    facts.rows = to_int(rows.text(12));
    facts.added = to_int(rows.text(13));
    facts.changed = to_int(rows.text(14));
    facts.closed = to_int(rows.text(15));
    facts.rejected = to_int(rows.text(16));
    facts.note = to_text(rows.text(17));
    kept.effects = {to_digest(rows.text(18)), to_digest(rows.text(19)), to_digest(rows.text(20))};
    return kept;
}

void read_payloads(SqlConnection& db, KeptCollection& kept) {
    const auto rows = db.query(
        "SELECT p.sha256, p.bytes, c.locator FROM collection_payloads c "
        "JOIN payloads p ON p.id = c.payload WHERE c.collection = ? ORDER BY c.position",
        {std::to_string(kept.number)});
    while (rows->next()) {
        kept.facts.payloads.push_back(
            {to_digest(rows->text(0)),
             static_cast<std::uint64_t>(to_int(rows->text(1))),
             to_text(rows->text(2))});
    }
}

} // namespace

void insert_collection(SqlConnection& db, const KeptCollection& kept) {
    std::string marks = "?";
    for (std::size_t i = 1; i < column_count; ++i) {
        marks += ", ?";
    }
    db.execute(
        std::string("INSERT INTO collections(") + columns + ") VALUES(" + marks + ")",
        values_of(kept));
    std::size_t position = 0;
    for (const PayloadRef& payload : kept.facts.payloads) {
        db.execute(
            "INSERT INTO collection_payloads(collection, position, payload, locator) "
            "VALUES(?, ?, (SELECT id FROM payloads WHERE sha256 = ?), ?)",
            {std::to_string(kept.number),
             std::to_string(position++),
             payload.digest.hex(),
             payload.locator});
    }
}

std::vector<KeptCollection> read_collections(
    SqlConnection& db, const std::string& condition, const std::vector<SqlValue>& values) {
    std::vector<KeptCollection> all;
    const auto rows = db.query(
        std::string("SELECT ") + columns + " FROM collections WHERE " + condition +
            " ORDER BY number",
        values);
    while (rows->next()) {
        all.push_back(collection_of(*rows));
    }
    for (KeptCollection& kept : all) {
        read_payloads(db, kept);
    }
    return all;
}

Digest digest_of_collection(SqlConnection& db, std::int64_t number) {
    PieceDigest digest;
    const auto add_all = [&](const std::string& sql) {
        const auto rows = db.query(sql, {std::to_string(number)});
        while (rows->next()) {
            for (std::size_t i = 0; i < rows->columns().size(); ++i) {
                digest.add(to_text(rows->text(i)));
            }
        }
    };
    add_all(std::string("SELECT ") + columns + " FROM collections WHERE number = ?");
    add_all("SELECT c.position, p.sha256, p.bytes, p.stored_sha256, p.stored_bytes, c.locator "
            "FROM collection_payloads c LEFT JOIN payloads p ON p.id = c.payload "
            "WHERE c.collection = ? ORDER BY c.position");
    return digest.finish();
}

void append_collection_entry(SqlConnection& db, const KeptCollection& kept) {
    std::ostringstream details;
    JsonWriter(details, 0)
        .begin_object()
        .member("collection", kept.facts.id)
        .member("source", kept.facts.source)
        .member("dataset", kept.facts.dataset)
        .member("outcome", name_of(kept.facts.outcome))
        .member("rows", kept.facts.rows)
        .member("digest", digest_of_collection(db, kept.number).hex())
        .end_object();
    CustodyEntry draft;
    draft.kind = "collection";
    draft.who = kept.facts.operator_name;
    draft.details = details.str();
    append_entry(db, kept.facts.committed_at, draft);
}

} // namespace tickmark::store
