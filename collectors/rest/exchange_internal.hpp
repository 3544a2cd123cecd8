#pragma once

#include "tickmark/collect/collector.hpp"

#include "settings_internal.hpp"
#include <optional>
#include <random>
#include <set>
#include <string>
#include <variant>

namespace tickmark::rest {

/// Why a pull cannot go on.
struct Trouble {
    Outcome outcome = Outcome::failed;
    std::string note;
};

/// What a page is asked with.
struct PageRequest {
    Url url;
    std::string body;
    std::string etag = {}; ///< of the page as it was; a 304 is an answer then
};

struct Answer {
    Url url; ///< after redirects
    HttpReply reply;
};

/// A short piece of a server's own words, fit for a note: one line, secrets covered.
std::string words_of(const HttpReply& reply, const Mask& mask);

/// Asks with credentials, follows redirects and tries again where that may help. It decides where
/// credentials may go: to the configured origin only, and never over http but to this machine.
/// What it learns on the way, the access token, becomes known to the mask of the settings.
class Exchange {
public:
    Exchange(Settings& settings, HttpClient& client, const FetchContext& context);

    std::variant<Answer, Trouble> ask(const PageRequest& page);

private:
    std::variant<Url, Trouble>
    redirected(const Url& url, const HttpReply& reply, std::set<std::string>& visited) const;
    std::optional<Trouble> refusal(const Url& url) const;
    std::optional<Trouble> authorise(HttpRequest& request);
    std::optional<Trouble> fetch_token();
    HttpReply patient(const HttpRequest& request);
    std::optional<std::chrono::milliseconds> wait_before(const HttpReply& reply, int attempt);
    std::optional<Trouble> trouble_of(const Url& url, const HttpReply& reply) const;
    Trouble
    trouble(Outcome outcome, const Url& url, const std::string& what, std::string_view hint) const;

    Settings& settings_;
    HttpClient& client_;
    const FetchContext& context_;
    Secret token_;
    std::minstd_rand random_;
};

} // namespace tickmark::rest
