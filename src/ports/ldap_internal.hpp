#pragma once

#include "tickmark/ports/ldap.hpp"

#include "no_pipe_signal_internal.hpp"
#include <chrono>
#include <ldap.h>
#include <memory>
#include <string>

namespace tickmark::ldap {

struct CloseSession {
    void operator()(LDAP* session) const noexcept {
        const NoPipeSignal quiet; // it says good-bye to the server
        ldap_unbind_ext(session, nullptr, nullptr);
    }
};
using Session = std::unique_ptr<LDAP, CloseSession>;

struct FreeMessage {
    void operator()(LDAPMessage* message) const noexcept { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

/// A session that is not connected yet, with everything that a configuration file of the library
/// could decide decided here.
///
/// Errors: config_invalid
Session make_session(const LdapOptions& options);

/// What the library and the server said of a request that failed with `code`.
LdapStatus status_of(LDAP* session, int code, bool connected);

/// Waits for the whole answer to request `id`; `found` holds it unless the status is a fault.
///
/// Errors: cancelled
LdapStatus wait_for(LDAP* session, int id, std::chrono::milliseconds limit, Message& found);

/// The result that ends an answer, with the server's diagnostics.
LdapStatus result_of(LDAP* session, LDAPMessage* answer, LDAPControl*** controls);

} // namespace tickmark::ldap
