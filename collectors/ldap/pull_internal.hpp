#pragma once

#include "tickmark/collect/collector.hpp"
#include "tickmark/ports/ldap.hpp"

#include <functional>
#include <memory>

namespace tickmark::ldap {

/// Makes a connection that is not open yet.
using Connector = std::function<std::unique_ptr<LdapConnection>(const LdapOptions&)>;

/// Reads every page of every base; each page is a payload.
///
/// Errors: config_invalid, cancelled
Fetched pull(const SourceConfig& source, const FetchContext& context, const Connector& connect);

} // namespace tickmark::ldap
