#include "tickmark/config/secrets.hpp"

#include "../csv/options_internal.hpp"
#include "settings_internal.hpp"
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickmark::rest {

namespace {

bool is_pointer(const std::string& text) {
    try {
        const nlohmann::json::json_pointer pointer(text);
        return true;
    } catch (const nlohmann::json::exception&) {
        return false;
    }
}

class Checker {
public:
    Checker(const SourceConfig& source, Problems& problems) :
        block_(source.options), source_(source), problems_(problems) {}

    void run() {
        check_url();
        check_pointer(block_, "records");
        check_format();
        if (const Node* auth = block_.find("auth")) {
            check_auth(*auth);
        }
        if (const Node* pages = block_.find("pages")) {
            check_pages(*pages);
        }
        if (const Node* check = block_.find("check")) {
            check_checks(*check);
        }
    }

private:
    void add(const Position& at, std::string what) { problems_.push_back({at, std::move(what)}); }

    void check_url() {
        const Node* node = block_.find("url");
        if (node == nullptr) {
            add(source_.at, "source '" + source_.id + "': needs 'url'");
            return;
        }
        const auto url = parse_url(node->text());
        if (!url) {
            add(node->at(), "url: it is not an http or https address");
            return;
        }
        if (shown(*url, {}) != url->text()) {
            add(node->at(),
                "url: a secret stands in its query; take it out and give auth: "
                "{type: query, name: …, token: \"${env:NAME}\"}");
        }
        if (url->scheme == "http" && !is_loopback(url->host) && has_secret()) {
            add(node->at(),
                "url: credentials are not sent over http, where anyone on the way reads them; "
                "use https");
        }
    }

    void check_format() {
        csv::check_options(block_, problems_);
        for (const std::string_view key : {"delimiter", "encoding", "header_row"}) {
            const Node* node = block_.find(key);
            if (node != nullptr && block_.text_of("format") != "csv") {
                add(node->at(), fmt::format("{}: is for 'format: csv'", key));
            }
        }
    }

    bool has_secret() const {
        const Node* auth = block_.find("auth");
        return !source_.secrets.empty() ||
               (auth != nullptr && auth->text_of("type", "none") != "none");
    }

    void check_pointer(const Node& node, std::string_view key) {
        const std::string text = node.text_of(key);
        if (!is_pointer(text)) {
            add(node.find(key)->at(),
                fmt::format("{}: '{}' is not a JSON pointer; write it as '/items'", key, text));
        }
    }

    void need(const Node& node, std::string_view block, std::string_view key) {
        if (node.text_of(key).empty()) {
            add(node.at(), fmt::format("{}: needs '{}'", block, key));
        }
    }

    void check_auth(const Node& node) {
        static const std::map<std::string, std::vector<std::string_view>> needed{
            {"basic", {"user", "password"}},
            {"bearer", {"token"}},
            {"header", {"name", "token"}},
            {"query", {"name", "token"}},
            {"oauth2", {"token_url", "client_id", "client_secret"}}};
        const auto keys = needed.find(node.text_of("type"));
        if (keys == needed.end()) {
            return;
        }
        for (const std::string_view key : keys->second) {
            const bool beside =
                (key == "password" || key == "token") && block_.find(key) != nullptr;
            if (!beside) {
                need(node, "auth", key);
            }
        }
        const auto url = parse_url(node.text_of("token_url"));
        if (url && url->scheme == "http" && !is_loopback(url->host)) {
            add(node.find("token_url")->at(), "token_url: secrets are not sent over http");
        }
    }

    void check_pages(const Node& node) {
        const std::string by = node.text_of("by");
        check_pointer(node, "count");
        if (by == "next" || by == "cursor") {
            need(node, "pages", "next");
            check_pointer(node, "next");
        }
        if (by == "cursor") {
            need(node, "pages", "parameter");
        }
        if (node.text_of("until") == "short" && node.text_of("size").empty()) {
            add(node.at(), "pages: 'until: short' needs 'size'");
        }
        if (block_.text_of("format") == "csv" && by != "link") {
            add(node.at(), "pages: of CSV only 'by: link' can be followed");
        }
    }

    void check_checks(const Node& node) {
        const auto one = [this](const Node& check) {
            need(check, "check", "pointer");
            check_pointer(check, "pointer");
            check_pointer(check, "message");
            const bool says = check.find("equals") != nullptr || check.find("differs") != nullptr ||
                              check.find("absent") != nullptr;
            if (!says) {
                add(check.at(), "check: needs 'equals', 'differs' or 'absent'");
            }
        };
        if (node.is_map()) {
            one(node);
        }
        for (const Node& item : node.items()) {
            one(item);
        }
    }

    const Node& block_;
    const SourceConfig& source_;
    Problems& problems_;
};

} // namespace

void check_settings(const SourceConfig& source, Problems& problems) {
    Checker(source, problems).run();
}

} // namespace tickmark::rest
