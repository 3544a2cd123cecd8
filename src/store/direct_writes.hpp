#pragma once

#include "tickmark/ports/sql.hpp"

#include <cstdint>
#include <string>

namespace tickmark::store {

/// While it lives, a load of many rows is written into the database at once instead of into the
/// write-ahead log first and from there, which halves what is written. Others then wait to read
/// until the commit, so it is done only where nobody else has the database open, and for loads
/// that take a few seconds at most; else it does nothing. Held under the store's lock, outside of
/// any transaction.
class DirectWrites {
public:
    DirectWrites(SqlConnection& db, std::int64_t rows);
    /// Back to the log. Where somebody came in between and keeps it from that, the next process
    /// that opens the store does it.
    ~DirectWrites();
    DirectWrites(const DirectWrites&) = delete;
    DirectWrites& operator=(const DirectWrites&) = delete;
    DirectWrites(DirectWrites&&) = delete;
    DirectWrites& operator=(DirectWrites&&) = delete;

private:
    bool set(const std::string& mode, const std::string& wait_milliseconds);

    SqlConnection& db_;
    std::string usual_wait_;
    bool direct_ = false;
};

} // namespace tickmark::store
