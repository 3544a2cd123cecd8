#include "store/apply.hpp"

#include "tickmark/base/ahead.hpp"

#include "store/row_digest.hpp"
#include <array>
#include <memory>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t batch_rows = 1'024;

void put(SqlValue& value, std::string_view text) {
    if (value) {
        value->assign(text);
    } else {
        value.emplace(text);
    }
}

/// So that the room of both texts is used again.
void change_places(SqlValue& value, std::string& text) {
    if (!value) {
        value.emplace();
    }
    std::swap(*value, text);
}

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
    const SqlInsert into{
        "rejects", {"position", "payload", "locator", "reason", "text"}, {{"collection", number_}}};
    std::vector<SqlValue> batch;
    PieceDigest digest;
    std::int64_t position = 0;
    staging_.each_reject([&](const StagedReject& reject) {
        const Sent& sent = sent_.at(reject.payload);
        const std::string place = std::to_string(++position);
        for (const std::string& value :
             {place, sent.id, reject.locator, reject.reason, reject.text}) {
            batch.emplace_back(value);
        }
        for (const std::string& piece :
             {place, sent.sha256, reject.locator, reject.reason, reject.text}) {
            digest.add(piece);
        }
        if (batch.size() == batch_rows * into.columns.size()) {
            db_.insert_many(into, batch);
            batch.clear();
        }
    });
    db_.insert_many(into, batch);
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
    Ahead<Digested> staged(digesting());
    while (const Digested* next = staged.next()) {
        const StagedRow& row = next->row;
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

void Apply::note_gone(const std::string& key, const std::string& opened) {
    gone_.emplace_back(key);
    gone_.emplace_back(opened);
    if (gone_.size() == 2 * batch_rows) {
        db_.insert_many({"temp.gone", {"key", "opened"}}, gone_);
        gone_.clear();
    }
}

void Apply::close_versions() {
    db_.insert_many({"temp.gone", {"key", "opened"}}, gone_);
    db_.execute(
        "UPDATE main." + history_ +
            " SET tm_closed = ? WHERE (tm_key, tm_source, tm_opened) IN "
            "(SELECT key, ?, opened FROM temp.gone)",
        {number_, kept_.facts.source});
    kept_.effects.closed = digest_rows(db_, "SELECT key, opened FROM temp.gone ORDER BY key", {});
}

std::function<std::size_t(Apply::Digested&)> Apply::digesting() {
    // Shared, since a function can be copied.
    auto staged = std::make_shared<StagedRows>(staging_.in_order());
    return [staged, digester = RowDigester(staging_.fields())](Digested& next) mutable {
        if (!staged->next(next.row)) {
            return std::size_t{0};
        }
        next.digest = digester.digest(next.row.key, next.row.values);
        return next.row.bytes;
    };
}

/// The versions to be opened as rows of the history table, made and digested beside their use.
class Apply::Opened final: public SqlRows {
public:
    explicit Opened(Apply& apply) :
        apply_(apply),
        make_(apply.digesting()),
        rows_([this](std::vector<SqlValue>& row) { return make(row); }) {}

    static std::vector<std::string> names(const Dataset& dataset) {
        std::vector<std::string> names{"tm_key", "tm_digest", "tm_payload", "tm_locator"};
        for (const Field& field : dataset.fields) {
            names.push_back(quoted(field.name));
        }
        return names;
    }

    const std::vector<SqlColumn>& columns() const override { return columns_; }
    bool next() override {
        row_ = rows_.next();
        return row_ != nullptr;
    }
    const SqlValue& text(std::size_t i) const override { return (*row_)[i]; }
    /// Once all rows were read.
    Digest digest() { return digest_.finish(); }

private:
    static constexpr std::size_t own_columns = 4;

    std::size_t make(std::vector<SqlValue>& row) {
        do {
            if (make_(next_) == 0) {
                return 0;
            }
        } while (apply_.opens_ && !apply_.opens_->at(position_++));
        StagedRow& staged = next_.row;
        const Sent& sent = apply_.sent_.at(staged.payload);
        digest_.add(staged.key);
        const std::array<char, 64> digits = next_.digest.hex_digits();
        digest_.add({digits.data(), digits.size()});
        digest_.add(sent.sha256);
        digest_.add(staged.locator);
        row.resize(own_columns + staged.values.size());
        change_places(row[0], staged.key);
        put(row[1], bytes_of(next_.digest));
        put(row[2], sent.id);
        change_places(row[3], staged.locator);
        for (std::size_t i = 0; i < staged.values.size(); ++i) {
            std::swap(row[own_columns + i], staged.values[i]); // its old text is used again
        }
        return staged.bytes;
    }

    Apply& apply_;
    std::function<std::size_t(Digested&)> make_;
    Digested next_;
    std::size_t position_ = 0; ///< of the staged row
    PieceDigest digest_;
    std::vector<SqlColumn> columns_;
    const std::vector<SqlValue>* row_ = nullptr;
    Ahead<std::vector<SqlValue>> rows_; ///< last: it ends before what it works on goes
};

void Apply::open_versions() {
    Opened opened(*this);
    db_.insert_rows(
        {"main." + history_,
         Opened::names(dataset_),
         {{"tm_source", literal(kept_.facts.source)}, {"tm_opened", number_}},
         {1}},
        opened);
    kept_.effects.opened = opened.digest();
}

} // namespace tickmark::store
