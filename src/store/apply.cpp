#include "store/apply.hpp"

#include "tickmark/base/ahead.hpp"

#include "store/row_digest.hpp"
#include <array>
#include <map>
#include <memory>
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
        const Sent& sent = sent_.at(reject.payload);
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

std::function<std::size_t(Apply::Digested&)> Apply::digesting() {
    // Shared, since a function can be copied.
    auto staged = std::make_shared<StagedRows>(staging_.in_order());
    return [staged, digester = RowDigester(staging_.fields())](Digested& next) mutable {
        if (!staged->next(next.row)) {
            return std::size_t{0};
        }
        next.digest = digester.digest(next.row.key, next.row.values);
        return next.row.text.size();
    };
}

/// The versions to be opened as rows of the history table, made and digested beside their use.
class Apply::Opened final: public SqlFeed {
public:
    explicit Opened(Apply& apply) :
        apply_(apply),
        into_{
            "main." + apply.history_,
            {{"tm_key"},
             {"tm_source", literal(apply.kept_.facts.source)},
             {"tm_opened", apply.number_},
             {"tm_closed", "NULL"},
             {"tm_digest"},
             {"tm_payload"},
             {"tm_locator"}}},
        places_(add_fields()),
        make_(apply.digesting()),
        rows_([this](Row& row) { return make(row); }) {}

    const SqlInsert& into() const noexcept { return into_; }
    const std::vector<SqlCell>* next() override {
        const Row* row = rows_.next();
        return row == nullptr ? nullptr : &row->cells;
    }
    /// Once all rows were read.
    Digest digest() { return digest_.finish(); }

private:
    struct Row {
        Digested staged;
        std::vector<SqlCell> cells;
    };

    /// A column for each field that the table has, filled or not; places of those that are.
    std::vector<std::size_t> add_fields() {
        std::map<std::string, std::size_t> filled;
        for (const std::size_t place : apply_.staging_.filled()) {
            filled.emplace(apply_.dataset_.fields[place].name, place);
        }
        std::vector<std::size_t> places;
        for (const StoredField& field : stored_fields(apply_.db_, apply_.dataset_.id)) {
            const auto found = filled.find(field.name);
            into_.columns.push_back({quoted(field.name), found == filled.end() ? "NULL" : ""});
            if (found != filled.end()) {
                places.push_back(found->second);
            }
        }
        return places;
    }

    std::size_t make(Row& row) {
        std::size_t size = 0;
        do {
            size = make_(row.staged);
            if (size == 0) {
                return 0;
            }
        } while (apply_.opens_ && !apply_.opens_->at(position_++));
        const StagedRow& staged = row.staged.row;
        const Sent& sent = apply_.sent_.at(staged.payload);
        digest_.add(staged.key);
        const std::array<char, 64> digits = row.staged.digest.hex_digits();
        digest_.add({digits.data(), digits.size()});
        digest_.add(sent.sha256);
        digest_.add(staged.locator);
        row.cells.assign(
            {staged.key, SqlBytes{bytes_of(row.staged.digest)}, sent.id, staged.locator});
        for (const std::size_t place : places_) {
            row.cells.push_back(staged.values[place]);
        }
        return size;
    }

    Apply& apply_;
    SqlInsert into_;
    std::vector<std::size_t> places_; ///< in a staged row, of the fields that go into columns
    std::function<std::size_t(Digested&)> make_;
    std::size_t position_ = 0; ///< of the staged row
    PieceDigest digest_;
    Ahead<Row> rows_; ///< last: it ends before what it works on goes
};

void Apply::open_versions() {
    Opened opened(*this);
    db_.insert_rows(opened.into(), opened);
    kept_.effects.opened = opened.digest();
}

} // namespace tickmark::store
