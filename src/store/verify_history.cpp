#include "store/verify_history.hpp"

#include "store/row_digest.hpp"
#include <map>
#include <optional>

namespace tickmark::store {

namespace {

constexpr std::int64_t most_named = 20;

/// What one collection is seen to have done.
struct Seen {
    std::string source;
    PieceDigest opened;
    PieceDigest closed;
};

class HistoryCheck {
public:
    HistoryCheck(SqlConnection& db, Report& report, std::string dataset) :
        db_(db),
        report_(report),
        dataset_(std::move(dataset)),
        fields_(stored_fields(db, dataset_)),
        digester_(fields_),
        values_(fields_.size()) {}

    void run() {
        for (KeptCollection& kept : read_collections(db_, "dataset = ?", {dataset_})) {
            seen_[kept.number].source = kept.facts.source;
            expected_[kept.number] = kept.effects;
        }
        std::string sql = "SELECT h.tm_key, h.tm_source, h.tm_opened, h.tm_closed, h.tm_digest, "
                          "p.sha256, h.tm_locator";
        for (const StoredField& field : fields_) {
            sql += ", h." + quoted(field.name);
        }
        const auto rows = db_.query(
            sql + " FROM " + history_table(dataset_) +
            " h LEFT JOIN payloads p ON p.id = h.tm_payload "
            "ORDER BY h.tm_key, h.tm_source, h.tm_opened");
        while (rows->next()) {
            look_at(*rows);
        }
        compare();
    }

private:
    static constexpr std::size_t first_field = 7;

    void name_fault(const std::string& key, const std::string& why) {
        if (++faults_ <= most_named) {
            report_.fail(dataset_ + " record '" + key + "'", why);
        }
    }

    Digest digest_of_row(const std::string& key, const SqlRows& row) {
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            values_[i] = cell_of(cell_type(fields_[i]), row.text(first_field + i));
        }
        return digester_.digest(key, values_);
    }

    /// None where a value is none that its column's type can hold.
    std::optional<Digest> digest_of(const std::string& key, const SqlRows& row) {
        try {
            return digest_of_row(key, row);
        } catch (const Error&) {
            return std::nullopt;
        }
    }

    Seen* collection(const SqlValue& number, const std::string& key, const std::string& source) {
        const auto found = seen_.find(to_int(number));
        if (found == seen_.end() || found->second.source != source) {
            name_fault(key, "its collection " + to_text(number) + " is not one of its source");
            return nullptr;
        }
        return &found->second;
    }

    void look_at(const SqlRows& row) {
        const std::string key = to_text(row.text(0));
        const std::string source = to_text(row.text(1));
        const std::optional<Digest> digest = digest_of(key, row);
        if (!digest || !is_digest(row.text(4), *digest)) {
            name_fault(key, "its fields do not have its digest");
        }
        if (Seen* seen = collection(row.text(2), key, source)) {
            seen->opened.add(key);
            seen->opened.add(digest ? digest->hex() : "");
            seen->opened.add(to_text(row.text(5)));
            seen->opened.add(to_text(row.text(6)));
        }
        if (row.text(3)) {
            if (Seen* seen = collection(row.text(3), key, source)) {
                seen->closed.add(key);
                seen->closed.add(to_text(row.text(2)));
            }
        }
    }

    void compare() {
        if (faults_ > most_named) {
            report_.fail(
                "history of " + dataset_,
                std::to_string(faults_ - most_named) + " further records differ");
        }
        for (auto& [number, seen] : seen_) {
            const Effects& expected = expected_[number];
            const std::string name = "history of " + dataset_ + ", " + collection_id(number);
            if (seen.opened.finish() != expected.opened) {
                report_.fail(name, "the versions it opened are not those it recorded");
            }
            if (seen.closed.finish() != expected.closed) {
                report_.fail(name, "the versions it closed are not those it recorded");
            }
        }
    }

    SqlConnection& db_;
    Report& report_;
    std::string dataset_;
    std::vector<StoredField> fields_;
    RowDigester digester_;
    std::vector<SqlCell> values_;
    std::map<std::int64_t, Seen> seen_;
    std::map<std::int64_t, Effects> expected_;
    std::int64_t faults_ = 0;
};

void check_rejects(SqlConnection& db, Report& report) {
    std::map<std::int64_t, PieceDigest> seen;
    const auto rows = db.query("SELECT r.collection, r.position, p.sha256, r.locator, r.reason, "
                               "r.text FROM rejects r LEFT JOIN payloads p ON p.id = r.payload "
                               "ORDER BY r.collection, r.position");
    while (rows->next()) {
        PieceDigest& digest = seen[to_int(rows->text(0))];
        for (std::size_t i = 1; i < rows->columns().size(); ++i) {
            digest.add(to_text(rows->text(i)));
        }
    }
    const auto recorded =
        db.query("SELECT number, rejects_digest FROM collections ORDER BY number");
    while (recorded->next()) {
        const std::int64_t number = to_int(recorded->text(0));
        if (seen[number].finish().hex() != to_text(recorded->text(1))) {
            report.fail(
                "rejects of " + collection_id(number), "they are not those that were recorded");
        }
    }
}

} // namespace

void check_history(SqlConnection& db, Report& report) {
    report.section("rejects", "as recorded", [&] { check_rejects(db, report); });
    for (const std::string& dataset : stored_datasets(db)) {
        report.section("history of " + dataset, "every version as recorded", [&] {
            HistoryCheck(db, report, dataset).run();
        });
    }
}

} // namespace tickmark::store
