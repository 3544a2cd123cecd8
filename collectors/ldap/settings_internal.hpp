#pragma once

#include "tickmark/config/problem.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/ldap.hpp"

#include <string>
#include <vector>

namespace tickmark::ldap {

/// A source's own keys, read.
struct Settings {
    LdapOptions connection;
    std::vector<std::string> bases;
    /// What to ask each base; attributes are those listed and those that fields are read from.
    LdapSearch search;
};

/// What is wrong with a source's keys, touching nothing.
void check_settings(const SourceConfig& source, Problems& problems);

/// Errors: config_invalid: what `check_settings` finds
Settings settings_of(const SourceConfig& source);

/// The search as it is kept with the collection: address, base, attributes, scope and filter in
/// the order of an LDAP URL (RFC 4516), not encoded.
std::string query_text(const Settings& settings, const std::string& base);

} // namespace tickmark::ldap
