#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/ports/sql.hpp"
#include "tickmark/store/store.hpp"

#include "store/piece_text.hpp"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the files of the store share.
namespace tickmark::store {

/// Collections by number; "C000012" is only how it is written.
std::string collection_id(std::int64_t number);
/// "training" → "\"training\"", for names in SQL.
std::string quoted(std::string_view name);
/// 'text' with its quotes doubled, for literals in SQL.
std::string literal(std::string_view text);
std::string history_table(std::string_view dataset);
std::int64_t to_int(const SqlValue& value);
std::string to_text(const SqlValue& value);
Instant to_instant(const SqlValue& value);
Digest to_digest(const SqlValue& value);

/// An error of the database as the store's own: damage is tampering, a lock is busy.
Error as_store_error(const Error& error);

/// Runs `work`, turning what the SQL port throws into the store's errors.
template <class Work>
auto guarded(const Work& work) {
    try {
        return work();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::source_failed) {
            throw;
        }
        throw as_store_error(error);
    }
}

/// A write transaction that rolls back unless it was committed.
class Transaction {
public:
    explicit Transaction(SqlConnection& db);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction(Transaction&&) = delete;
    Transaction& operator=(Transaction&&) = delete;
    void commit();

private:
    SqlConnection& db_;
    bool open_ = true;
};

/// A digest over pieces that cannot run into each other: each goes in as "<bytes>:<piece>;".
class PieceDigest {
public:
    void add(std::string_view piece);
    Digest finish();

private:
    Sha256 hash_;
    PieceText waiting_; ///< not yet digested
};

/// The time of the next custody entry: `now`, or that of the last one if that is later.
Instant next_entry_time(SqlConnection& db, Instant now);
/// The time of the next collection: that of its entry, and later than the last collection's.
Instant next_commit_time(SqlConnection& db, Instant now);

// --- custody.cpp

CustodyEntry append_entry(SqlConnection& db, Instant at, CustodyEntry draft);
CustodyEntry head_of(SqlConnection& db);
Digest digest_of(const CustodyEntry& entry);
/// Reads entries in order.
void each_entry(SqlConnection& db, const std::function<void(const CustodyEntry&)>& use);

// --- collections.cpp

/// What a collection did to its dataset's history, as digests.
struct Effects {
    Digest rejects = PieceDigest().finish();
    Digest opened = PieceDigest().finish();
    Digest closed = PieceDigest().finish();
};

struct KeptCollection {
    std::int64_t number = 0;
    Collection facts;
    bool append = false;
    Effects effects;
};

void insert_collection(SqlConnection& db, const KeptCollection& kept);
/// Collections that satisfy `condition` ("dataset = ?"), in commit order.
std::vector<KeptCollection> read_collections(
    SqlConnection& db, const std::string& condition, const std::vector<SqlValue>& values);
/// Over every column of the collection's row, and its payloads as received and as stored.
Digest digest_of_collection(SqlConnection& db, std::int64_t number);
/// The custody entry that goes with the collection, in the same transaction.
void append_collection_entry(SqlConnection& db, const KeptCollection& kept);

} // namespace tickmark::store
