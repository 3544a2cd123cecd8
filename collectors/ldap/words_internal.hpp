#pragma once

#include "tickmark/collect/collector.hpp"
#include "tickmark/ports/ldap.hpp"

#include <string>

namespace tickmark::ldap {

/// What a request that failed means for the collection, when nothing had been read before.
Outcome outcome_of(const LdapStatus& status, LdapBind bind) noexcept;

/// Whether the server stopped at a limit of its own: what came is only a part.
bool is_limit(const LdapStatus& status) noexcept;

/// Whether that may be the answer of a server that does not page results, or not for this account.
bool is_no_paging(const LdapStatus& status) noexcept;

/// What to try; empty where there is nothing to say.
std::string hint_for(const LdapStatus& status, LdapBind bind);

} // namespace tickmark::ldap
