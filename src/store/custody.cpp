#include "tickmark/base/json.hpp"

#include "store/store_internal.hpp"
#include <sstream>

namespace tickmark::store {

namespace {

CustodyEntry entry_of(const SqlRows& rows) {
    CustodyEntry entry;
    entry.number = to_int(rows.text(0));
    entry.at = to_instant(rows.text(1));
    entry.kind = to_text(rows.text(2));
    entry.who = to_text(rows.text(3));
    entry.details = to_text(rows.text(4));
    entry.previous = to_digest(rows.text(5));
    entry.digest = to_digest(rows.text(6));
    return entry;
}

constexpr const char* columns = "number, at, kind, who, details, previous, digest";

} // namespace

Digest digest_of(const CustodyEntry& entry) {
    std::ostringstream text;
    JsonWriter(text, 0)
        .begin_object()
        .member("number", entry.number)
        .member("at", entry.at.iso())
        .member("kind", entry.kind)
        .member("who", entry.who)
        .member("details", entry.details)
        .member("previous", entry.previous.hex())
        .end_object();
    return sha256(text.str());
}

CustodyEntry head_of(SqlConnection& db) {
    const auto rows =
        db.query(std::string("SELECT ") + columns + " FROM custody ORDER BY number DESC LIMIT 1");
    return rows->next() ? entry_of(*rows) : CustodyEntry();
}

CustodyEntry append_entry(SqlConnection& db, Instant at, CustodyEntry draft) {
    const CustodyEntry head = head_of(db);
    draft.number = head.number + 1;
    draft.at = at;
    draft.previous = head.digest;
    draft.digest = digest_of(draft);
    db.execute(
        std::string("INSERT INTO custody(") + columns + ") VALUES(?, ?, ?, ?, ?, ?, ?)",
        {std::to_string(draft.number),
         draft.at.iso(),
         draft.kind,
         draft.who,
         draft.details,
         draft.previous.hex(),
         draft.digest.hex()});
    return draft;
}

void each_entry(SqlConnection& db, const std::function<void(const CustodyEntry&)>& use) {
    const auto rows = db.query(std::string("SELECT ") + columns + " FROM custody ORDER BY number");
    while (rows->next()) {
        use(entry_of(*rows));
    }
}

} // namespace tickmark::store
