#include "tickmark/base/text.hpp"

#include "exchange_internal.hpp"
#include "words_internal.hpp"
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace tickmark::rest {

namespace {

constexpr int not_modified = 304;
constexpr int unauthorised = 401;

bool is_redirect(const HttpReply& reply) {
    static const std::set<int> codes{301, 302, 303, 307, 308};
    return reply.fault == HttpFault::none && codes.contains(reply.status);
}

bool may_pass(const HttpReply& reply) {
    static const std::set<int> codes{429, 500, 502, 503, 504};
    switch (reply.fault) {
    case HttpFault::none:
        return codes.contains(reply.status);
    case HttpFault::unreachable:
    case HttpFault::timed_out:
    case HttpFault::cut_off:
        return true;
    default:
        return false;
    }
}

/// Seconds, or a date as HTTP writes it.
std::optional<std::chrono::milliseconds> retry_after(const HttpReply& reply, Instant now) {
    constexpr std::int64_t second = 1'000;
    constexpr std::int64_t most = 100'000'000;
    const std::string text(trim(reply.header("Retry-After")));
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (!text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size()) {
        return std::chrono::milliseconds(std::clamp<std::int64_t>(seconds, 0, most) * second);
    }
    const std::size_t comma = text.find(", ");
    if (comma == std::string::npos) {
        return std::nullopt;
    }
    const auto date =
        parse_datetime(text.substr(comma + 2), "%d %b %Y %H:%M:%S GMT", TimeZone::utc());
    if (!date) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(
        std::max<std::int64_t>(date->milliseconds() - now.milliseconds(), 0));
}

/// The request that a redirect asks for: 303 always means GET, and so do 301 and 302 after a POST.
void turn(HttpRequest& request, int status) {
    constexpr int keeps_method = 307;
    if (status < keeps_method && request.method == "POST") {
        request.method = "GET";
        request.body.clear();
    }
}

} // namespace

Exchange::Exchange(Settings& settings, HttpClient& client, const FetchContext& context) :
    settings_(settings),
    client_(client),
    context_(context),
    random_(static_cast<unsigned>(context.now().milliseconds())) {}

Trouble Exchange::trouble(
    Outcome outcome, const Url& url, const std::string& what, std::string_view hint) const {
    return {
        outcome,
        fmt::format(
            "{}: {}{}",
            shown(url, settings_.mask),
            settings_.mask.cover(what),
            hint.empty() ? "" : fmt::format(" ({})", hint))};
}

std::optional<Trouble> Exchange::refusal(const Url& url) const {
    const Url& home = settings_.url;
    if (home.scheme == "https" && url.scheme != "https") {
        return trouble(
            Outcome::failed,
            url,
            "the system leads from https to http; that is not followed",
            "give the https address it should lead to as url");
    }
    if (!settings_.has_credentials) {
        return std::nullopt;
    }
    if (url.scheme == "http" && !is_loopback(url.host)) {
        return trouble(
            Outcome::failed, url, "credentials are not sent over http", "use https in url");
    }
    if (url.origin() != home.origin()) {
        return trouble(
            Outcome::failed,
            url,
            "the system leads to another host; credentials go to " + home.origin() + " only",
            "if that host is right, give it in url");
    }
    return std::nullopt;
}

std::variant<Url, Trouble>
Exchange::redirected(const Url& url, const HttpReply& reply, std::set<std::string>& visited) const {
    const auto target = resolve_url(url, reply.header("Location"));
    visited.insert(url.text());
    if (!target || reply.header("Location").empty()) {
        return trouble(Outcome::failed, url, "a redirect that leads nowhere", "check url");
    }
    if (visited.contains(target->text())) {
        return trouble(
            Outcome::failed,
            url,
            "the redirects go round in a loop",
            "check url and the credentials: a login page may lead back and forth");
    }
    if (visited.size() > static_cast<std::size_t>(settings_.redirects)) {
        return trouble(
            Outcome::failed,
            url,
            fmt::format("more than {} redirects", settings_.redirects),
            "give the last address as url");
    }
    return *target;
}

std::variant<Answer, Trouble> Exchange::ask(const PageRequest& page) {
    HttpRequest request{settings_.method, page.url, settings_.headers, page.body};
    std::set<std::string> visited;
    bool renewed = false;
    for (;;) {
        if (auto no = refusal(request.url)) {
            return *no;
        }
        HttpRequest signed_request = request;
        const bool conditional = !page.etag.empty() && visited.empty();
        if (conditional) {
            signed_request.headers.emplace_back("If-None-Match", page.etag);
        }
        if (auto no = authorise(signed_request)) {
            return *no;
        }
        HttpReply reply = patient(signed_request);
        const bool stale = settings_.auth.kind == Auth::Kind::oauth2 && !renewed &&
                           reply.fault == HttpFault::none && reply.status == unauthorised;
        if (stale) {
            renewed = true;
            token_ = Secret();
            continue;
        }
        if (!is_redirect(reply)) {
            const bool holds =
                conditional && reply.fault == HttpFault::none && reply.status == not_modified;
            if (auto no = holds ? std::nullopt : trouble_of(request.url, reply)) {
                return *no;
            }
            return Answer{request.url, std::move(reply)};
        }
        const auto target = redirected(request.url, reply, visited);
        if (const auto* no = std::get_if<Trouble>(&target)) {
            return *no;
        }
        turn(request, reply.status);
        request.url = std::get<Url>(target);
    }
}

std::optional<Trouble> Exchange::authorise(HttpRequest& request) {
    const Auth& auth = settings_.auth;
    switch (auth.kind) {
    case Auth::Kind::none:
        break;
    case Auth::Kind::basic: {
        const Secret pair(base64(auth.user + ":" + auth.secret.reveal()));
        settings_.mask.add(pair);
        request.headers.emplace_back("Authorization", "Basic " + pair.reveal());
        break;
    }
    case Auth::Kind::bearer:
        request.headers.emplace_back("Authorization", "Bearer " + auth.secret.reveal());
        break;
    case Auth::Kind::header:
        request.headers.emplace_back(auth.name, auth.prefix + auth.secret.reveal());
        break;
    case Auth::Kind::query:
        request.url = with_parameter(request.url, auth.name, auth.secret.reveal());
        break;
    case Auth::Kind::oauth2:
        if (token_.empty()) {
            if (auto no = fetch_token()) {
                return no;
            }
        }
        request.headers.emplace_back("Authorization", "Bearer " + token_.reveal());
        break;
    }
    return std::nullopt;
}

std::optional<Trouble> Exchange::fetch_token() {
    const Auth& auth = settings_.auth;
    const Url& url = *auth.token_url;
    if (url.scheme == "http" && !is_loopback(url.host)) {
        return trouble(
            Outcome::failed, url, "secrets are not sent over http", "use https in token_url");
    }
    NamedTexts form{{"grant_type", "client_credentials"}};
    if (!auth.scope.empty()) {
        form.emplace_back("scope", auth.scope);
    }
    if (!auth.audience.empty()) {
        form.emplace_back("audience", auth.audience);
    }
    HttpRequest request{"POST", url, {{"Content-Type", "application/x-www-form-urlencoded"}}, {}};
    if (auth.client_in_body) {
        form.emplace_back("client_id", auth.user);
        form.emplace_back("client_secret", auth.secret.reveal());
    } else {
        // RFC 6749 2.3.1: both are form-encoded before they are joined.
        const Secret pair(base64(
            encode_form({{"", auth.user}}).substr(1) + ":" +
            encode_form({{"", auth.secret.reveal()}}).substr(1)));
        settings_.mask.add(pair);
        request.headers.emplace_back("Authorization", "Basic " + pair.reveal());
    }
    request.body = encode_form(form);
    const HttpReply reply = patient(request);
    if (auto no = trouble_of(url, reply)) {
        return no;
    }
    const auto answer = nlohmann::json::parse(reply.body, nullptr, false);
    if (!answer.is_object() || !answer.contains("access_token") ||
        !answer["access_token"].is_string()) {
        return trouble(
            Outcome::failed,
            url,
            "the answer holds no access_token",
            "check token_url, client_id and scope");
    }
    token_ = Secret(answer["access_token"].get<std::string>());
    settings_.mask.add(token_);
    return std::nullopt;
}

HttpReply Exchange::patient(const HttpRequest& request) {
    for (int attempt = 1;; ++attempt) {
        HttpReply reply = client_.send(request);
        if (!may_pass(reply) || attempt >= settings_.tries) {
            return reply;
        }
        const auto wait = wait_before(reply, attempt);
        if (!wait) {
            return reply;
        }
        context_.sleep(*wait);
    }
}

std::optional<std::chrono::milliseconds>
Exchange::wait_before(const HttpReply& reply, int attempt) {
    using std::chrono::milliseconds;
    constexpr milliseconds longest{300'000};
    constexpr int base = 1'000;
    constexpr int most_doublings = 6;
    if (const auto asked = retry_after(reply, context_.now())) {
        return *asked > longest ? std::nullopt : asked;
    }
    const int step = base << std::min(attempt - 1, most_doublings);
    std::uniform_int_distribution<int> jitter(0, step / 2);
    return milliseconds(step + jitter(random_));
}

std::optional<Trouble> Exchange::trouble_of(const Url& url, const HttpReply& reply) const {
    if (reply.fault != HttpFault::none) {
        return trouble(outcome_of(reply.fault), url, reply.words, hint_for(reply.fault));
    }
    constexpr int first_good = 200;
    constexpr int first_other = 300;
    if (reply.status >= first_good && reply.status < first_other) {
        return std::nullopt;
    }
    const std::string words = words_of(reply, settings_.mask);
    const std::string retry(trim(reply.header("Retry-After")));
    return trouble(
        outcome_of(reply.status),
        url,
        fmt::format(
            "the server answers {} {}{}{}",
            reply.status,
            reply.words,
            words.empty() ? "" : ": " + words,
            retry.empty() ? "" : "; it asks to wait until or for " + retry.substr(0, 40)),
        hint_for(reply.status));
}

} // namespace tickmark::rest
