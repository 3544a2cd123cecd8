#pragma once

#include "tickmark/base/digest.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <zstd.h>

namespace tickmark::zstd {

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct FreeDecoder {
    void operator()(ZSTD_DStream* stream) const noexcept { ZSTD_freeDStream(stream); }
};

/// Opens a file or says why not.
File open_file(const std::string& path, const char* mode, const std::string& doing);
/// Fills `buffer` from `file`; the part that was read.
std::string_view read_some(std::FILE* file, std::vector<char>& buffer, const std::string& path);

/// Reads one zstd file piece by piece in flat memory.
class Decoder {
public:
    explicit Decoder(std::string path);

    /// The next decompressed bytes, valid until the next call; empty at the end of a whole frame.
    std::string_view next();
    std::uint64_t stored_bytes() const noexcept { return stored_bytes_; }
    /// Digest of the file itself, once `next` gave the empty piece.
    Digest stored_digest() { return stored_.finish(); }

private:
    [[noreturn]] void fail(const std::string& why) const;

    std::string path_;
    File file_;
    std::unique_ptr<ZSTD_DStream, FreeDecoder> stream_;
    std::vector<char> in_;
    std::vector<char> out_;
    ZSTD_inBuffer pending_{nullptr, 0, 0};
    std::size_t needed_ = 1; ///< what zstd says is left of the frame; 0 at its end
    bool ended_ = false;
    std::uint64_t stored_bytes_ = 0;
    Sha256 stored_;
};

} // namespace tickmark::zstd
