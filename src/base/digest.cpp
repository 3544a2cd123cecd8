#include "tickmark/base/digest.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <openssl/evp.h>

namespace tickmark {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() = default;
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    State(State&&) = delete;
    State& operator=(State&&) = delete;
};

namespace {

void require(bool ok) {
    if (!ok) {
        throw Error(ErrorCode::internal, {"computing a SHA-256", "OpenSSL refused", "", ""});
    }
}

/// Found once: OpenSSL looks it up anew for each digest otherwise, which takes longer than a short
/// text does.
const EVP_MD* algorithm() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> found(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free);
    require(found != nullptr);
    return found.get();
}

constexpr auto digits_of_bytes = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> all{};
    for (std::size_t byte = 0; byte < all.size(); ++byte) {
        all.at(byte) = {digits[byte / digits.size()], digits[byte % digits.size()]};
    }
    return all;
}();

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

} // namespace

std::optional<Digest> Digest::from_hex(std::string_view hex) {
    Bytes bytes{};
    if (hex.size() != 2 * bytes.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = hex_value(hex[2 * i]);
        const int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        bytes.at(i) = static_cast<std::uint8_t>(high * 16 + low);
    }
    return Digest(bytes);
}

std::array<char, 64> Digest::hex_digits() const noexcept {
    std::array<char, 64> text{};
    char* place = text.data();
    for (const std::uint8_t byte : bytes_) {
        place = std::copy_n(digits_of_bytes[byte].data(), 2, place);
    }
    return text;
}

std::string Digest::hex() const {
    const std::array<char, 64> digits = hex_digits();
    return {digits.data(), digits.size()};
}

Sha256::Sha256() : state_(std::make_unique<State>()) {
    require(
        state_->context != nullptr &&
        EVP_DigestInit_ex2(state_->context, algorithm(), nullptr) == 1);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
    Digest::Bytes bytes{};
    unsigned int length = 0;
    require(EVP_DigestFinal_ex(state_->context, bytes.data(), &length) == 1);
    return Digest(bytes);
}

Digest sha256(std::string_view bytes) {
    // One context a thread: a load digests a million rows.
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
        EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    Digest::Bytes digest{};
    unsigned int length = 0;
    require(
        context != nullptr && EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1 &&
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
        EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1);
    return Digest(digest);
}

} // namespace tickmark
