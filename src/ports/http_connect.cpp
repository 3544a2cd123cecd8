#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <Poco/Crypto/EVPPKey.h>
#include <Poco/Crypto/X509Certificate.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/URI.h>

#include "http_internal.hpp"
#include <cstdlib>
#include <sstream>

namespace tickmark::http {

namespace {

using Poco::Net::Context;

/// A session that lets its bytes be read as they come.
template <class Base>
class OpenSession final: public Base {
public:
    using Base::Base;
    std::size_t read_some(char* buffer, std::size_t size) {
        const int got = this->read(buffer, static_cast<std::streamsize>(size));
        return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bool has_bytes() { return this->buffered() > 0 || this->socket().available() > 0; }
};

template <class Session>
Connection connection_of(std::unique_ptr<Session> session) {
    Session* raw = session.get();
    return {
        std::move(session),
        [raw](char* buffer, std::size_t size) { return raw->read_some(buffer, size); },
        [raw] { return raw->has_bytes(); }};
}

std::string variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program sets variables
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string first_variable(const char* name, const char* other) {
    const std::string value = variable(name);
    return value.empty() ? variable(other) : value;
}

bool goes_direct(const std::string& host) {
    for (const std::string& piece : split(first_variable("no_proxy", "NO_PROXY"), ',')) {
        std::string name = to_lower(trim(piece));
        name = name.starts_with('.') ? name.substr(1) : name;
        if (!name.empty() && (name == "*" || host == name || host.ends_with("." + name))) {
            return true;
        }
    }
    return false;
}

/// HTTP_PROXY in capitals is not read: a web server sets it from a request's "Proxy" header.
std::optional<HttpProxy> proxy_of_environment(const Url& url) {
    const std::string text = url.scheme == "https" ? first_variable("https_proxy", "HTTPS_PROXY")
                                                   : variable("http_proxy");
    if (text.empty() || is_loopback(url.host) || goes_direct(url.host)) {
        return std::nullopt;
    }
    const std::string whole = text.find("://") == std::string::npos ? "http://" + text : text;
    const auto address = parse_url(whole);
    if (!address) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading the proxy from the environment",
             "it is not an address such as http://proxy.example.org:3128",
             url.scheme + "_proxy",
             ""});
    }
    HttpProxy proxy{*address, {}, {}};
    const std::string user = Poco::URI(whole).getUserInfo();
    proxy.user = user.substr(0, user.find(':'));
    if (user.find(':') != std::string::npos) {
        proxy.password = Secret(user.substr(user.find(':') + 1));
    }
    return proxy;
}

void use_proxy(Poco::Net::HTTPClientSession& session, const HttpOptions& options, const Url& url) {
    const std::optional<HttpProxy> proxy =
        options.proxy || !options.use_environment ? options.proxy : proxy_of_environment(url);
    if (!proxy) {
        session.setProxyConfig({});
        return;
    }
    Poco::Net::HTTPClientSession::ProxyConfig config;
    config.host = proxy->url.host;
    config.port = proxy->url.port;
    config.username = proxy->user;
    config.password = proxy->password.reveal();
    session.setProxyConfig(config);
}

void use_own_certificate(Context& context, const HttpOptions& options) {
    auto certificates = Poco::Crypto::X509Certificate::readPEM(options.certificate_file);
    if (certificates.empty()) {
        throw Poco::DataFormatException("no certificate in " + options.certificate_file);
    }
    context.useCertificate(certificates.front());
    for (std::size_t i = 1; i < certificates.size(); ++i) {
        context.addChainCertificate(certificates[i]);
    }
    std::istringstream pem(options.private_key.reveal() + "\n");
    context.usePrivateKey(Poco::Crypto::EVPPKey(nullptr, &pem, options.passphrase.reveal()));
}

} // namespace

Context::Ptr make_context(const HttpOptions& options) {
    static const bool ready = [] {
        Poco::Net::initializeSSL();
        return true;
    }();
    try {
        Context::Params params;
        params.verificationMode = Context::VERIFY_STRICT;
        params.loadDefaultCAs = ready;
        params.cipherList = "HIGH:!aNULL:!eNULL:!MD5:!RC4:!3DES";
        Context::Ptr context = new Context(Context::TLS_CLIENT_USE, params);
        context->disableProtocols(
            Context::PROTO_SSLV2 | Context::PROTO_SSLV3 | Context::PROTO_TLSV1 |
            Context::PROTO_TLSV1_1);
        if (!options.ca_file.empty()) {
            for (const auto& authority : Poco::Crypto::X509Certificate::readPEM(options.ca_file)) {
                context->addCertificateAuthority(authority);
            }
        }
        if (!options.certificate_file.empty()) {
            use_own_certificate(*context, options);
        }
        return context;
    } catch (const Poco::Exception& fault) {
        throw Error(
            ErrorCode::config_invalid,
            {"preparing TLS",
             fault.displayText(),
             options.ca_file.empty() ? options.certificate_file : options.ca_file,
             "give PEM files: ca, certificate and private_key"});
    }
}

Connection connect(const HttpOptions& options, const Context::Ptr& context, const Url& url) {
    Connection made;
    if (url.scheme == "https") {
        made = connection_of(std::make_unique<OpenSession<Poco::Net::HTTPSClientSession>>(
            url.host, url.port, context));
    } else {
        made = connection_of(
            std::make_unique<OpenSession<Poco::Net::HTTPClientSession>>(url.host, url.port));
    }
    const auto span = [](std::chrono::milliseconds time) {
        return Poco::Timespan(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
    };
    made.session->setTimeout(span(options.connect), span(options.read), span(options.read));
    made.session->setKeepAlive(false);
    use_proxy(*made.session, options, url);
    return made;
}

} // namespace tickmark::http
