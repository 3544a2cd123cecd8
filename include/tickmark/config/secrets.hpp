#pragma once

#include "tickmark/base/secret.hpp"
#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"
#include "tickmark/config/workspace.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// Whether a key of that name holds a secret wherever it stands in a source (password, token, …).
bool is_secret_key(std::string_view key);

/// Whether the value of an HTTP header of that name is a secret (Authorization, X-Api-Key, …).
bool is_secret_header(std::string_view name);

/// Whether `text` holds a reference, `${env:NAME}` or `${file:PATH}`.
bool has_reference(std::string_view text);

/// `node` with its references resolved, paths relative to `root`. A reference that cannot be
/// resolved is a problem that names the variable or the file, never a value.
std::optional<Secret> resolve_secret(const Node& node, const std::string& root, Problems& problems);

/// A secret outside the sources: ("privacy", "pseudonym_key"), ("seal", "key"). None when absent.
std::optional<Secret> workspace_secret(
    const Workspace& workspace, std::string_view section, std::string_view key, Problems& problems);

/// Name of the account that runs the program.
std::string login_name();

} // namespace tickmark
