#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// A SHA-256 value.
class Digest {
public:
    using Bytes = std::array<std::uint8_t, 32>;

    Digest() = default;
    explicit Digest(const Bytes& bytes) : bytes_(bytes) {}

    /// 64 hexadecimal digits in either case; anything else gives no value.
    static std::optional<Digest> from_hex(std::string_view hex);

    /// 64 lower-case hexadecimal digits, as `sha256sum` prints them.
    std::string hex() const;
    /// The same digits, for the millions that a load digests.
    std::array<char, 64> hex_digits() const noexcept;
    const Bytes& bytes() const noexcept { return bytes_; }

    auto operator<=>(const Digest&) const = default; // NOLINT(modernize-use-nullptr): its own 0

private:
    Bytes bytes_{};
};

/// SHA-256 over bytes that arrive in pieces.
///
/// Errors: internal, if OpenSSL cannot compute it
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);
    /// The digest of all that was given; the object is spent afterwards.
    Digest finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256 of `bytes` at once.
Digest sha256(std::string_view bytes);

} // namespace tickmark
