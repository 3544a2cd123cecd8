#include "store/verify.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/ports/zstd.hpp"

#include "store/verify_history.hpp"
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace tickmark::store {

namespace fs = std::filesystem;

void Report::fail(const std::string& name, const std::string& detail) {
    checks_.push_back({name, false, detail});
    failed_ = true;
}

void Report::section(
    const std::string& name, const std::string& passed, const std::function<void()>& work) {
    failed_ = false;
    try {
        work();
    } catch (const Error& error) {
        fail(name, error.what());
    }
    if (!failed_) {
        checks_.push_back({name, true, passed});
    }
}

namespace {

std::string text_member(const nlohmann::json& details, const char* name) {
    const auto found = details.is_object() ? details.find(name) : details.end();
    return found != details.end() && found->is_string() ? found->get<std::string>() : "";
}

void check_database(SqlConnection& db, Report& report) {
    report.section("database", "SQLite finds it sound", [&] {
        const auto rows = db.query("PRAGMA integrity_check(20)");
        while (rows->next()) {
            if (rows->text(0) != "ok") {
                report.fail("database", to_text(rows->text(0)));
            }
        }
    });
    report.section("schema", "as recorded", [&] {
        if (recorded_schema(db) != schema_digest(db).hex()) {
            report.fail("schema", "tables or views are not what the custody log records");
        }
    });
}

/// Checks the chain and collects what its entries say of collections.
std::map<std::string, std::string> check_chain(SqlConnection& db, Report& report) {
    std::map<std::string, std::string> digests;
    report.section("custody chain", "every entry holds the digest of the one before", [&] {
        CustodyEntry last;
        each_entry(db, [&](const CustodyEntry& entry) {
            const std::string name = "custody entry " + std::to_string(entry.number);
            if (entry.number != last.number + 1) {
                report.fail(name, "the entry before it is missing");
            } else if (entry.previous != last.digest) {
                report.fail(name, "it does not hold the digest of the entry before it");
            }
            if (digest_of(entry) != entry.digest) {
                report.fail(name, "it does not have its digest");
            }
            if (entry.kind == "collection") {
                const auto details = nlohmann::json::parse(entry.details, nullptr, false);
                digests[text_member(details, "collection")] = text_member(details, "digest");
            }
            last = entry;
        });
        if (last.number == 0) {
            report.fail("custody chain", "the log is empty");
        }
    });
    return digests;
}

void check_collections(
    SqlConnection& db, const std::map<std::string, std::string>& recorded, Report& report) {
    report.section("collections", std::to_string(recorded.size()) + " as recorded", [&] {
        std::set<std::string> seen;
        const auto rows = db.query("SELECT number FROM collections ORDER BY number");
        while (rows->next()) {
            const std::int64_t number = to_int(rows->text(0));
            const std::string id = collection_id(number);
            seen.insert(id);
            const auto entry = recorded.find(id);
            if (entry == recorded.end()) {
                report.fail("collection " + id, "the custody log does not know it");
            } else if (entry->second != digest_of_collection(db, number).hex()) {
                report.fail("collection " + id, "its row does not have the digest in the log");
            }
        }
        for (const auto& [id, digest] : recorded) {
            if (!seen.contains(id)) {
                report.fail("collection " + id, "the custody log has it, the store does not");
            }
        }
        for (const char* table : {"collection_payloads", "rejects"}) {
            if (const SqlValue stray = db.scalar(
                    std::string("SELECT collection FROM ") + table +
                    " WHERE collection NOT IN (SELECT number FROM collections) LIMIT 1")) {
                report.fail(table, "rows of the unknown collection " + *stray);
            }
        }
    });
}

void check_payload(PayloadBox& box, const SqlRows& row, Report& report) {
    const Digest digest = to_digest(row.text(0));
    const std::string name = "payload " + digest.hex();
    if (!box.is_placed(digest)) {
        report.fail(name, "missing: " + box.place_of(digest));
        return;
    }
    try {
        const CompressedFile file = measure_compressed(box.place_of(digest));
        const bool as_received =
            file.received == digest && std::to_string(file.received_bytes) == to_text(row.text(1));
        const bool as_stored = file.stored.hex() == to_text(row.text(2)) &&
                               std::to_string(file.stored_bytes) == to_text(row.text(3));
        if (!as_received) {
            report.fail(name, "not the bytes received: " + box.place_of(digest));
        } else if (!as_stored) {
            report.fail(name, "not the bytes stored: " + box.place_of(digest));
        }
    } catch (const Error& error) {
        report.fail(name, error.what());
    }
}

void check_payloads(Core& core, Report& report) {
    SqlConnection& db = *core.db;
    const SqlValue count = db.scalar("SELECT count(*) FROM payloads");
    report.section("payloads", to_text(count) + " as received and as stored", [&] {
        std::set<std::string> known;
        const auto rows =
            db.query("SELECT sha256, bytes, stored_sha256, stored_bytes FROM payloads");
        while (rows->next()) {
            check_payload(core.payloads, *rows, report);
            known.insert(core.payloads.place_of(to_digest(rows->text(0))));
        }
        std::error_code ignored;
        const std::string folder = core.folder + "/payloads";
        for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
            const std::string path = entry.path().string();
            if (!entry.is_directory() && !known.contains(path)) {
                report.fail("extra payload", path + " belongs to no collection");
            }
        }
        if (const SqlValue stray = db.scalar("SELECT sha256 FROM payloads WHERE id NOT IN "
                                             "(SELECT payload FROM collection_payloads) LIMIT 1")) {
            report.fail("payload " + *stray, "no collection received it");
        }
    });
}

} // namespace

std::vector<IntegrityCheck> verify_store(Core& core) {
    Report report;
    const FileLock lock = core.lock(); // so that no commit moves payloads meanwhile
    SqlConnection& db = *core.db;
    check_database(db, report);
    check_collections(db, check_chain(db, report), report);
    check_history(db, report);
    check_payloads(core, report);
    return report.checks();
}

} // namespace tickmark::store
