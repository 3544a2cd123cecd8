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

std::optional<std::string> text_member(const Node& node, std::string_view key) {
    const Node* member = node.find(key);
    if (member == nullptr || !member->is_scalar()) {
        return std::nullopt;
    }
    return member->text();
}

FieldSpec read_field(const Node& key, const Node& node, Problems& problems) {
    FieldSpec spec;
    spec.name = key.text();
    spec.at = key.at();
    if (node.is_scalar()) {
        spec.from = node.text();
        return spec;
    }
    spec.constant = text_member(node, "value");
    spec.from = node.text_of("from", spec.constant ? "" : spec.name);
    spec.date_pattern = text_member(node, "date");
    spec.zone = text_member(node, "zone");
    spec.fallback = text_member(node, "default");
    spec.split = text_member(node, "split");
    if (spec.zone) {
        check_zone(*node.find("zone"), "zone", problems);
    }
    if (const Node* map = node.find("map"); map != nullptr) {
        check_free_keys(*map, problems);
        for (const auto& [word, meaning] : map->members()) {
            spec.map.emplace_back(word.text(), meaning.text());
        }
    }
    if (spec.constant && node.find("from") != nullptr) {
        problems.push_back(
            {node.find("from")->at(),
             "from and value exclude each other: one value for every "
             "record has no place in the source"});
    }
    return spec;
}

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

Expectation read_expectation(const Node& block) {
    Expectation expectation;
    const Node* node = block.find("expect");
    if (node == nullptr) {
        return expectation;
    }
    static const std::regex rows_shape("(>=|<=|=|>|<) *([0-9]{1,15})");
    static const std::regex change_shape("(<=|<) *([0-9]{1,6}([.][0-9]{1,6})?) *%");
    std::smatch match;
    const std::string rows = node->text_of("rows");
    if (std::regex_match(rows, match, rows_shape)) {
        expectation.rows = {match[1].str(), std::stoll(match[2].str())};
    }
    const std::string change = node->text_of("change");
    if (std::regex_match(change, match, change_shape)) {
        expectation.change = {match[1].str(), std::stod(match[2].str())};
    }
    return expectation;
}

bool holds_password(const std::string& connection) {
    static const std::regex in_url("^[a-z+]+://[^/?#]*:[^/?#@]*@.*", std::regex::icase);
    static const std::regex in_options(
        "(^|[?&; ])(password|pwd|passwd|sslpassword)=.*", std::regex::icase);
    return std::regex_search(connection, in_url) || std::regex_search(connection, in_options);
}

void check_address(const Node& block, std::string_view key, Problems& problems) {
    const Node* node = block.find(key);
    if (node != nullptr && node->is_scalar() && holds_password(node->text())) {
        problems.push_back(
            {node->at(),
             fmt::format(
                 "{}: a password stands inside; take it out and give password: ${{env:NAME}}",
                 key)});
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
            if (inner == "fields") {
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

/// The first dataset where a source names several. The schema lets only the readers of scans,
/// documents and statements leave it out.
std::string dataset_of(const Node& block) {
    const Node* node = block.find("dataset");
    if (node == nullptr) {
        return "control_evidence";
    }
    if (node->is_map() && !node->members().empty()) {
        return node->members().front().first.text();
    }
    const std::vector<std::string> names = block.texts_of("dataset");
    return names.empty() ? std::string() : names.front();
}

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
    source.dataset = dataset_of(block);
    source.max_age_days = read_age(block, problems);
    source.expect = read_expectation(block);
    source.mode = block.text_of("mode") == "append" ? CollectMode::append : CollectMode::snapshot;
    if (const Node* fields = block.find("fields"); fields != nullptr) {
        check_free_keys(*fields, problems);
        for (const auto& [name, spec] : fields->members()) {
            source.fields.push_back(read_field(name, spec, problems));
        }
    }
    check_address(block, "connection", problems);
    check_address(block, "url", problems);
    source.options = Resolver(source, root, problems).resolve(block, "", false);
    read_paths(source, root);
    return source;
}

} // namespace tickmark::config_internal
