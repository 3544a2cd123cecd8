#pragma once

#include "tickmark/base/secret.hpp"
#include "tickmark/ports/url.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

struct HttpRequest {
    std::string method = "GET";
    Url url;
    NamedTexts headers;
    std::string body;
};

/// Why no whole answer came.
enum class HttpFault {
    none,
    unreachable, ///< no such host, refused, no route
    timed_out,   ///< connecting, waiting or the whole took too long
    untrusted,   ///< TLS could not be set up: the certificate or the protocol
    cut_off,     ///< the connection ended before the answer did
    too_large,   ///< the body is over the limit, as sent or unpacked
    malformed    ///< not HTTP, or not the coding it says
};

struct HttpReply {
    HttpFault fault = HttpFault::none;
    std::string words; ///< what went wrong; of an answer, the reason of its status line
    int status = 0;
    NamedTexts headers;
    std::string body; ///< unpacked

    /// The first header of that name (case ignored), or empty.
    std::string header(std::string_view name) const;
};

struct HttpProxy {
    Url url;
    std::string user;
    Secret password;
};

/// What a client may use and trust.
///
/// Units: bytes of a body, as sent and unpacked alike
struct HttpOptions {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds read{60'000};   ///< between two pieces of an answer
    std::chrono::milliseconds whole{300'000}; ///< one request with its answer
    std::uint64_t most_bytes = std::uint64_t{64} << 20U;
    std::string ca_file; ///< PEM, beside the system's own authorities
    std::string certificate_file;
    Secret private_key; ///< of the certificate, PEM
    Secret passphrase;
    std::optional<HttpProxy> proxy;
    bool use_environment = true; ///< HTTPS_PROXY, http_proxy, NO_PROXY, where no proxy is given
};

/// Sends requests one at a time, each on a connection of its own. It follows no redirect, keeps no
/// cookie and tries nothing twice: that is the caller's to decide.
class HttpClient {
public:
    HttpClient() = default;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    HttpClient(HttpClient&&) = delete;
    HttpClient& operator=(HttpClient&&) = delete;
    virtual ~HttpClient() = default;

    /// Every failure on the way is a value.
    ///
    /// Errors: config_invalid for a header that holds a line break
    virtual HttpReply send(const HttpRequest& request) = 0;
};

/// A client on the network. TLS 1.2 or later; certificates and host names are always verified.
///
/// Errors: config_invalid for a certificate, key or authority file that cannot be used
std::unique_ptr<HttpClient> open_http_client(HttpOptions options);

} // namespace tickmark
