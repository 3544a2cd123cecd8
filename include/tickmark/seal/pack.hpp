#pragma once

#include "tickmark/base/digest.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// One file of a finished pack.
struct PackFile {
    std::string path; ///< relative to the pack: "data/report.pdf"
    Digest digest;
    std::uint64_t bytes = 0;
};

/// A pack in the making: a BagIt bag (RFC 8493) that appears whole or not at all. Files are
/// written below `data_folder()`; `finish` writes the manifests, syncs and renames into place.
/// Dropped without `finish`, nothing is left.
///
/// Errors: no_space, no_permission, store_io; usage when something that is no pack stands at
///         `folder`
class PackBuilder {
public:
    /// `folder` is where the pack will stand; a pack already there is replaced by `finish`.
    explicit PackBuilder(const std::string& folder);
    ~PackBuilder();
    PackBuilder(const PackBuilder&) = delete;
    PackBuilder& operator=(const PackBuilder&) = delete;
    PackBuilder(PackBuilder&&) = delete;
    PackBuilder& operator=(PackBuilder&&) = delete;

    std::string data_folder() const { return part_ + "/data"; }
    /// Label and value pairs of bag-info.txt, in order.
    using Info = std::vector<std::pair<std::string, std::string>>;
    /// All files of the pack, sorted by path.
    std::vector<PackFile> finish(const Info& info);

private:
    std::string folder_;
    std::string part_;
};

} // namespace tickmark
