#pragma once

#include "tickmark/base/secret.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// Where a directory is: "ldap://host[:port]", "ldaps://host[:port]" or "ldapi://PATH-ENCODED".
struct LdapAddress {
    std::string scheme; ///< "ldap", "ldaps" or "ldapi"
    std::string host;   ///< lower case; empty for ldapi
    unsigned short port = 0;

    /// Whether what is sent stays on this machine.
    bool is_local() const;
};

/// Reads such an address; none for anything else, and where a base, a filter or a user stands in
/// it, which have keys of their own.
std::optional<LdapAddress> parse_ldap_address(std::string_view text);

/// Whether text is a name in a directory ("ou=people,dc=example,dc=org"); empty is one too.
bool is_ldap_name(const std::string& text);

enum class LdapBind {
    anonymous,
    simple,  ///< name and password
    external ///< who the TLS certificate or the local socket says we are (SASL EXTERNAL)
};

/// What a connection may use and trust.
struct LdapOptions {
    std::string url;
    bool start_tls = false;
    LdapBind bind = LdapBind::anonymous;
    std::string bind_name;
    Secret password;
    std::string ca_file; ///< PEM, instead of the system's own authorities
    std::string certificate_file;
    Secret private_key; ///< of the certificate, PEM
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds read{60'000}; ///< for one answer: a bind, or a page
};

/// Why no good answer came.
enum class LdapFault {
    none,
    refused,     ///< the server answered with a code other than success
    unreachable, ///< no such host, refused, no route
    untrusted,   ///< TLS could not be set up: the certificate or the protocol
    timed_out,   ///< connecting or waiting took too long
    cut_off,     ///< the connection ended before the answer did
    malformed    ///< the request or the answer is not LDAP (a filter that cannot be read)
};

/// How a request ended.
struct LdapStatus {
    LdapFault fault = LdapFault::none;
    int code = 0; ///< the server's result code (RFC 4511, appendix A); 0 where it did not answer
    std::string words; ///< "Invalid credentials (49): " and the server's own diagnostics

    bool ok() const noexcept { return fault == LdapFault::none; }
};

enum class LdapScope { base, one, subtree };

struct LdapSearch {
    std::string base;
    LdapScope scope = LdapScope::subtree;
    std::string filter = "(objectClass=*)";
    std::vector<std::string> attributes; ///< empty: all that users see; "+" asks for the others
    int page_size = 0;                   ///< entries; 0 asks for all at once
};

struct LdapAttribute {
    std::string name; ///< with its options: "cn;lang-el", "member;range=0-1499"
    std::vector<std::string> values;
};

struct LdapEntry {
    std::string dn;
    std::vector<LdapAttribute> attributes; ///< in the server's order

    /// The values of an attribute (case ignored), or nothing.
    const std::vector<std::string>* find(std::string_view name) const;
};

/// One answer to a search. Entries that came before a fault are kept.
struct LdapPage {
    LdapStatus status;
    std::vector<LdapEntry> entries;
    std::vector<std::string> references; ///< where the server says more is kept; not followed
    bool paged = false;                  ///< the server answered the paging control
    std::string cookie;                  ///< of the next page; empty on the last one
    int estimate = 0;                    ///< entries in all, where the server guesses
};

/// A connection to a directory (LDAP version 3). It follows no referral and no alias, and tries
/// nothing twice.
class LdapConnection {
public:
    LdapConnection() = default;
    LdapConnection(const LdapConnection&) = delete;
    LdapConnection& operator=(const LdapConnection&) = delete;
    LdapConnection(LdapConnection&&) = delete;
    LdapConnection& operator=(LdapConnection&&) = delete;
    virtual ~LdapConnection() = default;

    /// Connects, sets up TLS and binds.
    ///
    /// Errors: cancelled
    virtual LdapStatus open() = 0;
    /// Asks for a page (RFC 2696), or for all at once. `cookie` is that of the page before.
    ///
    /// Errors: cancelled
    virtual LdapPage search(const LdapSearch& search, const std::string& cookie) = 0;
    LdapPage search(const LdapSearch& what) { return search(what, ""); }
};

/// A connection by OpenLDAP's library, not open yet. TLS 1.2 or later; certificates and host names
/// are always verified; configuration files and variables of the library cannot weaken that.
///
/// Errors: config_invalid for an address or file that cannot be used
std::unique_ptr<LdapConnection> make_ldap_connection(const LdapOptions& options);

} // namespace tickmark
