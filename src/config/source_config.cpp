#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/secrets.hpp"

#include "secrets_internal.hpp"
#include "source_internal.hpp"
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <regex>
#include <utility>

namespace tickmark::config_internal {

namespace {

/// "35d" in days; hours must make whole days, because evidence is dated by the day.
std::optional<long long> read_age(const Node& block, Problems& problems) {
    const Node* node = block.find("max_age");
    static const std::regex shape("([1-9][0-9]{0,4})([dwh])");
    std::smatch match;
    if (node == nullptr || !std::regex_match(node->text(), match, shape)) {
        return std::nullopt;
    }
    constexpr long long days_a_week = 7;
    constexpr long long hours_a_day = 24;
    const long long count = std::stoll(match[1].str());
    if (match[2].str() == "w") {
        return count * days_a_week;
    }
    if (match[2].str() == "d") {
        return count;
    }
    if (count % hours_a_day != 0) {
        problems.push_back(
            {node->at(), fmt::format("max_age: {} hours are not whole days", count)});
    }
    return (count + hours_a_day - 1) / hours_a_day;
}

bool holds_password(const std::string& connection) {
    static const std::regex in_url("^[a-z+]+://[^/?#]*:[^/?#@]*@.*", std::regex::icase);
    static const std::regex in_options(
        "(^|[?&; ])(password|pwd|passwd|sslpassword)=.*", std::regex::icase);
    return std::regex_search(connection, in_url) || std::regex_search(connection, in_options);
}

void check_address(const Node& node, std::string_view key, Problems& problems) {
    if (node.is_scalar() && holds_password(node.text())) {
        problems.push_back(
            {node.at(),
             fmt::format(
                 "{}: a password stands inside; take it out and give password: ${{env:NAME}}",
                 key)});
    }
}

void check_addresses(const Node& block, Problems& problems) {
    for (const auto& [key, value] : block.members()) {
        for (const std::string_view known : {"connection", "url", "proxy", "token_url"}) {
            if (key.text() == known) {
                check_address(value, known, problems);
            }
        }
        if (value.is_map() && (key.text() == "proxy" || key.text() == "auth")) {
            check_addresses(value, problems);
        }
    }
}

/// Walks a source's block: secrets are taken out of it, other references are resolved in place.
class Resolver {
public:
    Resolver(SourceConfig& source, const std::string& root, Problems& problems) :
        source_(source), root_(root), problems_(problems) {}

    Node resolve(const Node& node, const std::string& path, bool secret) {
        switch (node.kind()) {
        case Node::Kind::map:
            return resolve_map(node, path, secret);
        case Node::Kind::list:
            return resolve_list(node, path, secret);
        case Node::Kind::scalar:
            break;
        case Node::Kind::null:
            return node;
        }
        if (secret) {
            take_secret(node, path);
            return node;
        }
        if (node.text().find("${") == std::string::npos) {
            return node;
        }
        return Node::make_scalar(
            resolve_text(node, root_, false, source_.unresolved), node.quoted(), node.at());
    }

private:
    Node resolve_map(const Node& node, const std::string& path, bool secret) {
        std::vector<std::pair<Node, Node>> members;
        const bool headers = path == "headers";
        for (const auto& [key, value] : node.members()) {
            const std::string inner = path.empty() ? key.text() : path + "." + key.text();
            if (inner == "fields" || inner == "dataset") {
                members.emplace_back(key, value);
                continue;
            }
            const bool hidden =
                secret || is_secret_key(key.text()) || (headers && is_secret_header(key.text()));
            members.emplace_back(key, resolve(value, inner, hidden));
        }
        return Node::make_map(std::move(members), node.at());
    }

    Node resolve_list(const Node& node, const std::string& path, bool secret) {
        std::vector<Node> items;
        for (const Node& item : node.items()) {
            items.push_back(resolve(item, path, secret));
        }
        return Node::make_list(std::move(items), node.at());
    }

    void take_secret(const Node& node, const std::string& path) {
        if (!has_reference(node.text())) {
            problems_.push_back(
                {node.at(),
                 fmt::format(
                     "{}: expected ${{env:NAME}} or ${{file:PATH}}; a secret is never written in "
                     "the file",
                     path)});
            return;
        }
        if (auto value = resolve_secret(node, root_, source_.unresolved)) {
            source_.secrets[path] = std::move(*value);
        }
    }

    SourceConfig& source_;
    const std::string& root_;
    Problems& problems_;
};

void read_paths(SourceConfig& source, const std::string& root) {
    for (const std::string& path : source.options.texts_of("path")) {
        source.paths.push_back(absolute_path(root, path));
    }
    constexpr std::string_view sqlite = "sqlite:";
    const std::string connection = source.options.text_of("connection");
    if (connection.starts_with(sqlite)) {
        source.paths.push_back(absolute_path(root, connection.substr(sqlite.size())));
    }
}

} // namespace

std::string absolute_path(const std::string& root, const std::string& path) {
    return (std::filesystem::path(root) / path).lexically_normal().string();
}

void check_zone(const Node& node, std::string_view key, Problems& problems) {
    try {
        const TimeZone known(node.text());
    } catch (const Error&) {
        problems.push_back(
            {node.at(),
             fmt::format(
                 "{}: expected an IANA time zone such as America/New_York, found {}",
                 key,
                 found_phrase(node))});
    }
}

SourceConfig
read_source(const Node& key, const Node& block, const std::string& root, Problems& problems) {
    SourceConfig source;
    source.id = key.text();
    source.at = key.at();
    source.root = root;
    source.options = block;
    if (!block.is_map()) {
        return source;
    }
    source.collector = block.text_of("collector");
    source.targets = read_targets(key, block, problems);
    source.max_age_days = read_age(block, problems);
    source.mode = block.text_of("mode") == "append" ? CollectMode::append : CollectMode::snapshot;
    check_addresses(block, problems);
    source.options = Resolver(source, root, problems).resolve(block, "", false);
    read_paths(source, root);
    return source;
}

} // namespace tickmark::config_internal
