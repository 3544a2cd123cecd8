#pragma once

#include "tickmark/base/digest.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::bag {

inline constexpr std::string_view declaration =
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
inline constexpr const char* manifest_name = "manifest-sha256.txt";
inline constexpr const char* tag_manifest_name = "tagmanifest-sha256.txt";

/// Digest and size of a file.
struct Measured {
    Digest digest;
    std::uint64_t bytes = 0;
};
Measured measure(const std::string& path);

/// Regular files below `folder`, relative to it with '/', sorted by byte value. What is neither
/// a folder nor a regular file goes to `strange`.
std::vector<std::string> files_below(const std::string& folder, std::vector<std::string>& strange);

/// Path ↔ manifest form (RFC 8493 2.1.3: %, CR and LF are percent-encoded).
std::string encoded_path(std::string_view path);
std::string decoded_path(std::string_view path);

/// Lines "digest  path\n", sorted by path.
std::string manifest_text(const std::map<std::string, Digest>& digests);

} // namespace tickmark::bag
