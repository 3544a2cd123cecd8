#pragma once

#include "store/store_internal.hpp"
#include <functional>
#include <string>
#include <vector>

namespace tickmark::store {

/// Collects what an integrity check finds: each fault by name, each part without fault once.
class Report {
public:
    void fail(const std::string& name, const std::string& detail);
    /// Runs a part of the check; an error in it is a fault of that part.
    void
    section(const std::string& name, const std::string& passed, const std::function<void()>& work);
    const std::vector<IntegrityCheck>& checks() const noexcept { return checks_; }

private:
    std::vector<IntegrityCheck> checks_;
    bool failed_ = false;
};

/// Every history row against its digest, and what each collection opened, closed and rejected
/// against the collection's digests.
void check_history(SqlConnection& db, Report& report);

} // namespace tickmark::store
