#pragma once

#include "tickmark/base/digest.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/value.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

class SqlConnection;

/// What came of a pull (DESIGN 4): only `complete` applies rows.
enum class Outcome { complete, partial, denied, unreachable, absent, failed };
std::string_view name_of(Outcome outcome) noexcept;

/// The raw bytes a collection received.
struct PayloadRef {
    Digest digest;           ///< SHA-256 of the bytes as received
    std::uint64_t bytes = 0; ///< as received
    std::string locator;     ///< path, URL or query they came from
};

/// One pull from one source into one dataset, as kept: the auditors' IPE.
struct Collection {
    std::string id; ///< "C000012"; ids grow in commit order
    std::string source;
    std::string collector;
    std::string dataset;
    Outcome outcome = Outcome::complete;
    Instant started_at;
    Instant committed_at;
    std::string operator_name;
    std::string query;   ///< exact query, URL or paths
    std::string details; ///< JSON object: parameters, server, encoding found, hidden sheets, …
    std::string config_digest; ///< SHA-256 of the source's configuration without secrets
    std::int64_t rows = 0;     ///< records accepted
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t closed = 0;
    std::int64_t rejected = 0;
    std::vector<PayloadRef> payloads;
    std::string note; ///< why it is not complete, in the source's words
};

/// A reject with the collection it belongs to.
struct StoredReject {
    std::string collection;
    std::string source;
    std::string dataset;
    Reject reject;
    Digest payload;
};

/// What a load asks of the store. `facts` has everything but id, commit time and counts.
struct LoadRequest {
    Collection facts;
    bool append = false; ///< CollectMode::append: closes nothing
    /// Checked against the staged rows before anything is applied; a text is the reason to fail.
    std::function<std::optional<std::string>(std::int64_t rows, std::optional<std::int64_t> last)>
        expectation;
};

/// Rows on their way in: staged outside the store, applied in one short transaction.
class Loader {
public:
    Loader() = default;
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    Loader(Loader&&) = delete;
    Loader& operator=(Loader&&) = delete;
    virtual ~Loader() = default;

    /// A record read from payload number `payload` of the facts. A key seen before in this load
    /// becomes a reject. Adding and rejecting touch nothing that is shared: a load may be filled on
    /// a thread of its own.
    virtual void add(const Record& record, std::size_t payload) = 0;
    virtual void reject(const Reject& reject, std::size_t payload) = 0;
    /// Replaces the facts of the request, once all rows were read: payloads and details are known
    /// only then where rows are read while they come.
    virtual void describe(Collection facts) = 0;
    /// Why what was staged does not meet the expectation, against the store as it is now.
    virtual std::optional<std::string> unmet() = 0;
    /// Keeps the collection as failed for that reason, with its rejects and no row applied.
    virtual Collection refuse(const std::string& why) = 0;
    /// Applies all at once and returns the collection as kept. When the expectation fails, the
    /// collection is kept as failed with the reason in its note and no row is applied.
    virtual Collection commit() = 0;
};

/// Which knowledge a question may use.
struct TimeTravel {
    Date as_of;
    Instant known_at;
};

/// The store as seen at (as-of, known-at): one view per dataset, named after it, on a read-only
/// connection. View columns: record_key, the dataset's fields, source, collection, payload (hex
/// digest), locator; where a dataset has a field of such a name (sample_results has record_key),
/// the field stands and the store's column is called tm_record_key, tm_source, … The SQL function
/// local_date(x) gives the organisation's date of a datetime; a date stays as it is.
class Snapshot {
public:
    Snapshot() = default;
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    Snapshot(Snapshot&&) = delete;
    Snapshot& operator=(Snapshot&&) = delete;
    virtual ~Snapshot() = default;

    virtual SqlConnection& connection() = 0;
    virtual const TimeTravel& time() const = 0;
    /// The last complete collection of each source of the dataset that the snapshot uses.
    virtual std::vector<Collection> collections(const std::string& dataset) const = 0;
    /// For every source of the dataset: its newest collection known, whatever its outcome.
    virtual std::vector<Collection> latest_attempts(const std::string& dataset) const = 0;
    virtual std::int64_t reject_count(const std::string& dataset) const = 0;
    virtual void each_reject(
        const std::string& dataset, const std::function<void(const StoredReject&)>& use) const = 0;
    /// Keys that two sources hold: {record key, source that stands, source left out}.
    struct Conflict {
        std::string key;
        std::string stands;
        std::string left_out;
    };
    virtual std::vector<Conflict> conflicts(const std::string& dataset) const = 0;
};

/// One entry of the append-only, hash-chained custody log.
struct CustodyEntry {
    std::int64_t number = 0;
    Instant at;
    std::string kind; ///< schema, collection, report, seal, verification, purge
    std::string who;
    std::string details; ///< JSON object
    Digest previous;
    Digest digest; ///< over number, at, kind, who, details and previous
};

/// One thing an integrity check found wrong, or a check that passed.
struct IntegrityCheck {
    std::string name;
    bool ok = true;
    std::string detail;
};

/// The evidence store (DESIGN 5), embedded: SQLite and zstd payloads in a folder.
///
/// Errors: store_io, store_busy (says who holds it), store_tampered, no_space, no_permission
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    Store(Store&&) = delete;
    Store& operator=(Store&&) = delete;
    virtual ~Store() = default;

    /// Compresses a spooled file and keeps it under the digest of its bytes. It can be read at
    /// once; the commit of a collection that names it renames it into place before the commit. What
    /// no collection names is gone when the store closes. Where the digest is `known` already, the
    /// file is compressed beside what follows, and must stay until the commit.
    virtual PayloadRef keep_payload(
        const std::string& spool_path,
        const std::string& locator,
        const std::optional<Digest>& known = std::nullopt) = 0;
    /// Writes the payload's bytes as received to `path`, verifying the digest.
    virtual void extract_payload(const Digest& digest, const std::string& path) = 0;
    /// The payload's bytes as received; a read that finds them changed throws store_tampered.
    virtual std::unique_ptr<std::istream> open_payload(const Digest& digest) = 0;
    /// A folder of this process inside the store, for files on their way in; removed when the
    /// store closes, or by the next one that opens it when this process is killed.
    virtual const std::string& work_folder() = 0;

    /// May be called from any thread once `work_folder` was asked for.
    virtual std::unique_ptr<Loader> begin_load(const Dataset& dataset, LoadRequest request) = 0;
    /// Keeps a collection that brought no rows (partial, denied, …); the old data stands.
    virtual Collection keep_failed(Collection facts) = 0;

    virtual std::unique_ptr<Snapshot>
    snapshot(const Dictionary& dictionary, const TimeTravel& time, const TimeZone& zone) = 0;
    /// All collections in commit order.
    virtual std::vector<Collection> collections() const = 0;

    virtual CustodyEntry append_custody(
        const std::string& kind, const std::string& who, const std::string& details_json) = 0;
    virtual CustodyEntry custody_head() const = 0;
    virtual void each_custody(const std::function<void(const CustodyEntry&)>& use) const = 0;
    /// Chain, database rows and every payload, against their digests.
    virtual std::vector<IntegrityCheck> verify() = 0;
    virtual const std::string& folder() const = 0;

    /// The last collection of a source that is complete, if there is one.
    virtual std::optional<Collection> last_complete(const std::string& source) const = 0;
    /// Writes the bytes of a payload that a collection names to `path`; false where its file is
    /// gone or damaged. May be called from any thread.
    virtual bool copy_kept(const Digest& digest, const std::string& path) const = 0;
};

/// Opens the store in `folder`, making it (and migrating its schema forward) when `create`.
/// `now` is asked for the time of commits. A commit waits up to `lock_wait` for another process.
std::unique_ptr<Store> open_store(
    const std::string& folder,
    const Dictionary& dictionary,
    bool create,
    std::function<Instant()> now,
    std::chrono::milliseconds lock_wait = std::chrono::seconds(10));

} // namespace tickmark
