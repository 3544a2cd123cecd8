#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark {

/// Names and values of a query, a form or headers, in their order.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// An http or https address in its parts.
struct Url {
    std::string scheme; ///< "http" or "https"
    std::string host;   ///< lower case; an IPv6 address without brackets
    unsigned short port = 0;
    std::string path;  ///< as written, encoded; at least "/"
    std::string query; ///< as written, encoded, without '?'

    /// "https://host[:port]/path?query"; the port only where it is not the scheme's own.
    std::string text() const;
    /// "https://host[:port]"
    std::string origin() const;
    /// What a request line carries: "/path?query".
    std::string target() const;
};

/// Reads an absolute http(s) address; user information and fragment are left out. None for
/// anything else.
std::optional<Url> parse_url(std::string_view text);

/// `reference` (absolute or relative) seen from `base`; none when the result is no http(s) address.
std::optional<Url> resolve_url(const Url& base, std::string_view reference);

/// `url` with the query parameter set; others stay as they are written.
Url with_parameter(Url url, std::string_view name, std::string_view value);

/// "a=1&b=x%20y"
std::string encode_form(const NamedTexts& members);

/// Whether a host name or address means this machine.
bool is_loopback(std::string_view host);

} // namespace tickmark
