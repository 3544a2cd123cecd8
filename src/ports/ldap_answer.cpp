#include "tickmark/ports/cancel.hpp"

#include "ldap_internal.hpp"
#include <algorithm>
#include <sys/time.h>

namespace tickmark::ldap {

namespace {

/// The library's last words on a session: of TLS, or of the server.
std::string diagnostics(LDAP* session) {
    char* text = nullptr;
    if (ldap_get_option(session, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text) != LDAP_OPT_SUCCESS ||
        text == nullptr) {
        return {};
    }
    std::string words = text;
    ldap_memfree(text);
    return words;
}

std::string joined(int code, const std::string& more) {
    std::string words = ldap_err2string(code);
    if (code > 0) {
        words += " (" + std::to_string(code) + ")";
    }
    return more.empty() ? words : words + ": " + more;
}

LdapFault fault_of(int code, bool connected, bool says_more) {
    switch (code) {
    case LDAP_TIMEOUT:
        return LdapFault::timed_out;
    case LDAP_SERVER_DOWN:
        if (connected) {
            return LdapFault::cut_off;
        }
        // Of a connection that failed only TLS has anything to say.
        return says_more ? LdapFault::untrusted : LdapFault::unreachable;
    case LDAP_CONNECT_ERROR:
        return says_more ? LdapFault::untrusted : LdapFault::unreachable;
    default:
        return code > 0 ? LdapFault::refused : LdapFault::malformed;
    }
}

} // namespace

LdapStatus status_of(LDAP* session, int code, bool connected) {
    if (code == LDAP_SUCCESS) {
        return {};
    }
    const std::string more = diagnostics(session);
    return {fault_of(code, connected, !more.empty()), std::max(code, 0), joined(code, more)};
}

LdapStatus wait_for(LDAP* session, int id, std::chrono::milliseconds limit, Message& found) {
    using Watch = std::chrono::steady_clock;
    constexpr suseconds_t slice_us = 200'000; // so that Ctrl-C is heeded soon
    const auto until = Watch::now() + limit;
    for (;;) {
        timeval slice{0, slice_us};
        LDAPMessage* raw = nullptr;
        const int got = ldap_result(session, id, LDAP_MSG_ALL, &slice, &raw);
        found.reset(raw);
        if (got > 0) {
            return {};
        }
        if (got < 0) {
            int code = LDAP_SERVER_DOWN;
            ldap_get_option(session, LDAP_OPT_RESULT_CODE, &code);
            return status_of(session, code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, true);
        }
        if (cancel_requested() || Watch::now() >= until) {
            ldap_abandon_ext(session, id, nullptr, nullptr);
            throw_if_cancelled("asking the directory");
            return {LdapFault::timed_out, 0, "no answer in time"};
        }
    }
}

LdapStatus result_of(LDAP* session, LDAPMessage* answer, LDAPControl*** controls) {
    int code = LDAP_SUCCESS;
    char* matched = nullptr;
    char* said = nullptr;
    const int parsed =
        ldap_parse_result(session, answer, &code, &matched, &said, nullptr, controls, 0);
    std::string more = said == nullptr ? "" : said;
    const std::string nearest = matched == nullptr ? "" : matched;
    ldap_memfree(matched);
    ldap_memfree(said);
    if (parsed != LDAP_SUCCESS) {
        return status_of(session, parsed, true);
    }
    if (code == LDAP_SUCCESS) {
        return {};
    }
    if (!nearest.empty()) {
        more += (more.empty() ? "" : "; ") + ("the nearest there is: " + nearest);
    }
    return {LdapFault::refused, code, joined(code, more)};
}

} // namespace tickmark::ldap
