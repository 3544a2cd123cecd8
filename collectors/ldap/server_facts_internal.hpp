#pragma once

#include "tickmark/ports/ldap.hpp"

#include <optional>
#include <string>

namespace tickmark::ldap {

/// What a directory says of itself in its root entry.
struct ServerFacts {
    std::string product; ///< "OpenLDAP"; empty where it does not say
    std::string host;    ///< name it gives itself
    std::string schema;  ///< name of the entry that holds its schema
    /// Whether it pages results (RFC 2696); none where it does not list what it can do.
    std::optional<bool> pages;
};

/// Source: RFC 4512, 5.1; [MS-ADTS] 3.1.1.3.2
ServerFacts read_server_facts(LdapConnection& connection);

} // namespace tickmark::ldap
