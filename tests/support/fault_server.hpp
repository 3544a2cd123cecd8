#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tickmark::testing {

/// A request as the server saw it.
struct Seen {
    std::string method;
    std::string target;                         ///< path and query
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
};

/// What the server answers, well or badly.
struct Answered {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string raw;    ///< sent instead of all else, then the connection ends
    bool hangs = false; ///< nothing comes until the server stops
};

/// An HTTP server on a free port of 127.0.0.1 that does what a test tells it to; with certificate
/// and key files it speaks TLS, and with an authority it wants certificates of clients too.
class FaultServer {
public:
    using Responder = std::function<Answered(const Seen&)>;

    explicit FaultServer(
        Responder responder,
        const std::string& certificate = "",
        const std::string& key = "",
        const std::string& client_authority = "");
    ~FaultServer();
    FaultServer(const FaultServer&) = delete;
    FaultServer& operator=(const FaultServer&) = delete;
    FaultServer(FaultServer&&) = delete;
    FaultServer& operator=(FaultServer&&) = delete;

    /// "http://127.0.0.1:PORT" + path
    std::string url(const std::string& path) const;
    unsigned short port() const;
    std::vector<Seen> seen() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tickmark::testing
