#include "tickmark/ports/zstd.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include "ports/zstd_internal.hpp"
#include <array>
#include <cerrno>
#include <streambuf>
#include <unistd.h>

namespace tickmark {

namespace zstd {

File open_file(const std::string& path, const char* mode, const std::string& doing) {
    File file(std::fopen(path.c_str(), mode));
    if (!file) {
        throw_system_error(errno, doing, path);
    }
    return file;
}

std::string_view read_some(std::FILE* file, std::vector<char>& buffer, const std::string& path) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file);
    if (count == 0 && std::ferror(file) != 0) {
        throw_system_error(errno, "reading", path);
    }
    return {buffer.data(), count};
}

Decoder::Decoder(std::string path) :
    path_(std::move(path)),
    file_(open_file(path_, "rbe", "reading a payload")),
    stream_(ZSTD_createDStream()),
    in_(ZSTD_DStreamInSize()),
    out_(ZSTD_DStreamOutSize()) {}

void Decoder::fail(const std::string& why) const {
    throw Error(
        ErrorCode::store_tampered,
        {"reading a payload", why, path_, "restore the file from a backup of the store"});
}

std::string_view Decoder::next() {
    while (!ended_) {
        if (pending_.pos == pending_.size) {
            const std::string_view piece = read_some(file_.get(), in_, path_);
            stored_.update(piece);
            stored_bytes_ += piece.size();
            pending_ = {piece.data(), piece.size(), 0};
            if (piece.empty()) {
                ended_ = true;
                if (needed_ != 0) {
                    fail("the file ends before its data does");
                }
                break;
            }
        }
        if (needed_ == 0) {
            fail("there are bytes after the end of the data");
        }
        ZSTD_outBuffer out{out_.data(), out_.size(), 0};
        needed_ = ZSTD_decompressStream(stream_.get(), &out, &pending_);
        if (ZSTD_isError(needed_) != 0U) {
            fail(std::string("it does not decompress: ") + ZSTD_getErrorName(needed_));
        }
        if (out.pos > 0) {
            return {out_.data(), out.pos};
        }
    }
    return {};
}

} // namespace zstd

namespace {

[[noreturn]] void throw_wrong_digest(const std::string& path, const Digest& expected) {
    throw Error(
        ErrorCode::store_tampered,
        {"reading a payload",
         "its bytes do not have the digest " + expected.hex(),
         path,
         "restore the file from a backup of the store"});
}

/// Feeds an istream from a decoder and checks the digest at the end.
class PayloadBuffer final: public std::streambuf {
public:
    PayloadBuffer(const std::string& path, const Digest& expected) :
        path_(path), expected_(expected), decoder_(path) {}

protected:
    int_type underflow() override {
        if (ended_) {
            return traits_type::eof();
        }
        const std::string_view piece = decoder_.next();
        if (piece.empty()) {
            ended_ = true;
            if (received_.finish() != expected_) {
                throw_wrong_digest(path_, expected_);
            }
            return traits_type::eof();
        }
        received_.update(piece);
        buffer_.assign(piece);
        setg(buffer_.data(), buffer_.data(), buffer_.data() + buffer_.size());
        return traits_type::to_int_type(buffer_.front());
    }

private:
    std::string path_;
    Digest expected_;
    zstd::Decoder decoder_;
    Sha256 received_;
    std::string buffer_;
    bool ended_ = false;
};

class PayloadStream final: public std::istream {
public:
    PayloadStream(const std::string& path, const Digest& expected) :
        std::istream(nullptr), buffer_(path, expected) {
        rdbuf(&buffer_);
        // So that the Error of a read reaches the caller instead of becoming a short file.
        exceptions(std::ios::badbit);
    }

private:
    PayloadBuffer buffer_;
};

struct FreeEncoder {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};

/// Writes one zstd frame.
class Encoder {
public:
    explicit Encoder(const std::string& path) :
        path_(path),
        file_(zstd::open_file(path, "wbxe", "writing a payload")),
        context_(ZSTD_createCCtx()),
        out_(ZSTD_CStreamOutSize()) {
        ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    }

    void write(std::string_view piece, ZSTD_EndDirective mode) {
        ZSTD_inBuffer in{piece.data(), piece.size(), 0};
        std::size_t left = 1;
        while (left != 0) {
            ZSTD_outBuffer out{out_.data(), out_.size(), 0};
            left = ZSTD_compressStream2(context_.get(), &out, &in, mode);
            if (ZSTD_isError(left) != 0U) {
                throw Error(
                    ErrorCode::internal,
                    {"compressing a payload", ZSTD_getErrorName(left), path_, ""});
            }
            emit({out_.data(), out.pos});
            if (mode == ZSTD_e_continue && in.pos == in.size) {
                break;
            }
        }
    }

    void finish() {
        write({}, ZSTD_e_end);
        if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) {
            throw_system_error(errno, "writing a payload", path_);
        }
    }

    std::uint64_t bytes() const noexcept { return bytes_; }
    Digest digest() { return digest_.finish(); }

private:
    void emit(std::string_view piece) {
        if (std::fwrite(piece.data(), 1, piece.size(), file_.get()) != piece.size()) {
            throw_system_error(errno, "writing a payload", path_);
        }
        digest_.update(piece);
        bytes_ += piece.size();
    }

    std::string path_;
    zstd::File file_;
    std::unique_ptr<ZSTD_CCtx, FreeEncoder> context_;
    std::vector<char> out_;
    std::uint64_t bytes_ = 0;
    Sha256 digest_;
};

} // namespace

CompressedFile compress_file(const std::string& from, const std::string& to) {
    const zstd::File source = zstd::open_file(from, "rbe", "reading what was received");
    Encoder encoder(to);
    std::vector<char> in(ZSTD_CStreamInSize());
    Sha256 received;
    CompressedFile result;
    for (;;) {
        const std::string_view piece = zstd::read_some(source.get(), in, from);
        if (piece.empty()) {
            break;
        }
        received.update(piece);
        result.received_bytes += piece.size();
        encoder.write(piece, ZSTD_e_continue);
    }
    encoder.finish();
    result.received = received.finish();
    result.stored = encoder.digest();
    result.stored_bytes = encoder.bytes();
    return result;
}

CompressedFile measure_compressed(const std::string& path) {
    zstd::Decoder decoder(path);
    Sha256 received;
    CompressedFile result;
    for (std::string_view piece = decoder.next(); !piece.empty(); piece = decoder.next()) {
        received.update(piece);
        result.received_bytes += piece.size();
    }
    result.received = received.finish();
    result.stored = decoder.stored_digest();
    result.stored_bytes = decoder.stored_bytes();
    return result;
}

void decompress_file(const std::string& from, const std::string& to, const Digest& expected) {
    try {
        zstd::Decoder decoder(from);
        const zstd::File target = zstd::open_file(to, "wbe", "writing a payload's copy");
        Sha256 received;
        for (std::string_view piece = decoder.next(); !piece.empty(); piece = decoder.next()) {
            received.update(piece);
            if (std::fwrite(piece.data(), 1, piece.size(), target.get()) != piece.size()) {
                throw_system_error(errno, "writing a payload's copy", to);
            }
        }
        if (std::fflush(target.get()) != 0) {
            throw_system_error(errno, "writing a payload's copy", to);
        }
        if (received.finish() != expected) {
            throw_wrong_digest(from, expected);
        }
    } catch (const Error&) {
        static_cast<void>(std::remove(to.c_str()));
        throw;
    }
}

std::unique_ptr<std::istream> open_compressed(const std::string& path, const Digest& expected) {
    return std::make_unique<PayloadStream>(path, expected);
}

} // namespace tickmark
