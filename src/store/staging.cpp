#include "store/staging.hpp"

#include "tickmark/base/json.hpp"

#include <filesystem>
#include <sstream>

namespace tickmark::store {

namespace {

constexpr std::size_t own_columns = 5;
constexpr std::size_t reject_columns = 5;
constexpr std::size_t batch_rows = 256;
/// Long texts fill a batch before it has all its rows.
constexpr std::size_t longest_reject_text = 2'000;

std::string marks(std::size_t count) {
    std::string text = "?";
    for (std::size_t i = 1; i < count; ++i) {
        text += ",?";
    }
    return text;
}

/// Shortened to whole UTF-8 characters.
std::string shortened(std::string text) {
    if (text.size() > longest_reject_text) {
        std::size_t end = longest_reject_text;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
    }
    return text;
}

/// A staged row as a JSON object, for the reject that it becomes.
std::string
row_text(const SqlRows& rows, std::size_t first, const std::vector<StoredField>& fields) {
    std::ostringstream text;
    JsonWriter json(text, 0);
    json.begin_object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (const SqlValue& value = rows.text(first + i)) {
            json.member(fields[i].name, *value);
        }
    }
    json.end_object();
    return text.str();
}

} // namespace

Staging::Staging(std::string path, std::vector<StoredField> fields) :
    path_(std::move(path)),
    fields_(std::move(fields)),
    digester_(fields_),
    db_(open_sqlite(path_, SqlMode::create)) {
    // Nothing of this file outlives the process, so it need not survive a crash.
    db_->execute("PRAGMA journal_mode = OFF");
    db_->execute("PRAGMA synchronous = OFF");
    db_->execute("PRAGMA locking_mode = EXCLUSIVE");
    db_->execute("PRAGMA cache_size = -8192");
    db_->execute("PRAGMA temp_store = FILE");
    std::string columns;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        columns += ", f" + std::to_string(i);
    }
    db_->execute(
        "CREATE TABLE rows(n INTEGER PRIMARY KEY, key, digest, payload INTEGER, locator" + columns +
        ")");
    db_->execute("CREATE TABLE rejects(n INTEGER PRIMARY KEY, payload INTEGER, locator, reason, "
                 "text)");
    insert_row_ = "INSERT INTO rows VALUES(" + marks(own_columns + fields_.size()) + ")";
    db_->execute("BEGIN");
}

Staging::~Staging() {
    db_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void Staging::add(const Record& record, std::size_t payload) {
    row_batch_.emplace_back(std::to_string(++next_));
    row_batch_.emplace_back(record.key);
    row_batch_.emplace_back(digester_.digest(record.key, record.values).hex());
    row_batch_.emplace_back(std::to_string(payload));
    row_batch_.emplace_back(record.locator);
    row_batch_.insert(row_batch_.end(), record.values.begin(), record.values.end());
    ++rows_;
    if (row_batch_.size() >= batch_rows * (own_columns + fields_.size())) {
        flush_rows();
    }
}

void Staging::reject(const Reject& reject, std::size_t payload) {
    reject_batch_.emplace_back(std::to_string(++next_));
    reject_batch_.emplace_back(std::to_string(payload));
    reject_batch_.emplace_back(reject.locator);
    reject_batch_.emplace_back(reject.reason);
    reject_batch_.emplace_back(shortened(reject.text));
    ++rejects_;
    if (reject_batch_.size() >= batch_rows * reject_columns) {
        flush_rejects();
    }
}

void Staging::flush_rows() {
    db_->insert_many(insert_row_, own_columns + fields_.size(), row_batch_);
    row_batch_.clear();
}

void Staging::flush_rejects() {
    db_->insert_many("INSERT INTO rejects VALUES(?,?,?,?,?)", reject_columns, reject_batch_);
    reject_batch_.clear();
}

void Staging::reject_repeated_keys() {
    db_->execute("CREATE INDEX by_key ON rows(key, n, digest)");
    db_->execute("CREATE TEMP TABLE repeated AS SELECT r.n AS n, d.first AS first FROM "
                 "(SELECT key, min(n) AS first FROM rows GROUP BY key HAVING count(*) > 1) d "
                 "JOIN rows r ON r.key = d.key AND r.n <> d.first");
    const auto repeated = db_->query(
        "SELECT r.n, r.payload, r.locator, r.key, f.locator, f.payload, r.* FROM repeated d "
        "JOIN rows r ON r.n = d.n JOIN rows f ON f.n = d.first ORDER BY r.n");
    constexpr std::size_t first_field = 6 + own_columns;
    while (repeated->next()) {
        const bool elsewhere = repeated->text(5) != repeated->text(1);
        reject_batch_.push_back(repeated->text(0));
        reject_batch_.push_back(repeated->text(1));
        reject_batch_.push_back(repeated->text(2));
        reject_batch_.emplace_back(
            "the key '" + to_text(repeated->text(3)) + "' was read before, at " +
            to_text(repeated->text(4)) +
            (elsewhere ? " of payload " + std::to_string(to_int(repeated->text(5)) + 1) : ""));
        reject_batch_.emplace_back(shortened(row_text(*repeated, first_field, fields_)));
        ++rejects_;
        --rows_;
        if (reject_batch_.size() >= batch_rows * reject_columns) {
            flush_rejects();
        }
    }
    flush_rejects();
    db_->execute("DELETE FROM rows WHERE n IN (SELECT n FROM repeated)");
}

void Staging::seal() {
    flush_rows();
    flush_rejects();
    reject_repeated_keys();
    db_->execute("COMMIT");
    db_.reset();
}

} // namespace tickmark::store
