#include "support/proxy_server.hpp"

#include "tickmark/base/text.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>

#include <array>
#include <functional>
#include <mutex>
#include <poll.h>

namespace tickmark::testing {

namespace net = Poco::Net;

struct ProxyServer::State {
    std::string wanted; ///< the header a client must send; empty: none
    mutable std::mutex guard;
    std::string seen;
    Poco::ThreadPool threads;
    std::unique_ptr<net::TCPServer> server;

    void note(const std::string& text) {
        const std::lock_guard lock(guard);
        seen += text;
    }
};

namespace {

using Note = std::function<void(const std::string&)>;
constexpr std::size_t room = 16'384;

std::string base64(const std::string& text) {
    static const std::string signs =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group =
                group << 8U | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += i + j > text.size() ? '=' : signs[group >> (18U - 6U * j) & 63U];
        }
    }
    return out;
}

/// Bytes from one socket to the other; false at the end.
bool pass(net::StreamSocket& from, net::StreamSocket& to, const Note& note) {
    std::array<char, room> buffer{};
    const int got = from.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0) {
        return false;
    }
    if (note) {
        note({buffer.data(), static_cast<std::size_t>(got)});
    }
    to.sendBytes(buffer.data(), got);
    return true;
}

class Connection final: public net::TCPServerConnection {
public:
    Connection(const net::StreamSocket& socket, std::string wanted, Note note) :
        TCPServerConnection(socket), wanted_(std::move(wanted)), note_(std::move(note)) {}

    void run() override {
        try {
            serve();
        } catch (const Poco::Exception& broken) {
            note_(broken.displayText());
        }
    }

private:
    void serve() {
        std::string sent;
        while (sent.find("\r\n\r\n") == std::string::npos) {
            std::array<char, room> buffer{};
            const int got = socket().receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
            if (got <= 0) {
                return;
            }
            sent.append(buffer.data(), static_cast<std::size_t>(got));
        }
        note_(sent);
        if (sent.find(wanted_) == std::string::npos) {
            answer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                   "realm=\"tests\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        const auto words = split(sent.substr(0, sent.find("\r\n")), ' ');
        if (words.at(0) == "CONNECT") {
            net::StreamSocket target{net::SocketAddress(words.at(1))};
            answer("HTTP/1.1 200 Connection established\r\n\r\n");
            relay(target);
            return;
        }
        const std::size_t host = words.at(1).find("://") + 3;
        const std::size_t path = words.at(1).find('/', host);
        net::StreamSocket target{net::SocketAddress(words.at(1).substr(host, path - host))};
        const std::string request =
            words.at(0) + " " + words.at(1).substr(path) + sent.substr(sent.find(" HTTP/1"));
        target.sendBytes(request.data(), static_cast<int>(request.size()));
        relay(target);
    }

    void answer(const std::string& text) {
        socket().sendBytes(text.data(), static_cast<int>(text.size()));
    }

    void relay(net::StreamSocket& target) {
        std::array<pollfd, 2> ends{
            {{socket().impl()->sockfd(), POLLIN, 0}, {target.impl()->sockfd(), POLLIN, 0}}};
        for (;;) {
            ::poll(ends.data(), ends.size(), -1);
            if (ends[0].revents != 0 && !pass(socket(), target, note_)) {
                return;
            }
            if (ends[1].revents != 0 && !pass(target, socket(), {})) {
                return;
            }
        }
    }

    std::string wanted_;
    Note note_;
};

class Factory final: public net::TCPServerConnectionFactory {
public:
    Factory(std::string wanted, Note note) : wanted_(std::move(wanted)), note_(std::move(note)) {}
    net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
        return new Connection(socket, wanted_, note_);
    }

private:
    std::string wanted_;
    Note note_;
};

} // namespace

ProxyServer::ProxyServer(const std::string& user, const std::string& password) :
    state_(std::make_unique<State>()) {
    State& state = *state_;
    if (!password.empty()) {
        state.wanted = "Proxy-Authorization: Basic " + base64(user + ":" + password) + "\r\n";
    }
    const net::ServerSocket socket(net::SocketAddress("127.0.0.1", 0));
    state.server = std::make_unique<net::TCPServer>(
        new Factory(state.wanted, [&state](const std::string& text) { state.note(text); }),
        state.threads,
        socket);
    state.server->start();
}

ProxyServer::~ProxyServer() {
    state_->server->stop();
    state_->threads.joinAll();
}

std::string ProxyServer::url() const {
    return "http://127.0.0.1:" + std::to_string(state_->server->port());
}

std::string ProxyServer::seen() const {
    const std::lock_guard lock(state_->guard);
    return state_->seen;
}

} // namespace tickmark::testing
