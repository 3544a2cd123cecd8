#include <Poco/InflatingStream.h>

#include "http_internal.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <sstream>

namespace tickmark::http {

namespace {

constexpr std::size_t piece_size = 65'536;

class BodyReader {
public:
    BodyReader(const ReadSome& read, std::uint64_t most) : read_(read), most_(most) {}

    std::string take() { return std::move(body_); }

    void fixed(std::uint64_t length) {
        for (std::uint64_t left = length; left > 0;) {
            const std::size_t got = some(left);
            if (got == 0) {
                throw Broken{
                    HttpFault::cut_off,
                    fmt::format(
                        "the connection ended {} bytes before the {} that were announced",
                        left,
                        length)};
            }
            left -= got;
        }
    }

    void until_close() {
        while (some(piece_size) > 0) {
        }
    }

    void chunked() {
        for (;;) {
            const std::uint64_t size = chunk_size();
            if (size == 0) {
                break;
            }
            fixed(size);
            line();
        }
        while (!line().empty()) {
        }
    }

private:
    std::size_t some(std::uint64_t wanted) {
        std::array<char, piece_size> buffer{};
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, piece_size));
        const std::size_t got = read_(buffer.data(), size);
        if (body_.size() + got > most_) {
            throw Broken{HttpFault::too_large, fmt::format("the answer is over {} bytes", most_)};
        }
        body_.append(buffer.data(), got);
        return got;
    }

    std::string line() {
        constexpr std::size_t longest = 8'192;
        std::string text;
        char sign = 0;
        while (sign != '\n') {
            if (read_(&sign, 1) == 0) {
                throw Broken{
                    HttpFault::cut_off, "the connection ended in the middle of the answer"};
            }
            if (text.size() > longest) {
                throw Broken{HttpFault::malformed, "a line of the chunked coding never ends"};
            }
            text += sign;
        }
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
            text.pop_back();
        }
        return text;
    }

    std::uint64_t chunk_size() {
        constexpr int hexadecimal = 16;
        const std::string text = line();
        std::uint64_t size = 0;
        const auto parsed =
            std::from_chars(text.data(), text.data() + text.size(), size, hexadecimal);
        if (parsed.ec != std::errc()) {
            throw Broken{HttpFault::malformed, "the chunked coding of the answer is broken"};
        }
        return size;
    }

    const ReadSome& read_;
    std::uint64_t most_;
    std::string body_;
};

/// The unpacked size modulo 2^32 that a gzip member ends with.
std::uint32_t announced_size(const std::string& packed) {
    constexpr std::size_t trailer = 8;
    constexpr std::size_t field = 4;
    constexpr unsigned bits = 8;
    if (packed.size() < trailer) {
        throw Broken{HttpFault::malformed, "the answer says gzip and is not"};
    }
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < field; ++i) {
        const auto byte = static_cast<unsigned char>(packed[packed.size() - 1 - i]);
        size = (size << bits) | byte;
    }
    return size;
}

} // namespace

std::string read_body(const ReadSome& read, const Framing& framing, std::uint64_t most) {
    BodyReader reader(read, most);
    switch (framing.kind) {
    case Framing::Kind::none:
        break;
    case Framing::Kind::length:
        if (framing.length > most) {
            throw Broken{
                HttpFault::too_large,
                fmt::format("the answer has {} bytes, more than {}", framing.length, most)};
        }
        reader.fixed(framing.length);
        break;
    case Framing::Kind::chunked:
        reader.chunked();
        break;
    case Framing::Kind::until_close:
        reader.until_close();
        break;
    }
    return reader.take();
}

std::string unpack(const std::string& packed, std::uint64_t most) {
    const std::uint32_t announced = announced_size(packed);
    std::istringstream in(packed);
    Poco::InflatingInputStream stream(in, Poco::InflatingStreamBuf::STREAM_GZIP);
    std::array<char, piece_size> buffer{};
    std::string body;
    while (stream) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        if (body.size() > most) {
            throw Broken{
                HttpFault::too_large, fmt::format("the answer unpacks to over {} bytes", most)};
        }
    }
    // The stream ends quietly where packed bytes are missing or broken.
    if (stream.bad() || static_cast<std::uint32_t>(body.size()) != announced) {
        throw Broken{HttpFault::malformed, "the gzip coding of the answer is broken"};
    }
    return body;
}

} // namespace tickmark::http
