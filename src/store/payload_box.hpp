#pragma once

#include "tickmark/ports/work_folder.hpp"
#include "tickmark/ports/zstd.hpp"

#include "store/store_internal.hpp"
#include <map>
#include <memory>
#include <string>

namespace tickmark::store {

/// The payload files: compressed in a work folder first, put into place by the commit.
///
/// Shape: payloads/<ab>/<62 more hex digits>.zst, one frame each
class PayloadBox {
public:
    explicit PayloadBox(std::string store_folder);

    PayloadRef keep(const std::string& spool_path, const std::string& locator);
    /// Where the bytes can be read now, in place or still in the work folder.
    ///
    /// Errors: store_tampered when they are nowhere
    std::string readable_path(const Digest& digest) const;
    std::string place_of(const Digest& digest) const;
    bool is_placed(const Digest& digest) const;
    const CompressedFile* pending(const Digest& digest) const;
    /// Moves a pending payload into place and syncs its folder.
    void place(const Digest& digest);
    /// Takes a placed payload back, when the commit did not come about.
    void withdraw(const Digest& digest);
    /// Forgets what was pending, once the commit stands.
    void settle(const Digest& digest);
    /// This process's folder below spool/, made when first asked for.
    const std::string& work_folder();

    /// Removes what killed processes left; `is_known` says which digests the database refers to.
    /// Called under the store's lock.
    void sweep(const std::function<bool(const Digest&)>& is_known);

private:
    std::string marker_of(const Digest& digest);

    std::string folder_;
    std::unique_ptr<WorkFolder> work_;
    std::map<Digest, CompressedFile> pending_;
    std::int64_t serial_ = 0;
};

} // namespace tickmark::store
