#include "store/store_internal.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace tickmark {

std::string_view name_of(Outcome outcome) noexcept {
    switch (outcome) {
    case Outcome::complete:
        return "complete";
    case Outcome::partial:
        return "partial";
    case Outcome::denied:
        return "denied";
    case Outcome::unreachable:
        return "unreachable";
    case Outcome::absent:
        return "absent";
    case Outcome::failed:
        return "failed";
    }
    return "failed";
}

namespace store {

std::string collection_id(std::int64_t number) {
    return fmt::format("C{:06}", number);
}

namespace {

std::string doubled(std::string_view text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        out += c;
        if (c == quote) {
            out += c;
        }
    }
    out += quote;
    return out;
}

[[noreturn]] void throw_damaged(const std::string& what, const SqlValue& value) {
    throw Error(
        ErrorCode::store_tampered,
        {"reading the store", "'" + value.value_or("") + "' is not " + what, "store.db", ""});
}

} // namespace

std::string quoted(std::string_view name) {
    return doubled(name, '"');
}

std::string literal(std::string_view text) {
    return doubled(text, '\'');
}

std::string history_table(std::string_view dataset) {
    return quoted("history_" + std::string(dataset));
}

std::int64_t to_int(const SqlValue& value) {
    std::int64_t number = 0;
    if (!value) {
        return number;
    }
    const char* end = value->data() + value->size();
    const auto [stop, failed] = std::from_chars(value->data(), end, number);
    if (failed != std::errc() || stop != end) {
        throw_damaged("a whole number", value);
    }
    return number;
}

std::string to_text(const SqlValue& value) {
    return value.value_or("");
}

Instant to_instant(const SqlValue& value) {
    const auto at = parse_iso_datetime(value.value_or(""), TimeZone::utc());
    if (!at) {
        throw_damaged("a time", value);
    }
    return *at;
}

Digest to_digest(const SqlValue& value) {
    const auto digest = Digest::from_hex(value.value_or(""));
    if (!digest) {
        throw_damaged("a digest", value);
    }
    return *digest;
}

Error as_store_error(const Error& error) {
    const auto says = [&](std::string_view words) {
        return error.parts().why.find(words) != std::string::npos;
    };
    if (says("malformed") || says("not a database")) {
        return {
            ErrorCode::store_tampered,
            {error.parts().doing,
             error.parts().why,
             error.parts().where,
             "restore the store from a backup"}};
    }
    if (says("locked") || says("busy")) {
        return {ErrorCode::store_busy, error.parts()};
    }
    if (says("readonly")) {
        return {
            ErrorCode::no_permission,
            {error.parts().doing,
             error.parts().why,
             error.parts().where,
             "check who owns the store and its permissions"}};
    }
    return {ErrorCode::store_io, error.parts()};
}

Transaction::Transaction(SqlConnection& db) : db_(db) {
    // Readers go on beside the log; where a load writes directly, they stay out from the start.
    db_.execute("BEGIN EXCLUSIVE");
}

Transaction::~Transaction() {
    if (open_) {
        try {
            db_.execute("ROLLBACK");
        } catch (const Error&) {
            // A failed statement may have rolled back by itself; nothing is left to undo.
            open_ = false;
        }
    }
}

void Transaction::commit() {
    db_.execute("COMMIT");
    open_ = false;
}

void PieceDigest::add(std::string_view piece) {
    constexpr std::size_t enough = 16'384;
    waiting_.add(piece);
    if (waiting_.text().size() >= enough) {
        hash_.update(waiting_.text());
        waiting_.clear();
    }
}

Digest PieceDigest::finish() {
    hash_.update(waiting_.text());
    return hash_.finish();
}

Instant next_entry_time(SqlConnection& db, Instant now) {
    const SqlValue last = db.scalar("SELECT max(at) FROM custody");
    return last ? std::max(now, to_instant(last)) : now;
}

Instant next_commit_time(SqlConnection& db, Instant now) {
    const SqlValue last = db.scalar("SELECT max(committed_at) FROM collections");
    const Instant entry = next_entry_time(db, now);
    return last ? std::max(entry, Instant(to_instant(last).milliseconds() + 1)) : entry;
}

} // namespace store

} // namespace tickmark
