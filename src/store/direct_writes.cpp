#include "store/direct_writes.hpp"

#include "tickmark/base/error.hpp"

#include "store/store_internal.hpp"

namespace tickmark::store {

namespace {

constexpr std::int64_t fewest_rows = 20'000;  ///< fewer are not worth the change of mode
constexpr std::int64_t most_rows = 1'500'000; ///< those that wait give up after ten seconds

} // namespace

DirectWrites::DirectWrites(SqlConnection& db, std::int64_t rows) :
    db_(db), usual_wait_(to_text(db.scalar("PRAGMA busy_timeout"))) {
    if (rows >= fewest_rows && rows <= most_rows) {
        direct_ = set("delete", "0");
    }
}

DirectWrites::~DirectWrites() {
    if (direct_) {
        set("wal", "1000");
    }
}

bool DirectWrites::set(const std::string& mode, const std::string& wait_milliseconds) {
    const auto tried = [this](const std::string& pragma) -> SqlValue {
        try {
            return db_.scalar("PRAGMA " + pragma);
        } catch (const Error&) {
            return std::nullopt; // somebody else has the database open
        }
    };
    tried("busy_timeout = " + wait_milliseconds);
    const bool is_set = tried("journal_mode = " + mode) == mode;
    tried("busy_timeout = " + usual_wait_);
    return is_set;
}

} // namespace tickmark::store
