#include "tickmark/ports/http.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/cancel.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include "http_internal.hpp"
#include "no_pipe_signal_internal.hpp"
#include <algorithm>
#include <utility>

namespace tickmark {

namespace {

using http::Broken;
using Poco::Net::HTTPMessage;

bool is_untrusted(const Poco::Net::SSLException& fault) {
    return dynamic_cast<const Poco::Net::SSLConnectionUnexpectedlyClosedException*>(&fault) ==
           nullptr;
}

Broken broken_of(const Poco::Exception& fault, bool connected) {
    const std::string words = fault.displayText();
    if (dynamic_cast<const Poco::TimeoutException*>(&fault) != nullptr) {
        return {HttpFault::timed_out, connected ? "no answer in time" : "no connection in time"};
    }
    if (const auto* tls = dynamic_cast<const Poco::Net::SSLException*>(&fault)) {
        return {is_untrusted(*tls) ? HttpFault::untrusted : HttpFault::cut_off, words};
    }
    if (!connected && dynamic_cast<const Poco::Net::HTTPException*>(&fault) != nullptr) {
        return {HttpFault::unreachable, words}; // a proxy that lets nothing through
    }
    if (dynamic_cast<const Poco::Net::NoMessageException*>(&fault) != nullptr) {
        return {HttpFault::cut_off, "the connection ended without an answer"};
    }
    if (dynamic_cast<const Poco::Net::MessageException*>(&fault) != nullptr ||
        dynamic_cast<const Poco::Net::HTTPException*>(&fault) != nullptr) {
        return {HttpFault::malformed, words};
    }
    return {connected ? HttpFault::cut_off : HttpFault::unreachable, words};
}

http::Framing framing_of(const std::string& method, const Poco::Net::HTTPResponse& response) {
    using Kind = http::Framing::Kind;
    const int status = response.getStatus();
    constexpr int no_content = 204;
    constexpr int not_modified = 304;
    if (method == "HEAD" || status == no_content || status == not_modified) {
        return {Kind::none, 0};
    }
    if (response.getChunkedTransferEncoding()) {
        return {Kind::chunked, 0};
    }
    if (response.hasContentLength()) {
        return {Kind::length, static_cast<std::uint64_t>(response.getContentLength64())};
    }
    return {Kind::until_close, 0};
}

/// Waits for bytes in slices, so that a request to stop is heeded soon.
void await_bytes(
    const http::Connection& connection,
    std::chrono::milliseconds limit,
    const std::string& origin) {
    constexpr std::chrono::milliseconds slice{200};
    for (auto left = limit; left.count() > 0; left -= slice) {
        throw_if_cancelled("waiting for " + origin);
        const Poco::Timespan span(std::chrono::microseconds(std::min(left, slice)).count());
        if (connection.has_bytes() ||
            connection.session->socket().poll(span, Poco::Net::Socket::SELECT_READ)) {
            return;
        }
    }
    throw Poco::TimeoutException();
}

class PocoClient final: public HttpClient {
public:
    explicit PocoClient(HttpOptions options) :
        options_(std::move(options)), context_(http::make_context(options_)) {}

    HttpReply send(const HttpRequest& request) override {
        throw_if_cancelled("asking " + request.url.origin());
        const NoPipeSignal quiet;
        HttpReply reply;
        bool connected = false;
        try {
            exchange(request, reply, connected);
        } catch (const Broken& broken) {
            reply.fault = broken.fault;
            reply.words = broken.words;
        } catch (const Poco::Exception& fault) {
            Broken broken = broken_of(fault, connected);
            reply.fault = broken.fault;
            reply.words = std::move(broken.words);
        }
        return reply;
    }

private:
    void exchange(const HttpRequest& request, HttpReply& reply, bool& connected) {
        const auto end = std::chrono::steady_clock::now() + options_.whole;
        const http::Connection connection = http::connect(options_, context_, request.url);
        Poco::Net::HTTPRequest head(request.method, request.url.target(), HTTPMessage::HTTP_1_1);
        fill(head, request);
        connection.session->sendRequest(head) << request.body << std::flush;
        connected = true;
        await_bytes(connection, options_.read, request.url.origin());
        Poco::Net::HTTPResponse response;
        connection.session->receiveResponse(response);
        reply.status = response.getStatus();
        reply.words = response.getReason();
        for (const auto& [name, value] : response) {
            reply.headers.emplace_back(name, value);
        }
        const auto read = [&](char* buffer, std::size_t size) {
            await_bytes(connection, options_.read, request.url.origin());
            if (std::chrono::steady_clock::now() > end) {
                throw Broken{HttpFault::timed_out, "the whole answer took too long"};
            }
            return connection.read(buffer, size);
        };
        reply.body =
            http::read_body(read, framing_of(request.method, response), options_.most_bytes);
        unpack(reply);
    }

    static void fill(Poco::Net::HTTPRequest& head, const HttpRequest& request) {
        head.set("User-Agent", "tickmark");
        head.set("Accept-Encoding", "gzip");
        for (const auto& [name, value] : request.headers) {
            if ((name + value).find_first_of("\r\n") != std::string::npos) {
                throw Error(
                    ErrorCode::config_invalid,
                    {"asking " + request.url.origin(),
                     "the header " + name + " holds a line break",
                     "",
                     "look at the end of the file or variable it comes from"});
            }
            head.set(name, value);
        }
        if (!request.body.empty() || request.method != "GET") {
            head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
        }
    }

    void unpack(HttpReply& reply) const {
        const std::string coding = to_lower(trim(reply.header("Content-Encoding")));
        if (coding.empty() || coding == "identity" || reply.body.empty()) {
            return;
        }
        if (coding != "gzip" && coding != "x-gzip") {
            throw Broken{
                HttpFault::malformed, "the answer is in the coding " + coding + ", not asked for"};
        }
        reply.body = http::unpack(reply.body, options_.most_bytes);
    }

    HttpOptions options_;
    Poco::Net::Context::Ptr context_;
};

} // namespace

std::string HttpReply::header(std::string_view name) const {
    const std::string wanted = to_lower(name);
    for (const auto& [key, value] : headers) {
        if (to_lower(key) == wanted) {
            return value;
        }
    }
    return {};
}

std::unique_ptr<HttpClient> open_http_client(HttpOptions options) {
    return std::make_unique<PocoClient>(std::move(options));
}

} // namespace tickmark
