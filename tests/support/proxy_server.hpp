#pragma once

#include <memory>
#include <string>

namespace tickmark::testing {

/// A forward proxy on a free port of 127.0.0.1: relays requests with whole addresses, and tunnels
/// after CONNECT. Where a password is given it wants it (basic authentication).
class ProxyServer {
public:
    explicit ProxyServer(const std::string& user = "", const std::string& password = "");
    ~ProxyServer();
    ProxyServer(const ProxyServer&) = delete;
    ProxyServer& operator=(const ProxyServer&) = delete;
    ProxyServer(ProxyServer&&) = delete;
    ProxyServer& operator=(ProxyServer&&) = delete;

    /// "http://127.0.0.1:PORT"
    std::string url() const;
    /// All it was sent by clients: heads, and the bytes to be relayed.
    std::string seen() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tickmark::testing
