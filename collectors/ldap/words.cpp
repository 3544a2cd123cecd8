#include "words_internal.hpp"
#include <array>
#include <string_view>
#include <utility>

namespace tickmark::ldap {

namespace {

// Result codes of RFC 4511, appendix A.
constexpr int operations_error = 1;
constexpr int time_limit_exceeded = 3;
constexpr int size_limit_exceeded = 4;
constexpr int auth_method_not_supported = 7;
constexpr int stronger_auth_required = 8;
constexpr int admin_limit_exceeded = 11;
constexpr int unavailable_critical_extension = 12;
constexpr int confidentiality_required = 13;
constexpr int no_such_object = 32;
constexpr int inappropriate_authentication = 48;
constexpr int invalid_credentials = 49;
constexpr int insufficient_access = 50;
constexpr int busy = 51;
constexpr int unavailable = 52;
constexpr int unwilling = 53;

/// Active Directory refuses every bind with 49 and says why in its diagnostics: "…, data 533, …".
///
/// Source: [MS-ERREF], Win32 error codes
std::string_view reason_of_active_directory(std::string_view words) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> reasons{
        {{"data 525", "there is no such account"},
         {"data 52e", "the password is wrong"},
         {"data 530", "the account may not log on at this time"},
         {"data 532", "the password has expired"},
         {"data 533", "the account is disabled"},
         {"data 701", "the account has expired"},
         {"data 773", "the password must be changed first"},
         {"data 775", "the account is locked"}}};
    for (const auto& [sign, reason] : reasons) {
        if (words.find(sign) != std::string_view::npos) {
            return reason;
        }
    }
    return "check bind and the password";
}

Outcome outcome_of_code(int code, LdapBind bind) noexcept {
    switch (code) {
    case operations_error: // how Active Directory refuses strangers
        return bind == LdapBind::anonymous ? Outcome::denied : Outcome::failed;
    case auth_method_not_supported:
    case stronger_auth_required:
    case confidentiality_required:
    case inappropriate_authentication:
    case invalid_credentials:
    case insufficient_access:
    case unwilling:
        return Outcome::denied;
    case no_such_object:
        return Outcome::absent;
    case busy:
    case unavailable:
        return Outcome::unreachable;
    default:
        return Outcome::failed;
    }
}

std::string hint_for_code(const LdapStatus& status, LdapBind bind) {
    switch (status.code) {
    case size_limit_exceeded:
    case admin_limit_exceeded:
        return "ask for less at once with page_size, or have the limit for this account raised";
    case time_limit_exceeded:
        return "raise limits: read, ask for smaller pages, or have the filter's attributes indexed";
    case stronger_auth_required:
    case confidentiality_required:
        return "use ldaps, or start_tls: true";
    case invalid_credentials:
        return std::string(reason_of_active_directory(status.words));
    case operations_error:
    case insufficient_access:
        return bind == LdapBind::anonymous ? "bind with a name that may read there"
                                           : "the account may not read there";
    case no_such_object:
        return "check base; it may also be hidden from this account";
    case unwilling:
        return "the server does not allow this bind";
    case auth_method_not_supported:
    case inappropriate_authentication:
        return "this account cannot bind this way: try another bind";
    case busy:
    case unavailable:
        return "try again later";
    default:
        return "the server's log says more; check base, filter and attributes";
    }
}

} // namespace

Outcome outcome_of(const LdapStatus& status, LdapBind bind) noexcept {
    switch (status.fault) {
    case LdapFault::refused:
        return outcome_of_code(status.code, bind);
    case LdapFault::unreachable:
    case LdapFault::untrusted:
    case LdapFault::timed_out:
        return Outcome::unreachable;
    default:
        return Outcome::failed;
    }
}

bool is_limit(const LdapStatus& status) noexcept {
    return status.code == size_limit_exceeded || status.code == time_limit_exceeded ||
           status.code == admin_limit_exceeded;
}

bool is_no_paging(const LdapStatus& status) noexcept {
    return status.code == unavailable_critical_extension || status.code == admin_limit_exceeded ||
           status.code == unwilling;
}

std::string hint_for(const LdapStatus& status, LdapBind bind) {
    switch (status.fault) {
    case LdapFault::refused:
        return hint_for_code(status, bind);
    case LdapFault::unreachable:
        return "check url and the network";
    case LdapFault::untrusted:
        return "check the host name; an own authority's certificate goes into tls: ca";
    case LdapFault::timed_out:
        return "try again later, or raise limits";
    case LdapFault::cut_off:
        return "try again; if it stays, look at the server";
    case LdapFault::malformed:
        return "check base and filter";
    case LdapFault::none:
        break;
    }
    return {};
}

} // namespace tickmark::ldap
