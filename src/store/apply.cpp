#include "store/apply.hpp"

#include "tickmark/base/ahead.hpp"

#include "store/row_digest.hpp"
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t batch_rows = 1'024;

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

Apply::Apply(SqlConnection& db, const Dataset& dataset, KeptCollection& kept, Staging& staging) :
    db_(db),
    dataset_(dataset),
    kept_(kept),
    staging_(staging),
    history_(history_table(dataset.id)),
    number_(std::to_string(kept.number)) {
    db_.execute("CREATE TEMP TABLE gone(key TEXT, opened INTEGER)");
    for (const PayloadRef& payload : kept.facts.payloads) {
        const std::string hex = payload.digest.hex();
        sent_.push_back(
            {to_int(db_.scalar("SELECT id FROM payloads WHERE sha256 = ?", {hex})), hex});
    }
}

void Apply::copy_rejects() {
    const std::vector<std::string> columns{
        "collection", "position", "payload", "locator", "reason", "text"};
    std::vector<SqlValue> batch;
    PieceDigest digest;
    std::int64_t position = 0;
    staging_.each_reject([&](const StagedReject& reject) {
        const SentPayload& sent = sent_.at(reject.payload);
        const std::string place = std::to_string(++position);
        for (const std::string& value :
             {number_,
              place,
              std::to_string(sent.id),
              reject.locator,
              reject.reason,
              reject.text}) {
            batch.emplace_back(value);
        }
        for (const std::string& piece :
             {place, sent.sha256, reject.locator, reject.reason, reject.text}) {
            digest.add(piece);
        }
        if (batch.size() == batch_rows * columns.size()) {
            db_.insert_many("rejects", columns, batch);
            batch.clear();
        }
    });
    db_.insert_many("rejects", columns, batch);
    kept_.effects.rejects = digest.finish();
}

void Apply::rows() {
    find_changes();
    close_versions();
    open_versions();
}

/// Walks through the open versions of the source and the staged rows side by side, both in the
/// order of their keys.
void Apply::find_changes() {
    const auto open = db_.query(
        "SELECT tm_key, tm_opened, tm_digest FROM " + history_ +
            " WHERE tm_source = ? AND tm_closed IS NULL ORDER BY tm_key",
        {kept_.facts.source});
    bool more = open->next();
    if (!more) {
        kept_.facts.added = kept_.facts.rows;
        return;
    }
    opens_.emplace();
    const auto vanish = [&] {
        if (!kept_.append) {
            note_gone(*open->text(0), *open->text(1));
            ++kept_.facts.closed;
        }
        more = open->next();
    };
    DigestedRows rows(staging_);
    Ahead<DigestedRow> staged([&rows](DigestedRow& row) { return rows.next(row); });
    while (const DigestedRow* next = staged.next()) {
        const StagedRow& row = next->staged;
        while (more && *open->text(0) < row.key) {
            vanish();
        }
        if (!more || *open->text(0) != row.key) {
            ++kept_.facts.added;
            opens_->push_back(true);
            continue;
        }
        const bool changed = !is_digest(open->text(2), next->digest);
        if (changed) {
            ++kept_.facts.changed;
            note_gone(row.key, *open->text(1));
        }
        opens_->push_back(changed);
        more = open->next();
    }
    while (more) {
        vanish();
    }
}

void Apply::note_gone(std::string_view key, std::string_view opened) {
    gone_.emplace_back(key);
    gone_.emplace_back(opened);
    if (gone_.size() == 2 * batch_rows) {
        db_.insert_many("temp.gone", {"key", "opened"}, gone_);
        gone_.clear();
    }
}

void Apply::close_versions() {
    db_.insert_many("temp.gone", {"key", "opened"}, gone_);
    db_.execute(
        "UPDATE main." + history_ +
            " SET tm_closed = ? WHERE (tm_key, tm_source, tm_opened) IN "
            "(SELECT key, ?, opened FROM temp.gone)",
        {number_, kept_.facts.source});
    kept_.effects.closed = digest_rows(db_, "SELECT key, opened FROM temp.gone ORDER BY key", {});
}

void Apply::open_versions() {
    const auto fields = stored_fields(db_, dataset_.id);
    OpenedVersions opened(staging_, fields, sent_, opens_);
    db_.insert_rows({"main." + history_, opened.columns(kept_.facts.source, number_)}, opened);
    kept_.effects.opened = opened.digest();
}

} // namespace tickmark::store
