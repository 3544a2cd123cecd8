#pragma once

#include "tickmark/ports/http.hpp"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace tickmark::http {

/// The next bytes of a connection, at most as many as asked for; 0 at its end.
using ReadSome = std::function<std::size_t(char*, std::size_t)>;

/// How long a body is.
struct Framing {
    enum class Kind { none, length, chunked, until_close };
    Kind kind = Kind::none;
    std::uint64_t length = 0;
};

/// A failure on the way, thrown inside the port only.
struct Broken {
    HttpFault fault = HttpFault::none;
    std::string words;
};

/// Reads a body whole. A connection that ends early is `cut_off`: Poco's own streams end there
/// as if all had come, and half an answer must never count as one.
std::string read_body(const ReadSome& read, const Framing& framing, std::uint64_t most);

/// Unpacks gzip.
std::string unpack(const std::string& packed, std::uint64_t most);

/// What stands between the program and a server: plain or TLS, and the proxy to go through.
struct Connection {
    std::unique_ptr<Poco::Net::HTTPClientSession> session;
    ReadSome read;
    std::function<bool()> has_bytes; ///< whether a read gives some without waiting
};

Poco::Net::Context::Ptr make_context(const HttpOptions& options);
Connection
connect(const HttpOptions& options, const Poco::Net::Context::Ptr& context, const Url& url);

} // namespace tickmark::http
