#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// How the parts of a staged item stand in its text: numbers with seven bits a byte, the lowest
/// first and the last byte below 128; texts after their size.
namespace tickmark::store {

constexpr std::size_t longest_number = 10; ///< bytes

/// Adds parts to a text, in room made for all of them at once.
class StagedParts {
public:
    /// `most`: bytes that are added at most.
    StagedParts(std::string& out, std::size_t most) : out_(out) {
        const std::size_t start = out.size();
        out.resize(start + most);
        at_ = out.data() + start;
    }
    ~StagedParts() { out_.resize(static_cast<std::size_t>(at_ - out_.data())); }
    StagedParts(const StagedParts&) = delete;
    StagedParts& operator=(const StagedParts&) = delete;
    StagedParts(StagedParts&&) = delete;
    StagedParts& operator=(StagedParts&&) = delete;

    void put(std::uint64_t number) {
        constexpr std::uint64_t more = 0x80;
        constexpr unsigned bits = 7;
        while (number >= more) {
            *at_++ = static_cast<char>(number | more);
            number >>= bits;
        }
        *at_++ = static_cast<char>(number);
    }
    void put(std::string_view text) {
        put(std::uint64_t{text.size()});
        put_bytes(text);
    }
    void put_bytes(std::string_view bytes) { at_ += bytes.copy(at_, bytes.size()); }

private:
    std::string& out_;
    char* at_ = nullptr;
};

/// Takes a number from the front.
inline std::uint64_t take_number(std::string_view& rest) {
    constexpr unsigned bits = 7;
    constexpr unsigned low = 0x7F;
    std::uint64_t number = 0;
    unsigned shift = 0;
    unsigned char byte = 0;
    do {
        byte = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        number |= static_cast<std::uint64_t>(byte & low) << shift;
        shift += bits;
    } while (byte > low);
    return number;
}

/// Takes so many bytes from the front, where they stand.
inline std::string_view take_bytes(std::string_view& rest, std::size_t size) {
    const std::string_view bytes = rest.substr(0, size);
    rest.remove_prefix(size);
    return bytes;
}

/// Takes a text from the front, where it stands.
inline std::string_view take_text(std::string_view& rest) {
    const std::uint64_t size = take_number(rest);
    return take_bytes(rest, size);
}

} // namespace tickmark::store
