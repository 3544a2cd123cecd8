#pragma once

#include "tickmark/base/digest.hpp"

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

namespace tickmark {

/// Digest and size of a file before and after compression.
///
/// Units:  bytes
struct CompressedFile {
    Digest received;
    std::uint64_t received_bytes = 0;
    Digest stored;
    std::uint64_t stored_bytes = 0;
};

/// Compresses `from` into the new file `to`, which is synced to disk before this returns.
///
/// Shape:  one zstd frame with a checksum
/// Errors: store_io, no_space, no_permission
CompressedFile compress_file(const std::string& from, const std::string& to);

/// Digest and size of a file, and of what it decompresses to. Memory does not grow with the file.
///
/// Errors: store_tampered when it is not one whole zstd frame; store_io, no_permission
CompressedFile measure_compressed(const std::string& path);

/// Decompresses `from` into the new file `to`, whose bytes must have the digest `expected`; a file
/// that does not is removed.
///
/// Errors: store_tampered; store_io, no_space, no_permission
void decompress_file(const std::string& from, const std::string& to, const Digest& expected);

/// The decompressed bytes of `path` as a stream; at its end they must have the digest `expected`.
///
/// Errors: store_tampered, thrown by the read that notices; store_io, no_permission
std::unique_ptr<std::istream> open_compressed(const std::string& path, const Digest& expected);

} // namespace tickmark
