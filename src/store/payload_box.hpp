#pragma once

#include "tickmark/ports/work_folder.hpp"
#include "tickmark/ports/zstd.hpp"

#include "store/store_internal.hpp"
#include <exception>
#include <future>
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
    /// The same where the digest is known: the file is compressed meanwhile, one at a time.
    PayloadRef
    keep_known(const std::string& spool_path, const std::string& locator, const Digest& digest);
    /// Where the bytes can be read now, in place or still in the work folder.
    ///
    /// Errors: store_tampered when they are nowhere
    std::string readable_path(const Digest& digest);
    std::string place_of(const Digest& digest) const;
    bool is_placed(const Digest& digest) const;
    /// A file that waits to be placed, once it is compressed.
    ///
    /// Errors: internal: it was never given; those of compressing it
    const CompressedFile& pending(const Digest& digest);
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
    std::string waiting_place(const Digest& digest);
    Digest compress(const std::string& spool_path);
    void finish_under_way();

    std::string folder_;
    std::unique_ptr<WorkFolder> work_;
    std::map<Digest, CompressedFile> pending_;
    std::map<Digest, std::exception_ptr> failed_;
    std::int64_t serial_ = 0;
    std::future<void> under_way_; ///< last: it ends before what it works on goes
};

} // namespace tickmark::store
