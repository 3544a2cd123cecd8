#include "tickmark/ports/url.hpp"

#include "tickmark/base/text.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <fmt/format.h>

namespace tickmark {

namespace {

constexpr unsigned short http_port = 80;
constexpr unsigned short https_port = 443;

/// Path and query as they are written: decoding would lose the difference of '/' and "%2F".
void take_target(Url& url, std::string_view rest) {
    rest = rest.substr(0, rest.find('#'));
    const std::size_t mark = rest.find('?');
    url.path = std::string(rest.substr(0, mark));
    url.query = mark == std::string_view::npos ? "" : std::string(rest.substr(mark + 1));
    if (!url.path.starts_with('/')) {
        url.path.insert(0, "/");
    }
    for (std::string* part : {&url.path, &url.query}) {
        std::string safe;
        for (const char sign : *part) {
            const auto byte = static_cast<unsigned char>(sign);
            safe +=
                byte <= 0x20 || byte >= 0x7f ? fmt::format("%{:02X}", byte) : std::string(1, sign);
        }
        *part = safe;
    }
}

std::string encoded(std::string_view text) {
    std::string out;
    Poco::URI::encode(std::string(text), "!#$&'()*+,/:;=?@[]%", out);
    return out;
}

std::string decoded(const std::string& text) {
    std::string out;
    try {
        Poco::URI::decode(text, out, true);
    } catch (const Poco::Exception&) {
        return text; // a stray '%' is that sign
    }
    return out;
}

} // namespace

std::string Url::origin() const {
    const bool usual = port == (scheme == "https" ? https_port : http_port);
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return usual ? fmt::format("{}://{}", scheme, name)
                 : fmt::format("{}://{}:{}", scheme, name, port);
}

std::string Url::target() const {
    return query.empty() ? path : path + "?" + query;
}

std::string Url::text() const {
    return origin() + target();
}

std::optional<Url> parse_url(std::string_view text) {
    const std::size_t scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t host_end = std::min(text.find_first_of("/?#", scheme_end + 3), text.size());
    Url url;
    try {
        const Poco::URI uri(std::string(text.substr(0, host_end)));
        url.scheme = to_lower(uri.getScheme());
        url.host = to_lower(uri.getHost());
        url.port = uri.getPort();
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    const bool known = url.scheme == "http" || url.scheme == "https";
    if (!known || url.host.empty() || url.port == 0) {
        return std::nullopt;
    }
    take_target(url, text.substr(host_end));
    return url;
}

std::optional<Url> resolve_url(const Url& base, std::string_view reference) {
    if (reference.find("://") < reference.find_first_of("/?#")) {
        return parse_url(reference);
    }
    if (reference.starts_with("//")) {
        return parse_url(base.scheme + ":" + std::string(reference));
    }
    Url url = base;
    if (reference.starts_with('?')) {
        take_target(url, base.path + std::string(reference));
    } else if (reference.starts_with('/')) {
        take_target(url, reference);
    } else if (!reference.empty()) {
        take_target(url, base.path.substr(0, base.path.rfind('/') + 1) + std::string(reference));
    }
    return url;
}

Url with_parameter(Url url, std::string_view name, std::string_view value) {
    std::vector<std::string> pieces;
    for (const std::string& piece : split(url.query, '&')) {
        const bool same = decoded(piece.substr(0, piece.find('='))) == name;
        if (!same && !piece.empty()) {
            pieces.push_back(piece);
        }
    }
    pieces.push_back(encoded(name) + "=" + encoded(value));
    url.query = join(pieces, "&");
    return url;
}

std::string encode_form(const NamedTexts& members) {
    std::vector<std::string> pieces;
    pieces.reserve(members.size());
    for (const auto& [name, value] : members) {
        pieces.push_back(encoded(name) + "=" + encoded(value));
    }
    return join(pieces, "&");
}

bool is_loopback(std::string_view host) {
    const bool address =
        host.starts_with("127.") && std::all_of(host.begin(), host.end(), [](char sign) {
            return sign == '.' || (sign >= '0' && sign <= '9');
        });
    return address || host == "localhost" || host == "::1";
}

} // namespace tickmark
