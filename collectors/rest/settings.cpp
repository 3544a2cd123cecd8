#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/secrets.hpp"

#include "../csv/options_internal.hpp"
#include "settings_internal.hpp"
#include "words_internal.hpp"
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace tickmark::rest {

namespace {

using nlohmann::json;

constexpr int default_tries = 4;
constexpr int default_redirects = 5;
constexpr long long default_most_pages = 1'000;

[[noreturn]] void refuse(const SourceConfig& source, const Position& at, const std::string& why) {
    throw Error(
        ErrorCode::config_invalid, {"reading source '" + source.id + "'", why, at.text(), ""});
}

/// Number and unit of "10s"; the unit must be one of those given.
std::optional<std::uint64_t>
measure(const std::string& text, const std::map<std::string, std::uint64_t>& units) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto unit = units.find(
        std::string(trim(text.substr(static_cast<std::size_t>(read.ptr - text.data())))));
    constexpr std::uint64_t most = 1'000'000;
    if (read.ec != std::errc() || unit == units.end() || number == 0 || number > most) {
        return std::nullopt;
    }
    return number * unit->second;
}

long long number_of(const Node& node, std::string_view key, long long fallback) {
    const std::string text = node.text_of(key);
    long long number = fallback;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class SettingsReader {
public:
    explicit SettingsReader(const SourceConfig& source) : source_(source), block_(source.options) {}

    Settings read() {
        settings_.method = block_.text_of("method", "GET");
        read_url();
        read_headers();
        read_body();
        if (const Node* auth = block_.find("auth")) {
            read_auth(*auth);
        }
        if (const Node* pages = block_.find("pages")) {
            read_pages(*pages);
        }
        read_checks();
        read_limits();
        read_connection();
        settings_.records = block_.text_of("records");
        if (block_.text_of("format") == "csv") {
            settings_.csv = csv::options_of(block_);
        }
        return std::move(settings_);
    }

private:
    /// The secret that stands at a dotted key, known to the mask from then on.
    Secret secret(const std::string& key) {
        const auto found = source_.secrets.find(key);
        if (found == source_.secrets.end()) {
            return {};
        }
        settings_.mask.add(found->second);
        return found->second;
    }

    Url url_at(const Node& node) const {
        auto url = parse_url(node.text());
        if (!url) {
            refuse(source_, node.at(), "it is not an http or https address");
        }
        return *url;
    }

    void read_url() {
        const Node* node = block_.find("url");
        if (node == nullptr) {
            refuse(source_, source_.at, "needs 'url'");
        }
        settings_.url = url_at(*node);
        if (const Node* query = block_.find("query")) {
            for (const auto& [name, value] : query->members()) {
                settings_.url = with_parameter(settings_.url, name.text(), value.text());
            }
        }
    }

    void read_headers() {
        settings_.headers.emplace_back(
            "Accept", block_.text_of("format") == "csv" ? "text/csv" : "application/json");
        const Node* headers = block_.find("headers");
        if (headers == nullptr) {
            return;
        }
        for (const auto& [name, value] : headers->members()) {
            const Secret hidden = secret("headers." + name.text());
            settings_.has_credentials = settings_.has_credentials || !hidden.empty();
            if (to_lower(name.text()) == "accept") {
                settings_.headers.erase(settings_.headers.begin());
            }
            settings_.headers.emplace_back(
                name.text(), hidden.empty() ? value.text() : hidden.reveal());
        }
    }

    json json_at(const Node& node, const std::string& path) {
        json value;
        switch (node.kind()) {
        case Node::Kind::map:
            value = json::object();
            for (const auto& [key, member] : node.members()) {
                value[key.text()] = json_at(member, path + "." + key.text());
            }
            return value;
        case Node::Kind::list:
            value = json::array();
            for (const Node& item : node.items()) {
                value.push_back(json_at(item, path));
            }
            return value;
        case Node::Kind::scalar:
            break;
        case Node::Kind::null:
            return value;
        }
        const Secret hidden = secret(path);
        if (!hidden.empty()) {
            settings_.has_credentials = true;
            return hidden.reveal();
        }
        value = node.quoted() ? json() : json::parse(node.text(), nullptr, false);
        return value.is_number() || value.is_boolean() ? value : json(node.text());
    }

    void read_body() {
        const Node* body = block_.find("body");
        if (body == nullptr) {
            return;
        }
        settings_.body = body->is_scalar() ? body->text() : json_at(*body, "body").dump();
        const bool typed =
            std::any_of(settings_.headers.begin(), settings_.headers.end(), [](const auto& header) {
                return to_lower(header.first) == "content-type";
            });
        if (!typed) {
            settings_.headers.emplace_back(
                "Content-Type",
                body->is_scalar() && !body->text().starts_with('{')
                    ? "application/x-www-form-urlencoded"
                    : "application/json");
        }
    }

    void read_auth(const Node& node) {
        static const std::map<std::string, Auth::Kind> kinds{
            {"none", Auth::Kind::none},
            {"basic", Auth::Kind::basic},
            {"bearer", Auth::Kind::bearer},
            {"header", Auth::Kind::header},
            {"query", Auth::Kind::query},
            {"oauth2", Auth::Kind::oauth2}};
        Auth& auth = settings_.auth;
        const auto kind = kinds.find(node.text_of("type", "none"));
        if (kind == kinds.end()) {
            refuse(source_, node.at(), "auth: unknown type '" + node.text_of("type") + "'");
        }
        auth.kind = kind->second;
        auth.user = node.text_of("user", node.text_of("client_id"));
        auth.name = node.text_of("name");
        auth.prefix = node.text_of("prefix");
        auth.scope = node.text_of("scope");
        auth.audience = node.text_of("audience");
        auth.client_in_body = node.text_of("client") == "body";
        if (const Node* url = node.find("token_url")) {
            auth.token_url = url_at(*url);
        }
        for (const char* key :
             {"auth.password", "auth.token", "auth.client_secret", "password", "token"}) {
            if (auth.secret.empty()) {
                auth.secret = secret(key);
            }
        }
        if (auth.kind != Auth::Kind::none && auth.secret.empty()) {
            refuse(source_, node.at(), "auth: the password, token or client_secret is empty");
        }
        settings_.has_credentials = settings_.has_credentials || auth.kind != Auth::Kind::none;
    }

    void read_pages(const Node& node) {
        static const std::map<std::string, Paging::By> ways{
            {"link", Paging::By::link},
            {"next", Paging::By::next},
            {"page", Paging::By::page},
            {"offset", Paging::By::offset},
            {"cursor", Paging::By::cursor}};
        Paging& pages = settings_.pages;
        const auto way = ways.find(node.text_of("by"));
        pages.by = way == ways.end() ? Paging::By::none : way->second;
        pages.next = node.text_of("next");
        pages.total = node.text_of("total");
        pages.count = node.text_of("count");
        pages.parameter =
            node.text_of("parameter", pages.by == Paging::By::offset ? "offset" : "page");
        pages.size_parameter = node.text_of("size_parameter");
        pages.size = number_of(node, "size", 0);
        pages.first = number_of(node, "first", 1);
        pages.most = number_of(node, "most", default_most_pages);
        pages.until_short = node.text_of("until") == "short";
        pages.in_body = node.text_of("in") == "body";
    }

    void read_checks() {
        const Node* node = block_.find("check");
        if (node == nullptr) {
            return;
        }
        const auto add = [this](const Node& one) {
            AnswerCheck check;
            check.pointer = one.text_of("pointer");
            check.message = one.text_of("message");
            if (one.find("equals") != nullptr) {
                check.equals = one.text_of("equals");
            }
            if (one.find("differs") != nullptr) {
                check.differs = one.text_of("differs");
            }
            if (one.find("absent") != nullptr) {
                check.absent = one.text_of("absent") == "true";
            }
            settings_.checks.push_back(std::move(check));
        };
        if (node->is_map()) {
            add(*node);
        }
        for (const Node& item : node->items()) {
            add(item);
        }
    }

    void read_limits() {
        settings_.tries = default_tries;
        settings_.redirects = default_redirects;
        settings_.pages.most = std::max(settings_.pages.most, 0LL);
        if (settings_.pages.most == 0) {
            settings_.pages.most = default_most_pages;
        }
        const Node* node = block_.find("limits");
        if (node == nullptr) {
            return;
        }
        HttpOptions& http = settings_.http;
        http.connect = parse_duration(node->text_of("connect")).value_or(http.connect);
        http.read = parse_duration(node->text_of("read")).value_or(http.read);
        http.whole = parse_duration(node->text_of("whole")).value_or(http.whole);
        http.most_bytes = parse_size(node->text_of("page_size")).value_or(http.most_bytes);
        settings_.tries = static_cast<int>(number_of(*node, "tries", default_tries));
        settings_.redirects = static_cast<int>(number_of(*node, "redirects", default_redirects));
    }

    std::string file_at(const Node& node, std::string_view key) const {
        const std::string path = node.text_of(key);
        return path.empty()
                   ? path
                   : (std::filesystem::path(source_.root) / path).lexically_normal().string();
    }

    void read_connection() {
        HttpOptions& http = settings_.http;
        if (const Node* tls = block_.find("tls")) {
            http.ca_file = file_at(*tls, "ca");
            http.certificate_file = file_at(*tls, "certificate");
            http.private_key = secret("tls.private_key");
            http.passphrase = secret("tls.passphrase");
            settings_.has_credentials = settings_.has_credentials || !http.certificate_file.empty();
        }
        const Node* proxy = block_.find("proxy");
        if (proxy == nullptr) {
            return;
        }
        http.use_environment = false;
        if (proxy->is_map()) {
            http.proxy = HttpProxy{
                url_at(*proxy->find("url")), proxy->text_of("user"), secret("proxy.password")};
            // As it goes out: what answers as the proxy may send it back.
            settings_.mask.add(
                Secret(base64(http.proxy->user + ":" + http.proxy->password.reveal())));
        } else if (proxy->text() != "none") {
            http.proxy = HttpProxy{url_at(*proxy), {}, {}};
        }
    }

    const SourceConfig& source_;
    const Node& block_;
    Settings settings_;
};

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(const std::string& text) {
    constexpr std::uint64_t second = 1'000;
    constexpr std::uint64_t minute = 60'000;
    const auto found = measure(text, {{"ms", 1}, {"s", second}, {"m", minute}});
    return found ? std::optional(std::chrono::milliseconds(static_cast<std::int64_t>(*found)))
                 : std::nullopt;
}

std::optional<std::uint64_t> parse_size(const std::string& text) {
    constexpr std::uint64_t kilo = 1'024;
    return measure(text, {{"KB", kilo}, {"MB", kilo * kilo}, {"GB", kilo * kilo * kilo}});
}

Settings settings_of(const SourceConfig& source) {
    return SettingsReader(source).read();
}

} // namespace tickmark::rest
