#pragma once

#include "tickmark/config/workspace.hpp"
#include "tickmark/formats/csv_reader.hpp"
#include "tickmark/ports/http.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::rest {

/// Takes secrets out of texts before anything keeps or prints them: a server may send a token back
/// in a message, a redirect or the address of the next page.
class Mask {
public:
    void add(const Secret& secret);
    bool empty() const noexcept { return hidden_.empty(); }
    /// `text` with each secret as "***".
    std::string cover(std::string text) const;

private:
    std::vector<std::string> hidden_; ///< longest first
};

struct Auth {
    enum class Kind { none, basic, bearer, header, query, oauth2 };
    Kind kind = Kind::none;
    std::string user;   ///< of basic; the client's id of oauth2
    std::string name;   ///< of the header or the parameter
    std::string prefix; ///< before the secret in a header: "token "
    Secret secret;
    std::optional<Url> token_url;
    std::string scope;
    std::string audience;
    bool client_in_body = false;
};

struct Paging {
    enum class By { none, link, next, page, offset, cursor };
    By by = By::none;
    std::string next;      ///< pointer to the next address or token
    std::string total;     ///< pointer to the number of records, or a header's name
    std::string count;     ///< pointer to the number of pages
    std::string parameter; ///< that carries the page, the offset or the token
    std::string size_parameter;
    long long size = 0;  ///< records asked for at once
    long long first = 1; ///< number of the first page
    long long most = 0;  ///< pages
    bool until_short = false;
    bool in_body = false; ///< the token goes into the JSON body
};

/// What an answer must hold to be one (errors in HTTP 200).
struct AnswerCheck {
    std::string pointer;
    std::optional<std::string> equals;
    std::optional<std::string> differs;
    std::optional<bool> absent;
    std::string message; ///< pointer to the server's words
};

struct Settings {
    std::string method = "GET";
    Url url;
    NamedTexts headers;
    std::string body;
    Auth auth;
    Paging pages;
    std::vector<AnswerCheck> checks;
    HttpOptions http;
    std::string records;
    std::optional<CsvOptions> csv; ///< none: JSON
    int tries = 0;
    int redirects = 0;
    bool has_credentials = false;
    Mask mask;
};

/// The settings with their secrets in place.
///
/// Errors: config_invalid
Settings settings_of(const SourceConfig& source);

/// What can be said about them without secrets and without touching anything.
void check_settings(const SourceConfig& source, Problems& problems);

/// "200ms", "10s" or "5m"; none for anything else.
std::optional<std::chrono::milliseconds> parse_duration(const std::string& text);

/// "500KB", "64MB" or "1GB" in bytes (1 KB is 1,024); none for anything else.
std::optional<std::uint64_t> parse_size(const std::string& text);

/// An address fit to be kept and printed: secrets and the values of parameters that sound like
/// secrets are covered.
std::string shown(const Url& url, const Mask& mask);

} // namespace tickmark::rest
