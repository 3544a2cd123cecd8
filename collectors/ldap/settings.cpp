#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "columns_internal.hpp"
#include "settings_internal.hpp"
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <set>

namespace tickmark::ldap {

namespace {

constexpr int default_page_size = 500; // Active Directory gives no more than 1,000

Secret secret_of(const SourceConfig& source, const std::string& path) {
    const auto found = source.secrets.find(path);
    return found == source.secrets.end() ? Secret() : found->second;
}

/// "10s" of a key that the schema has checked.
std::chrono::milliseconds
span_of(const Node* limits, std::string_view key, std::chrono::milliseconds fallback) {
    const std::string text = limits == nullptr ? "" : limits->text_of(key);
    long long number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc()) {
        return fallback;
    }
    const std::string_view unit =
        trim(std::string_view(text).substr(static_cast<std::size_t>(read.ptr - text.data())));
    if (unit == "ms") {
        return std::chrono::milliseconds(number);
    }
    return unit == "m" ? std::chrono::minutes(number) : std::chrono::seconds(number);
}

LdapBind bind_of(const std::string& word) {
    if (word == "anonymous") {
        return LdapBind::anonymous;
    }
    return word == "external" ? LdapBind::external : LdapBind::simple;
}

std::string path_of(const SourceConfig& source, const Node* tls, std::string_view key) {
    const std::string text = tls == nullptr ? "" : tls->text_of(key);
    return text.empty() ? "" : (std::filesystem::path(source.root) / text).string();
}

LdapOptions connection_of(const SourceConfig& source) {
    const Node& block = source.options;
    LdapOptions options;
    options.url = block.text_of("url");
    options.start_tls = block.text_of("start_tls") == "true";
    const std::string bind = block.text_of("bind");
    options.bind = bind_of(bind);
    if (options.bind == LdapBind::simple) {
        options.bind_name = bind;
        options.password = secret_of(source, "password");
    }
    const Node* tls = block.find("tls");
    options.ca_file = path_of(source, tls, "ca");
    options.certificate_file = path_of(source, tls, "certificate");
    options.private_key = secret_of(source, "tls.private_key");
    const Node* limits = block.find("limits");
    options.connect = span_of(limits, "connect", options.connect);
    options.read = span_of(limits, "read", options.read);
    return options;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
    const auto same = [&](const std::string& known) { return to_lower(known) == to_lower(name); };
    if (std::none_of(names.begin(), names.end(), same)) {
        names.push_back(name);
    }
}

/// What is listed, and what fields are read from: nothing else leaves the directory. "1.1" asks for
/// names only.
std::vector<std::string> attributes_asked(const SourceConfig& source) {
    std::vector<std::string> names = source.options.texts_of("attributes");
    for (const auto& [text, at] : columns_of(source)) {
        if (const auto column = parse_column(text)) {
            for (const std::string& name : attributes_of(*column)) {
                add_once(names, name);
            }
        }
    }
    return names.empty() ? std::vector<std::string>{"1.1"} : names;
}

LdapSearch search_of(const SourceConfig& source) {
    const Node& block = source.options;
    LdapSearch search;
    const std::string scope = block.text_of("scope", "sub");
    search.scope = scope == "one"    ? LdapScope::one
                   : scope == "base" ? LdapScope::base
                                     : LdapScope::subtree;
    search.filter = block.text_of("filter", search.filter);
    search.attributes = attributes_asked(source);
    search.page_size = default_page_size;
    const std::string size = block.text_of("page_size");
    std::from_chars(size.data(), size.data() + size.size(), search.page_size);
    return search;
}

class Checker {
public:
    Checker(const SourceConfig& source, Problems& problems) :
        block_(source.options), source_(source), problems_(problems) {}

    void run() {
        check_bind();
        check_address();
        check_tls();
        check_search();
        std::set<std::string> said; // fields that all datasets share come once for each
        for (const auto& [column, at] : columns_of(source_)) {
            if (!parse_column(column) && said.insert(at.text()).second) {
                problems_.push_back(
                    {at, fmt::format("'{}' is no attribute and no column of an entry", column)});
            }
        }
    }

private:
    /// At the key, or at the source where the key is absent.
    void add(std::string_view key, const std::string& what) {
        const Node* node = block_.find(key);
        problems_.push_back({node == nullptr ? source_.at : node->at(), what});
    }

    bool has_password() const { return block_.find("password") != nullptr; }

    bool is_secured() const {
        return block_.text_of("start_tls") == "true" || block_.text_of("url").starts_with("ldaps:");
    }

    void check_bind() {
        const std::string bind = block_.text_of("bind");
        const LdapBind kind = bind_of(bind);
        if (bind.empty()) {
            add("bind",
                "source '" + source_.id +
                    "': needs 'bind': a name with a password, 'external', or 'anonymous'");
        } else if (kind == LdapBind::simple && !has_password()) {
            add("bind", "bind: a name needs 'password: ${env:NAME}' beside it");
        } else if (kind != LdapBind::simple && has_password()) {
            add("password", fmt::format("password: '{}' needs none", bind));
        }
        const Node* tls = block_.find("tls");
        const bool certificate = tls != nullptr && tls->find("certificate") != nullptr;
        if (kind == LdapBind::external && !certificate &&
            !block_.text_of("url").starts_with("ldapi:")) {
            add("bind", "bind: external needs tls: certificate, or an ldapi address");
        }
    }

    void check_address() {
        const auto address = parse_ldap_address(block_.text_of("url"));
        if (!address) {
            add("url",
                "url: write scheme, host and port only, such as ldaps://directory.example.org; "
                "base, filter and attributes have keys of their own");
            return;
        }
        if (address->scheme == "ldap" && !address->is_local() && !is_secured() && has_password()) {
            add("url",
                "url: a password is not sent over plain ldap, where anyone on the way reads it; "
                "use ldaps, or start_tls: true");
        }
        if (address->scheme == "ldaps" && block_.text_of("start_tls") == "true") {
            add("start_tls", "start_tls: ldaps is under TLS from the first byte");
        }
    }

    void check_tls() {
        const Node* tls = block_.find("tls");
        if (tls == nullptr) {
            return;
        }
        if (!is_secured()) {
            add("tls", "tls: needs an ldaps address or start_tls: true");
        }
        if ((tls->find("certificate") == nullptr) != (tls->find("private_key") == nullptr)) {
            add("tls", "tls: certificate and private_key go together");
        }
    }

    void check_search() {
        const std::vector<std::string> bases = block_.texts_of("base");
        if (bases.empty()) {
            add("base", "source '" + source_.id + "': needs 'base'");
        }
        for (const std::string& base : bases) {
            if (!is_ldap_name(base)) {
                add("base", fmt::format("base: '{}' is no name such as dc=example,dc=org", base));
            }
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

Settings settings_of(const SourceConfig& source) {
    Problems problems;
    check_settings(source, problems);
    if (!problems.empty()) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading source '" + source.id + "'",
             problems.front().what,
             problems.front().at.text(),
             ""});
    }
    return {connection_of(source), source.options.texts_of("base"), search_of(source)};
}

std::string query_text(const Settings& settings, const std::string& base) {
    const LdapSearch& search = settings.search;
    const std::string_view scope = search.scope == LdapScope::one    ? "one"
                                   : search.scope == LdapScope::base ? "base"
                                                                     : "sub";
    std::string url = settings.connection.url;
    url += url.ends_with('/') ? "" : "/";
    return fmt::format(
        "{}{}?{}?{}?{}", url, base, join(search.attributes, ","), scope, search.filter);
}

} // namespace tickmark::ldap
