#include "tickmark/store/store.hpp"

#include "tickmark/ports/files.hpp"

#include "store/loader.hpp"
#include "store/snapshot.hpp"
#include "store/verify.hpp"
#include <filesystem>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

using store::Core;
using store::guarded;

class EmbeddedStore final: public Store {
public:
    EmbeddedStore(std::unique_ptr<Core> core, bool schema_is_sound) :
        core_(std::move(core)), schema_is_sound_(schema_is_sound) {}

    PayloadRef keep_payload(
        const std::string& spool_path,
        const std::string& locator,
        const std::optional<Digest>& known) override {
        return known ? core_->payloads.keep_known(spool_path, locator, *known)
                     : core_->payloads.keep(spool_path, locator);
    }

    void extract_payload(const Digest& digest, const std::string& path) override {
        decompress_file(core_->payloads.readable_path(digest), path, digest);
    }

    bool copy_kept(const Digest& digest, const std::string& path) const override {
        try {
            decompress_file(core_->payloads.place_of(digest), path, digest);
            return true;
        } catch (const Error& error) {
            if (error.code() == ErrorCode::no_space) {
                throw;
            }
            return false;
        }
    }

    std::unique_ptr<std::istream> open_payload(const Digest& digest) override {
        return open_compressed(core_->payloads.readable_path(digest), digest);
    }

    const std::string& work_folder() override { return core_->payloads.work_folder(); }

    std::unique_ptr<Loader> begin_load(const Dataset& dataset, LoadRequest request) override {
        check_schema();
        return store::make_loader(*core_, dataset, std::move(request));
    }

    Collection keep_failed(Collection facts) override {
        check_schema();
        if (facts.outcome == Outcome::complete) {
            facts.outcome = Outcome::failed;
        }
        return store::keep_without_rows(*core_, std::move(facts));
    }

    std::unique_ptr<Snapshot>
    snapshot(const Dictionary& dictionary, const TimeTravel& time, const TimeZone& zone) override {
        return store::open_snapshot(core_->folder, dictionary, time, zone);
    }

    std::vector<Collection> collections() const override {
        return guarded([&] {
            std::vector<Collection> all;
            for (store::KeptCollection& kept : store::read_collections(*core_->db, "1", {})) {
                all.push_back(std::move(kept.facts));
            }
            return all;
        });
    }

    std::optional<Collection> last_complete(const std::string& source) const override {
        return guarded([&]() -> std::optional<Collection> {
            auto found = store::read_collections(
                *core_->db,
                "number = (SELECT max(number) FROM collections WHERE source = ? AND outcome = "
                "'complete')",
                {source});
            return found.empty() ? std::nullopt : std::optional(std::move(found.front().facts));
        });
    }

    CustodyEntry append_custody(
        const std::string& kind, const std::string& who, const std::string& details_json) override {
        return guarded([&] {
            CustodyEntry draft;
            draft.kind = kind;
            draft.who = who;
            draft.details = details_json;
            const FileLock lock = core_->lock();
            store::Transaction transaction(*core_->db);
            const Instant at = store::next_entry_time(*core_->db, core_->now());
            CustodyEntry entry = store::append_entry(*core_->db, at, std::move(draft));
            transaction.commit();
            return entry;
        });
    }

    CustodyEntry custody_head() const override {
        return guarded([&] { return store::head_of(*core_->db); });
    }

    void each_custody(const std::function<void(const CustodyEntry&)>& use) const override {
        guarded([&] { store::each_entry(*core_->db, use); });
    }

    std::vector<IntegrityCheck> verify() override {
        return guarded([&] { return store::verify_store(*core_); });
    }

    const std::string& folder() const override { return core_->folder; }

private:
    void check_schema() const {
        if (!schema_is_sound_) {
            throw Error(
                ErrorCode::store_tampered,
                {"opening the store for a collection",
                 "its tables or views are not what the custody log records",
                 core_->folder + "/store.db",
                 "see what `tickmark custody verify` says"});
        }
    }

    std::unique_ptr<Core> core_;
    bool schema_is_sound_;
};

void make_folders(const std::string& folder) {
    for (const char* name : {"/payloads", "/spool"}) {
        std::error_code failed;
        fs::create_directories(folder + name, failed);
        if (failed) {
            throw_system_error(failed.value(), "making the store", folder + name);
        }
    }
}

std::unique_ptr<SqlConnection> connect(const std::string& folder, bool create) {
    const std::string path = folder + "/store.db";
    if (!create && !fs::exists(path)) {
        throw Error(
            ErrorCode::store_io,
            {"opening the store", "nothing was collected yet", path, "run tickmark collect"});
    }
    auto db = open_sqlite(path, create ? SqlMode::create : SqlMode::read_write);
    db->execute("PRAGMA page_size = 16384"); // rows lie in the key's tree: wider pages hold more
    db->execute("PRAGMA journal_mode = WAL");
    db->execute("PRAGMA synchronous = FULL");
    db->execute("PRAGMA journal_size_limit = 67108864"); // the log of a large load is given back
    db->execute("PRAGMA cache_size = -16384");
    db->execute("PRAGMA temp_store = FILE");
    return db;
}

bool is_schema_sound(SqlConnection& db) {
    const bool is_new = !db.scalar("SELECT 1 FROM sqlite_master WHERE name = 'custody'");
    const SqlValue recorded = is_new ? std::nullopt : store::recorded_schema(db);
    return is_new || !recorded || *recorded == store::schema_digest(db).hex();
}

void sweep(Core& core) {
    core.payloads.sweep([&](const Digest& digest) {
        return core.db->scalar("SELECT 1 FROM payloads WHERE sha256 = ?", {digest.hex()})
            .has_value();
    });
}

} // namespace

std::unique_ptr<Store> open_store(
    const std::string& folder,
    const Dictionary& dictionary,
    bool create,
    std::function<Instant()> now,
    std::chrono::milliseconds lock_wait) {
    return guarded([&] {
        const std::string whole = fs::absolute(folder).lexically_normal().string();
        if (create) {
            make_folders(whole);
        }
        auto core = std::make_unique<Core>(whole, connect(whole, create), std::move(now));
        core->lock_wait = lock_wait;
        SqlConnection& db = *core->db;
        auto lock = FileLock::try_take(whole + "/lock");
        bool is_sound = is_schema_sound(db);
        if (is_sound && store::needs_work(db, dictionary)) {
            if (!lock) {
                lock = std::make_unique<FileLock>(whole + "/lock", lock_wait);
            }
            store::Transaction transaction(db);
            store::apply_schema(db, dictionary, core->now());
            transaction.commit();
        }
        if (lock && is_sound) {
            sweep(*core);
        }
        return std::unique_ptr<Store>(std::make_unique<EmbeddedStore>(std::move(core), is_sound));
    });
}

} // namespace tickmark
