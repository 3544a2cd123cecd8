#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace tickmark::store {

/// What is digested: pieces that cannot run into each other, each as "<bytes>:<piece>;". Its room
/// is used again, since a load digests millions of short pieces.
class PieceText {
public:
    void add(std::string_view piece) {
        constexpr std::size_t most_digits = 20;
        char* const start = room(most_digits + piece.size() + 2);
        char* end = std::to_chars(start, start + most_digits, piece.size()).ptr;
        *end++ = ':';
        end += piece.copy(end, piece.size());
        *end++ = ';';
        size_ += static_cast<std::size_t>(end - start);
    }
    /// Adds what another text holds.
    void add(const PieceText& other) { size_ += other.text().copy(room(other.size_), other.size_); }
    void clear() noexcept { size_ = 0; }
    std::string_view text() const noexcept { return std::string_view(bytes_).substr(0, size_); }

private:
    /// Where `count` bytes can be written after those that stand.
    char* room(std::size_t count) {
        if (bytes_.size() < size_ + count) {
            bytes_.resize(2 * (size_ + count));
        }
        return bytes_.data() + size_;
    }

    std::string bytes_;
    std::size_t size_ = 0; ///< in use
};

} // namespace tickmark::store
