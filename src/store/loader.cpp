#include "store/loader.hpp"

#include "store/apply.hpp"
#include "store/direct_writes.hpp"
#include <set>

namespace tickmark::store {

namespace {

/// Payload files moved into place by a commit; they go back unless it comes about.
class PlacedPayloads {
public:
    explicit PlacedPayloads(PayloadBox& box) : box_(box) {}
    ~PlacedPayloads() {
        for (const Digest& digest : placed_) {
            box_.withdraw(digest);
        }
    }
    PlacedPayloads(const PlacedPayloads&) = delete;
    PlacedPayloads& operator=(const PlacedPayloads&) = delete;
    PlacedPayloads(PlacedPayloads&&) = delete;
    PlacedPayloads& operator=(PlacedPayloads&&) = delete;

    /// Gives a payload its row in the database, unless it has one.
    void announce(SqlConnection& db, const PayloadRef& payload) {
        const Digest& digest = payload.digest;
        if (!seen_.insert(digest).second) {
            return;
        }
        if (db.scalar("SELECT 1 FROM payloads WHERE sha256 = ?", {digest.hex()})) {
            if (!box_.is_placed(digest)) {
                throw Error(
                    ErrorCode::store_tampered,
                    {"keeping a payload",
                     "the store holds it already, but its file is missing",
                     box_.place_of(digest),
                     "restore the file from a backup of the store"});
            }
            return;
        }
        announced_.push_back(digest);
        db.execute(
            "INSERT INTO payloads(sha256, bytes, stored_sha256, stored_bytes) VALUES(?, ?, '', 0)",
            {digest.hex(), std::to_string(payload.bytes)});
    }

    /// Puts the announced files into place and completes their rows; waits for the compression of
    /// one that is under way.
    void place(SqlConnection& db) {
        for (const Digest& digest : announced_) {
            const CompressedFile& file = box_.pending(digest);
            db.execute(
                "UPDATE payloads SET bytes = ?, stored_sha256 = ?, stored_bytes = ? WHERE sha256 = "
                "?",
                {std::to_string(file.received_bytes),
                 file.stored.hex(),
                 std::to_string(file.stored_bytes),
                 digest.hex()});
            box_.place(digest);
            placed_.push_back(digest);
        }
    }

    void settle() {
        placed_.clear();
        for (const Digest& digest : seen_) {
            box_.settle(digest);
        }
    }

private:
    PayloadBox& box_;
    std::vector<Digest> announced_;
    std::vector<Digest> placed_;
    std::set<Digest> seen_;
};

/// Number, time and payloads of a collection about to be kept.
void begin_collection(Core& core, KeptCollection& kept, PlacedPayloads& placed) {
    SqlConnection& db = *core.db;
    kept.number = to_int(db.scalar("SELECT max(number) FROM collections")) + 1;
    kept.facts.id = collection_id(kept.number);
    kept.facts.committed_at = next_commit_time(db, core.now());
    for (const PayloadRef& payload : kept.facts.payloads) {
        placed.announce(db, payload);
    }
}

/// Its row, its payloads' files and its custody entry, once all else is in the database.
void end_collection(Core& core, KeptCollection& kept, PlacedPayloads& placed) {
    placed.place(*core.db);
    insert_collection(*core.db, kept);
    append_collection_entry(*core.db, kept);
}

class StoreLoader final: public Loader {
public:
    StoreLoader(Core& core, const Dataset& dataset, LoadRequest request) :
        core_(core),
        dataset_(dataset),
        request_(std::move(request)),
        staging_(
            core.payloads.work_folder() + "/load-" + std::to_string(++core.loads),
            fields_of(dataset)) {}

    void add(const Record& record, std::size_t payload) override {
        if (record.values.size() != dataset_.fields.size()) {
            throw Error(
                ErrorCode::internal,
                {"keeping a record of " + dataset_.id, "it has not one value a field", "", ""});
        }
        guarded([&] { staging_.add(record, payload); });
    }

    void reject(const Reject& reject, std::size_t payload) override {
        guarded([&] { staging_.reject(reject, payload); });
    }

    void describe(Collection facts) override { request_.facts = std::move(facts); }

    std::optional<std::string> unmet() override {
        return guarded([&]() -> std::optional<std::string> {
            return request_.expectation ? request_.expectation(staging_.rows(), rows_before())
                                        : std::nullopt;
        });
    }

    Collection refuse(const std::string& why) override {
        request_.expectation = [&why](std::int64_t, std::optional<std::int64_t>) { return why; };
        return commit();
    }

    Collection commit() override {
        return guarded([&] {
            staging_.seal();
            const FileLock lock = core_.lock();
            const DropGone drop(*core_.db);
            const DirectWrites direct(*core_.db, staging_.rows());
            return commit_staged();
        });
    }

private:
    /// Leaves the connection as it was, whatever came of the commit.
    class DropGone {
    public:
        explicit DropGone(SqlConnection& db) : db_(db) {}
        ~DropGone() {
            try {
                db_.execute("DROP TABLE IF EXISTS temp.gone");
            } catch (const Error&) {
                failed_ = true; // the error on its way out says more than this one
            }
        }
        DropGone(const DropGone&) = delete;
        DropGone& operator=(const DropGone&) = delete;
        DropGone(DropGone&&) = delete;
        DropGone& operator=(DropGone&&) = delete;

    private:
        SqlConnection& db_;
        bool failed_ = false;
    };

    static std::vector<StoredField> fields_of(const Dataset& dataset) {
        std::vector<StoredField> fields;
        fields.reserve(dataset.fields.size());
        for (const Field& field : dataset.fields) {
            fields.push_back({field.name, column_type(field.type)});
        }
        return fields;
    }

    std::optional<std::int64_t> rows_before() const {
        const SqlValue last = core_.db->scalar(
            "SELECT row_count FROM collections WHERE dataset = ? AND source = ? AND outcome = "
            "'complete' ORDER BY number DESC LIMIT 1",
            {dataset_.id, request_.facts.source});
        return last ? std::optional(to_int(last)) : std::nullopt;
    }

    Collection commit_staged() {
        SqlConnection& db = *core_.db;
        KeptCollection kept;
        kept.facts = request_.facts;
        kept.append = request_.append;
        PlacedPayloads placed(core_.payloads);
        Transaction transaction(db);
        begin_collection(core_, kept, placed);
        kept.facts.rows = staging_.rows();
        kept.facts.rejected = staging_.rejects();
        if (kept.facts.outcome == Outcome::complete && request_.expectation) {
            if (const auto why = request_.expectation(kept.facts.rows, rows_before())) {
                kept.facts.outcome = Outcome::failed;
                kept.facts.note = *why;
            }
        }
        Apply apply(db, dataset_, kept, staging_);
        apply.copy_rejects();
        if (kept.facts.outcome == Outcome::complete) {
            apply.rows();
        }
        end_collection(core_, kept, placed);
        transaction.commit();
        placed.settle();
        return kept.facts;
    }

    Core& core_;
    Dataset dataset_;
    LoadRequest request_;
    Staging staging_;
};

} // namespace

std::unique_ptr<Loader> make_loader(Core& core, const Dataset& dataset, LoadRequest request) {
    return guarded(
        [&] { return std::make_unique<StoreLoader>(core, dataset, std::move(request)); });
}

Collection keep_without_rows(Core& core, Collection facts) {
    return guarded([&] {
        KeptCollection kept;
        kept.facts = std::move(facts);
        kept.facts.rows = kept.facts.added = kept.facts.changed = kept.facts.closed = 0;
        kept.facts.rejected = 0;
        const FileLock lock = core.lock();
        PlacedPayloads placed(core.payloads);
        Transaction transaction(*core.db);
        begin_collection(core, kept, placed);
        end_collection(core, kept, placed);
        transaction.commit();
        placed.settle();
        return kept.facts;
    });
}

} // namespace tickmark::store
