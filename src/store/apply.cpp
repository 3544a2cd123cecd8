#include "store/apply.hpp"

namespace tickmark::store {

namespace {

/// Digests a result row by row, column by column.
Digest digest_rows(SqlConnection& db, const std::string& sql, const std::vector<SqlValue>& values) {
    PieceDigest digest;
    const auto rows = db.query(sql, values);
    while (rows->next()) {
        for (std::size_t i = 0; i < rows->columns().size(); ++i) {
            digest.add(to_text(rows->text(i)));
        }
    }
    return digest.finish();
}

} // namespace

Apply::Apply(SqlConnection& db, const Dataset& dataset, KeptCollection& kept) :
    db_(db),
    dataset_(dataset),
    kept_(kept),
    history_(history_table(dataset.id)),
    number_(std::to_string(kept.number)) {
    db_.execute("CREATE TEMP TABLE delta(key TEXT, n INTEGER, old INTEGER)");
    db_.execute("CREATE TEMP TABLE gone(key TEXT, opened INTEGER)");
    db_.execute(
        "CREATE TEMP TABLE sent(position INTEGER PRIMARY KEY, payload INTEGER, sha256 TEXT)");
    std::size_t position = 0;
    for (const PayloadRef& payload : kept.facts.payloads) {
        db_.execute(
            "INSERT INTO temp.sent SELECT ?, id, sha256 FROM payloads WHERE sha256 = ?",
            {std::to_string(position++), payload.digest.hex()});
    }
}

void Apply::copy_rejects() {
    db_.execute(
        "INSERT INTO main.rejects(collection, position, payload, locator, reason, text) "
        "SELECT ?, row_number() OVER (ORDER BY r.n), s.payload, r.locator, r.reason, r.text "
        "FROM staged.rejects r JOIN temp.sent s ON s.position = r.payload ORDER BY r.n",
        {number_});
    kept_.effects.rejects = digest_rows(
        db_,
        "SELECT r.position, p.sha256, r.locator, r.reason, r.text FROM main.rejects r "
        "LEFT JOIN payloads p ON p.id = r.payload WHERE r.collection = ? ORDER BY r.position",
        {number_});
}

void Apply::rows() {
    find_changes();
    find_gone();
    close_versions();
    open_versions();
}

void Apply::find_changes() {
    // Both sides come in key order, so that the look-ups walk through the history once.
    db_.execute(
        "INSERT INTO temp.delta SELECT s.key, s.n, h.tm_opened FROM staged.rows s INDEXED BY "
        "by_key "
        "LEFT JOIN main." +
            history_ +
            " h ON h.tm_key = s.key AND h.tm_source = ? AND h.tm_closed IS NULL "
            "WHERE h.tm_digest IS NULL OR h.tm_digest <> s.digest ORDER BY s.key",
        {kept_.facts.source});
    kept_.facts.added = to_int(db_.scalar("SELECT count(*) FROM temp.delta WHERE old IS NULL"));
    kept_.facts.changed = to_int(db_.scalar("SELECT count(old) FROM temp.delta"));
}

void Apply::find_gone() {
    db_.execute("INSERT INTO temp.gone SELECT key, old FROM temp.delta WHERE old IS NOT NULL");
    if (kept_.append) {
        return;
    }
    kept_.facts.closed = db_.execute(
        "INSERT INTO temp.gone SELECT h.tm_key, h.tm_opened FROM main." + history_ +
            " h WHERE h.tm_source = ? AND h.tm_closed IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM staged.rows s INDEXED BY by_key WHERE s.key = h.tm_key)",
        {kept_.facts.source});
}

void Apply::close_versions() {
    db_.execute(
        "UPDATE main." + history_ +
            " SET tm_closed = ? WHERE (tm_key, tm_source, tm_opened) IN "
            "(SELECT key, ?, opened FROM temp.gone)",
        {number_, kept_.facts.source});
    kept_.effects.closed = digest_rows(db_, "SELECT key, opened FROM temp.gone ORDER BY key", {});
}

void Apply::open_versions() {
    std::string columns;
    std::string values;
    for (std::size_t i = 0; i < dataset_.fields.size(); ++i) {
        columns += ", " + quoted(dataset_.fields[i].name);
        values += ", s.f" + std::to_string(i);
    }
    // CROSS JOIN keeps the order of `delta`, which is the key order of the history table.
    const std::string from = " FROM temp.delta d CROSS JOIN staged.rows s ON s.n = d.n "
                             "CROSS JOIN temp.sent p ON p.position = s.payload";
    db_.execute(
        "INSERT INTO main." + history_ +
            "(tm_key, tm_source, tm_opened, tm_closed, tm_digest, tm_payload, tm_locator" +
            columns + ") SELECT s.key, ?, ?, NULL, s.digest, p.payload, s.locator" + values + from,
        {kept_.facts.source, number_});
    kept_.effects.opened =
        digest_rows(db_, "SELECT s.key, s.digest, p.sha256, s.locator" + from, {});
}

} // namespace tickmark::store
