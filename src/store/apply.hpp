#pragma once

#include "store/loader.hpp"
#include <string>

namespace tickmark::store {

/// Applies staged rows, attached as `staged`, to a history table inside the commit's transaction,
/// and fills the counts and digests of what that did.
class Apply {
public:
    Apply(SqlConnection& db, const Dataset& dataset, KeptCollection& kept);

    void copy_rejects();
    void rows();

private:
    void find_changes();
    void find_gone();
    void close_versions();
    void open_versions();

    SqlConnection& db_;
    const Dataset& dataset_;
    KeptCollection& kept_;
    std::string history_;
    std::string number_;
};

} // namespace tickmark::store
