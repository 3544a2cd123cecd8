#include "store/apply.hpp"

#include <future>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t batch_rows = 256;

/// Inserts rows in batches, each beside the making of the next.
class Inserts {
public:
    Inserts(SqlConnection& db, std::string sql, std::size_t width) :
        db_(db), sql_(std::move(sql)), width_(width), batch_(width * rows_at_once) {}

    void put(std::string_view text) {
        SqlValue& value = next();
        if (value) {
            value->assign(text);
        } else {
            value.emplace(text);
        }
        hand_over_full();
    }
    /// Takes the value, and leaves some other in its place to be used again.
    void take(SqlValue& value) {
        std::swap(next(), value);
        hand_over_full();
    }
    void finish() {
        batch_.resize(filled_);
        hand_over();
        running_.get();
    }

private:
    static constexpr std::size_t rows_at_once = 2'048;

    SqlValue& next() { return batch_[filled_++]; }
    void hand_over_full() {
        if (filled_ == batch_.size()) {
            hand_over();
            batch_.resize(width_ * rows_at_once);
        }
    }
    void hand_over() {
        if (running_.valid()) {
            running_.get();
        }
        std::swap(batch_, under_way_);
        filled_ = 0;
        running_ =
            std::async(std::launch::async, [this] { db_.insert_many(sql_, width_, under_way_); });
    }

    SqlConnection& db_;
    std::string sql_;
    std::size_t width_;
    std::vector<SqlValue> batch_;
    std::size_t filled_ = 0;
    std::vector<SqlValue> under_way_;
    std::future<void> running_; ///< last: it ends before what it works on goes
};

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
            {to_text(db_.scalar("SELECT id FROM payloads WHERE sha256 = ?", {hex})), hex});
    }
}

void Apply::copy_rejects() {
    constexpr const char* insert =
        "INSERT INTO rejects(collection, position, payload, locator, reason, text) "
        "VALUES(?, ?, ?, ?, ?, ?)";
    constexpr std::size_t columns = 6;
    std::vector<SqlValue> batch;
    PieceDigest digest;
    std::int64_t position = 0;
    staging_.each_reject([&](const StagedReject& reject) {
        const Sent& sent = sent_.at(reject.payload);
        const std::string place = std::to_string(++position);
        for (const std::string& value :
             {number_, place, sent.id, reject.locator, reject.reason, reject.text}) {
            batch.emplace_back(value);
        }
        for (const std::string& piece :
             {place, sent.sha256, reject.locator, reject.reason, reject.text}) {
            digest.add(piece);
        }
        if (batch.size() == batch_rows * columns) {
            db_.insert_many(insert, columns, batch);
            batch.clear();
        }
    });
    db_.insert_many(insert, columns, batch);
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
    StagedRows staged = staging_.in_order();
    StagedRow row;
    while (staged.next(row)) {
        while (more && *open->text(0) < row.key) {
            vanish();
        }
        if (!more || *open->text(0) != row.key) {
            ++kept_.facts.added;
            opens_->push_back(true);
            continue;
        }
        const bool changed = open->text(2) != row.digest;
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

void Apply::note_gone(const std::string& key, const std::string& opened) {
    gone_.emplace_back(key);
    gone_.emplace_back(opened);
    if (gone_.size() == 2 * batch_rows) {
        db_.insert_many("INSERT INTO temp.gone VALUES(?, ?)", 2, gone_);
        gone_.clear();
    }
}

void Apply::close_versions() {
    db_.insert_many("INSERT INTO temp.gone VALUES(?, ?)", 2, gone_);
    db_.execute(
        "UPDATE main." + history_ +
            " SET tm_closed = ? WHERE (tm_key, tm_source, tm_opened) IN "
            "(SELECT key, ?, opened FROM temp.gone)",
        {number_, kept_.facts.source});
    kept_.effects.closed = digest_rows(db_, "SELECT key, opened FROM temp.gone ORDER BY key", {});
}

void Apply::open_versions() {
    std::string columns = "tm_source, tm_opened, tm_key, tm_digest, tm_payload, tm_locator";
    std::string values = literal(kept_.facts.source) + ", " + number_ + ", ?, ?, ?, ?";
    for (const Field& field : dataset_.fields) {
        columns += ", " + quoted(field.name);
        values += ", ?";
    }
    constexpr std::size_t own_columns = 4;
    Inserts inserts(
        db_,
        "INSERT INTO main." + history_ + "(" + columns + ") VALUES(" + values + ")",
        own_columns + dataset_.fields.size());
    PieceDigest digest;
    StagedRows staged = staging_.in_order();
    StagedRow row;
    for (std::size_t position = 0; staged.next(row); ++position) {
        if (opens_ && !opens_->at(position)) {
            continue;
        }
        const Sent& sent = sent_.at(row.payload);
        digest.add(row.key);
        digest.add(row.digest);
        digest.add(sent.sha256);
        digest.add(row.locator);
        inserts.put(row.key);
        inserts.put(row.digest);
        inserts.put(sent.id);
        inserts.put(row.locator);
        for (SqlValue& value : row.values) {
            inserts.take(value);
        }
    }
    inserts.finish();
    kept_.effects.opened = digest.finish();
}

} // namespace tickmark::store
