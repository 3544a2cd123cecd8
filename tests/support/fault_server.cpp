#include "support/fault_server.hpp"

#include "tickmark/base/text.hpp"

#include <Poco/Event.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/StreamCopier.h>

#include <mutex>

namespace tickmark::testing {

namespace net = Poco::Net;

struct FaultServer::State {
    Responder responder;
    mutable std::mutex guard;
    std::vector<Seen> seen;
    Poco::Event stopping{Poco::Event::EVENT_MANUALRESET};
    bool secure = false;
    std::unique_ptr<net::HTTPServer> server;
};

namespace {

class Handler final: public net::HTTPRequestHandler {
public:
    using Ask = std::function<Answered(const Seen&)>;
    Handler(Ask ask, Poco::Event& stopping) : ask_(std::move(ask)), stopping_(stopping) {}

    void
    handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
        Seen seen;
        seen.method = request.getMethod();
        seen.target = request.getURI();
        for (const auto& [name, value] : request) {
            seen.headers[to_lower(name)] = value;
        }
        Poco::StreamCopier::copyToString(request.stream(), seen.body);
        const Answered answer = ask_(seen);
        response.setKeepAlive(false);
        if (answer.hangs) {
            stopping_.wait();
            return;
        }
        if (!answer.raw.empty()) {
            auto& socket = dynamic_cast<net::HTTPServerRequestImpl&>(request).socket();
            socket.sendBytes(answer.raw.data(), static_cast<int>(answer.raw.size()));
            socket.shutdown();
            return;
        }
        response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
        response.setReason(net::HTTPResponse::getReasonForStatus(response.getStatus()));
        response.setContentType("application/json");
        for (const auto& [name, value] : answer.headers) {
            response.set(name, value);
        }
        response.sendBuffer(answer.body.data(), answer.body.size());
    }

private:
    Ask ask_;
    Poco::Event& stopping_;
};

class Factory final: public net::HTTPRequestHandlerFactory {
public:
    Factory(Handler::Ask ask, Poco::Event& stopping) : ask_(std::move(ask)), stopping_(stopping) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
        return new Handler(ask_, stopping_);
    }

private:
    Handler::Ask ask_;
    Poco::Event& stopping_;
};

net::ServerSocket listen_on(
    const net::SocketAddress& address,
    const std::string& certificate,
    const std::string& key,
    const std::string& client_authority) {
    constexpr int waiting = 16;
    if (certificate.empty()) {
        return net::ServerSocket(address, waiting);
    }
    net::initializeSSL();
    net::Context::Ptr context = new net::Context(
        net::Context::TLS_SERVER_USE,
        key,
        certificate,
        client_authority,
        client_authority.empty() ? net::Context::VERIFY_NONE : net::Context::VERIFY_STRICT);
    // A client's certificate names no host.
    context->enableExtendedCertificateVerification(false);
    return net::SecureServerSocket(address, waiting, context);
}

} // namespace

FaultServer::FaultServer(
    Responder responder,
    const std::string& certificate,
    const std::string& key,
    const std::string& client_authority) :
    state_(std::make_unique<State>()) {
    State& state = *state_;
    state.responder = std::move(responder);
    state.secure = !certificate.empty();
    const auto ask = [&state](const Seen& seen) {
        const std::lock_guard lock(state.guard);
        state.seen.push_back(seen);
        return state.responder(seen);
    };
    auto* params = new net::HTTPServerParams;
    params->setKeepAlive(false);
    state.server = std::make_unique<net::HTTPServer>(
        new Factory(ask, state.stopping),
        listen_on(net::SocketAddress("127.0.0.1", 0), certificate, key, client_authority),
        params);
    state.server->start();
}

FaultServer::~FaultServer() {
    state_->stopping.set();
    state_->server->stopAll(true);
}

unsigned short FaultServer::port() const {
    return state_->server->port();
}

std::string FaultServer::url(const std::string& path) const {
    return std::string(state_->secure ? "https" : "http") +
           "://127.0.0.1:" + std::to_string(port()) + path;
}

std::vector<Seen> FaultServer::seen() const {
    const std::lock_guard lock(state_->guard);
    return state_->seen;
}

} // namespace tickmark::testing
