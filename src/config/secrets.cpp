#include "tickmark/config/secrets.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "secrets_internal.hpp"
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace tickmark {

namespace {

constexpr std::array<std::string_view, 9> secret_keys{
    "password",
    "passphrase",
    "token",
    "secret",
    "client_secret",
    "api_key",
    "private_key",
    "pseudonym_key",
    "access_key"};

std::optional<std::string> variable(const std::string& name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program sets variables
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return std::string(value);
}

/// A file's text without the line end that editors leave behind.
std::string text_of_file(const std::string& path) {
    std::string text = read_file(path);
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.pop_back();
    }
    return text;
}

std::string resolve_env(const std::string& name, const Position& at, Problems& problems) {
    if (const auto value = variable(name)) {
        return *value;
    }
    if (name == "USER") {
        return login_name();
    }
    problems.push_back({at, fmt::format("the environment variable {} is not set", name)});
    return {};
}

std::string resolve_file(
    const std::string& path, const std::string& root, const Position& at, Problems& problems) {
    try {
        std::string text = text_of_file((std::filesystem::path(root) / path).string());
        if (text.empty()) {
            problems.push_back({at, fmt::format("the file {} is empty", path)});
        }
        return text;
    } catch (const Error& fault) {
        problems.push_back(
            {at, fmt::format("the file {} cannot be read: {}", path, fault.parts().why)});
        return {};
    }
}

} // namespace

bool is_secret_key(std::string_view key) {
    const std::string lower = to_lower(key);
    for (const std::string_view known : secret_keys) {
        if (lower == known) {
            return true;
        }
    }
    return false;
}

bool is_secret_header(std::string_view name) {
    const std::string lower = to_lower(name);
    for (const std::string_view part :
         {"authorization", "cookie", "token", "secret", "password", "key", "credential"}) {
        if (lower.find(part) != std::string::npos) {
            return true;
        }
    }
    return false;
}

bool has_reference(std::string_view text) {
    return text.find("${env:") != std::string_view::npos ||
           text.find("${file:") != std::string_view::npos;
}

namespace config_internal {

std::string
resolve_text(const Node& node, const std::string& root, bool files, Problems& problems) {
    const std::string& text = node.text();
    std::string out;
    std::size_t at = 0;
    for (;;) {
        const std::size_t start = text.find("${", at);
        out.append(text, at, start == std::string::npos ? start : start - at);
        if (start == std::string::npos) {
            return out;
        }
        const std::size_t end = text.find('}', start);
        const std::string inner =
            end == std::string::npos ? std::string() : text.substr(start + 2, end - start - 2);
        if (inner.starts_with("env:") && inner.size() > 4) {
            out += resolve_env(inner.substr(4), node.at(), problems);
        } else if (files && inner.starts_with("file:") && inner.size() > 5) {
            out += resolve_file(inner.substr(5), root, node.at(), problems);
        } else {
            problems.push_back(
                {node.at(),
                 files ? "a reference is written ${env:NAME} or ${file:PATH}"
                       : "a reference here is written ${env:NAME}; ${file:PATH} is for secrets"});
            return out;
        }
        at = end + 1;
    }
}

} // namespace config_internal

std::optional<Secret>
resolve_secret(const Node& node, const std::string& root, Problems& problems) {
    const std::size_t before = problems.size();
    std::string value = config_internal::resolve_text(node, root, true, problems);
    if (problems.size() > before) {
        return std::nullopt;
    }
    return Secret(std::move(value));
}

std::optional<Secret> workspace_secret(
    const Workspace& workspace,
    std::string_view section,
    std::string_view key,
    Problems& problems) {
    const Node* block = workspace.root_node.find(section);
    const Node* value = block == nullptr ? nullptr : block->find(key);
    if (value == nullptr || !value->is_scalar()) {
        return std::nullopt;
    }
    return resolve_secret(*value, workspace.root, problems);
}

std::string login_name() {
    constexpr std::size_t room = 16'384;
    std::vector<char> buffer(room);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr) {
        return entry.pw_name;
    }
    return fmt::format("uid {}", ::geteuid());
}

} // namespace tickmark
