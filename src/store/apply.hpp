#pragma once

#include "store/loader.hpp"
#include "store/opened_versions.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::store {

/// Applies staged rows to a history table inside the commit's transaction, and fills the counts
/// and digests of what that did.
class Apply {
public:
    Apply(SqlConnection& db, const Dataset& dataset, KeptCollection& kept, Staging& staging);

    void copy_rejects();
    void rows();

private:
    void find_changes();
    void note_gone(std::string_view key, std::string_view opened);
    void close_versions();
    void open_versions();

    SqlConnection& db_;
    const Dataset& dataset_;
    KeptCollection& kept_;
    Staging& staging_;
    std::string history_;
    std::string number_;
    std::vector<SentPayload> sent_;
    /// Which staged rows, in the order of their keys, are new or changed; none: all of them.
    std::optional<std::vector<bool>> opens_;
    std::vector<SqlValue> gone_; ///< keys and openings not yet in temp.gone
};

} // namespace tickmark::store
