#include "store/snapshot.hpp"

#include "store/store_connection.hpp"
#include <algorithm>
#include <map>

namespace tickmark::store {

namespace {

/// Up to which collection a source's records are seen, and the last complete one among these.
struct SourceUse {
    std::string source;
    std::int64_t limit = 0;
    std::int64_t last_complete = 0;
};

/// A datetime as the organisation's date; a date stays.
SqlValue local_date(const SqlValue& text, const TimeZone& zone) {
    if (!text) {
        return std::nullopt;
    }
    if (const auto date = Date::from_iso(*text)) {
        return date->iso();
    }
    const auto at = parse_iso_datetime(*text, TimeZone::utc());
    return at ? SqlValue(zone.local_date(*at).iso()) : std::nullopt;
}

class StoreSnapshot final: public Snapshot {
public:
    StoreSnapshot(
        const std::string& folder,
        const Dictionary& dictionary,
        const TimeTravel& time,
        const TimeZone& zone) :
        db_(as_store_connection(open_sqlite(folder + "/store.db", SqlMode::read_only))),
        time_(time),
        end_of_as_of_(zone.end_of(time.as_of)) {
        constexpr int longest_statement_seconds = 300;
        db_->set_statement_limit(longest_statement_seconds);
        db_->execute("PRAGMA cache_size = -16384");
        db_->execute("PRAGMA temp_store = FILE");
        db_->add_function(
            "local_date", [zone](const SqlValue& text) { return local_date(text, zone); });
        // One read transaction for its whole life: what others commit meanwhile stays unseen.
        db_->execute("BEGIN");
        known_ = to_int(db_->scalar(
            "SELECT max(number) FROM collections WHERE committed_at <= ?", {time.known_at.iso()}));
        db_->execute("CREATE TEMP TABLE tm_used(dataset TEXT, collection INTEGER, "
                     "PRIMARY KEY(dataset, collection)) WITHOUT ROWID");
        for (const auto& [id, dataset] : dictionary) {
            uses_[id] = find_uses(dataset);
            make_view(dataset);
        }
        db_->execute("PRAGMA query_only = ON");
    }

    SqlConnection& connection() override { return *db_; }
    const TimeTravel& time() const override { return time_; }

    std::vector<Collection> collections(const std::string& dataset) const override {
        return guarded([&] {
            std::vector<Collection> used;
            for (const SourceUse& use : uses_of(dataset)) {
                append(used, "number = ?", {std::to_string(use.last_complete)});
            }
            return used;
        });
    }

    std::vector<Collection> latest_attempts(const std::string& dataset) const override {
        return guarded([&] {
            std::vector<Collection> latest;
            append(
                latest,
                "number IN (SELECT max(number) FROM collections WHERE dataset = ? AND number <= ? "
                "GROUP BY source)",
                {dataset, std::to_string(known_)});
            std::sort(latest.begin(), latest.end(), [](const Collection& a, const Collection& b) {
                return a.source < b.source;
            });
            return latest;
        });
    }

    std::int64_t reject_count(const std::string& dataset) const override {
        return guarded([&] {
            return to_int(db_->scalar(
                std::string("SELECT count(*) FROM (SELECT 1") + rejects_used + ")", {dataset}));
        });
    }

    void each_reject(
        const std::string& dataset,
        const std::function<void(const StoredReject&)>& use) const override {
        guarded([&] {
            const auto rows = db_->query(
                std::string("SELECT max(r.collection), c.source, r.locator, r.reason, r.text, "
                            "p.sha256") +
                    rejects_used + " ORDER BY c.source, 1, min(r.position)",
                {dataset});
            while (rows->next()) {
                StoredReject reject;
                reject.collection = collection_id(to_int(rows->text(0)));
                reject.source = to_text(rows->text(1));
                reject.dataset = dataset;
                reject.reject = {
                    to_text(rows->text(2)), to_text(rows->text(3)), to_text(rows->text(4))};
                reject.payload = to_digest(rows->text(5));
                use(reject);
            }
        });
    }

    std::vector<Conflict> conflicts(const std::string& dataset) const override {
        return guarded([&] {
            std::vector<Conflict> found;
            const std::vector<SourceUse>& uses = uses_of(dataset);
            if (uses.size() < 2) {
                return found;
            }
            const std::string history = "main." + history_table(dataset);
            const auto rows = db_->query(
                "SELECT a.tm_key, a.tm_source, b.tm_source FROM " + history + " a CROSS JOIN " +
                history + " b ON b.tm_key = a.tm_key AND b.tm_source > a.tm_source WHERE " +
                visible("a", uses) + " AND " + visible("b", uses) + " AND " +
                stands("a", history, uses) + " ORDER BY a.tm_key, b.tm_source");
            while (rows->next()) {
                found.push_back(
                    {to_text(rows->text(0)), to_text(rows->text(1)), to_text(rows->text(2))});
            }
            return found;
        });
    }

private:
    /// A row collected again and again by an appending source counts once.
    static constexpr const char* rejects_used =
        " FROM temp.tm_used u JOIN main.rejects r ON r.collection = u.collection "
        "JOIN main.collections c ON c.number = r.collection "
        "LEFT JOIN main.payloads p ON p.id = r.payload WHERE u.dataset = ? "
        "GROUP BY c.source, r.payload, r.locator, r.reason";

    const std::vector<SourceUse>& uses_of(const std::string& dataset) const {
        static const std::vector<SourceUse> none;
        const auto found = uses_.find(dataset);
        return found == uses_.end() ? none : found->second;
    }

    void append(
        std::vector<Collection>& all,
        const std::string& condition,
        const std::vector<SqlValue>& values) const {
        for (KeptCollection& kept : read_collections(*db_, condition, values)) {
            all.push_back(std::move(kept.facts));
        }
    }

    std::int64_t last_complete(const Dataset& dataset, const std::string& source, Instant by) {
        return to_int(db_->scalar(
            "SELECT max(number) FROM collections WHERE dataset = ? AND source = ? AND "
            "outcome = 'complete' AND number <= ? AND committed_at <= ?",
            {dataset.id, source, std::to_string(known_), by.iso()}));
    }

    std::vector<SourceUse> find_uses(const Dataset& dataset) {
        std::vector<SourceUse> uses;
        const auto rows = db_->query(
            "SELECT DISTINCT source FROM collections WHERE dataset = ? AND number <= ? AND "
            "outcome = 'complete' ORDER BY source",
            {dataset.id, std::to_string(known_)});
        while (rows->next()) {
            uses.push_back({to_text(rows->text(0)), known_, 0});
        }
        for (SourceUse& use : uses) {
            const std::int64_t by_as_of = dataset.time == Dataset::Time::state
                                              ? last_complete(dataset, use.source, end_of_as_of_)
                                              : 0;
            use.limit = by_as_of > 0 ? by_as_of : known_;
            use.last_complete =
                by_as_of > 0 ? by_as_of : last_complete(dataset, use.source, time_.known_at);
            note_used(dataset, use);
        }
        return uses;
    }

    /// An appending source's records come from all its collections since it last gave all rows.
    void note_used(const Dataset& dataset, const SourceUse& use) {
        db_->execute(
            "INSERT INTO temp.tm_used SELECT dataset, number FROM collections c "
            "WHERE dataset = ? AND source = ? AND outcome = 'complete' AND number <= ? AND "
            "number >= ifnull((SELECT max(number) FROM collections s WHERE s.dataset = c.dataset "
            "AND s.source = c.source AND s.outcome = 'complete' AND s.mode = 'snapshot' AND "
            "s.number <= ?), 0)",
            {dataset.id,
             use.source,
             std::to_string(use.last_complete),
             std::to_string(use.last_complete)});
    }

    static std::string visible(const std::string& row, const std::vector<SourceUse>& uses) {
        const auto within = [&](std::int64_t limit) {
            const std::string last = std::to_string(limit);
            return "(" + row + ".tm_opened <= " + last + " AND (" + row + ".tm_closed IS NULL OR " +
                   row + ".tm_closed > " + last + "))";
        };
        if (uses.empty()) {
            return "0";
        }
        const bool all_same = std::all_of(uses.begin(), uses.end(), [&](const SourceUse& use) {
            return use.limit == uses.front().limit;
        });
        if (all_same) {
            return within(uses.front().limit);
        }
        std::string any;
        for (const SourceUse& use : uses) {
            any += (any.empty() ? "(" : " OR ") + ("(" + row + ".tm_source = ") +
                   literal(use.source) + " AND " + within(use.limit) + ")";
        }
        return any + ")";
    }

    /// No source that sorts before the row's own holds its key.
    static std::string
    stands(const std::string& row, const std::string& history, const std::vector<SourceUse>& uses) {
        return "NOT EXISTS (SELECT 1 FROM " + history + " x WHERE x.tm_key = " + row +
               ".tm_key AND x.tm_source < " + row + ".tm_source AND " + visible("x", uses) + ")";
    }

    void make_view(const Dataset& dataset) {
        const auto fields = stored_fields(*db_, dataset.id);
        const std::string columns = view_columns(dataset, fields);
        const std::vector<SourceUse>& uses = uses_of(dataset.id);
        std::string sql = "CREATE TEMP VIEW " + quoted(dataset.id) + " AS SELECT " + columns;
        if (fields.empty()) {
            sql += " FROM (SELECT NULL AS tm_key, NULL AS tm_source, NULL AS tm_opened, NULL AS "
                   "tm_locator) h, (SELECT NULL AS sha256) p WHERE 0";
        } else {
            const std::string history = "main." + history_table(dataset.id);
            sql += " FROM " + history +
                   " h LEFT JOIN main.payloads p ON p.id = h.tm_payload WHERE " +
                   visible("h", uses);
            if (uses.size() > 1) {
                sql += " AND " + stands("h", history, uses);
            }
        }
        db_->execute(sql);
    }

    std::unique_ptr<SqlConnection> db_;
    TimeTravel time_;
    Instant end_of_as_of_;
    std::int64_t known_ = 0;
    std::map<std::string, std::vector<SourceUse>> uses_;
};

} // namespace

std::unique_ptr<Snapshot> open_snapshot(
    const std::string& folder,
    const Dictionary& dictionary,
    const TimeTravel& time,
    const TimeZone& zone) {
    return guarded([&] { return std::make_unique<StoreSnapshot>(folder, dictionary, time, zone); });
}

} // namespace tickmark::store
