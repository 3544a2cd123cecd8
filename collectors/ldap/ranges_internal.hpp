#pragma once

#include "tickmark/ports/ldap.hpp"

#include <functional>
#include <string>

namespace tickmark::ldap {

/// Asks the directory for one entry again; the connection is opened on first use.
using AskEntry = std::function<LdapPage(const LdapSearch&)>;

/// Puts the values of attributes that Active Directory gave in part ("member;range=0-1499")
/// together, asking for the rest until the last part ("member;range=1500-*"). Returns what went
/// wrong, or an empty text.
///
/// Source: [MS-ADTS] 3.1.1.3.1.3.3
std::string complete_ranges(LdapEntry& entry, const AskEntry& ask);

} // namespace tickmark::ldap
