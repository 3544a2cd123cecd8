#include "tickmark/ports/ldap.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/ports/url.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "ldap_internal.hpp"
#include "no_pipe_signal_internal.hpp"
#include <algorithm>
#include <sys/time.h>
#include <utility>

namespace tickmark {

namespace {

int scope_of(LdapScope scope) {
    switch (scope) {
    case LdapScope::base:
        return LDAP_SCOPE_BASE;
    case LdapScope::one:
        return LDAP_SCOPE_ONELEVEL;
    case LdapScope::subtree:
        break;
    }
    return LDAP_SCOPE_SUBTREE;
}

std::string text_of(const berval& value) {
    return value.bv_val == nullptr ? std::string() : std::string(value.bv_val, value.bv_len);
}

struct FreeControl {
    void operator()(LDAPControl* control) const noexcept { ldap_control_free(control); }
};
struct FreeControls {
    void operator()(LDAPControl** controls) const noexcept { ldap_controls_free(controls); }
};
struct FreeElement {
    void operator()(BerElement* element) const noexcept { ber_free(element, 0); }
};
struct FreeTexts {
    void operator()(char** texts) const noexcept { ldap_memvfree(reinterpret_cast<void**>(texts)); }
};

class OpenLdapConnection final: public LdapConnection {
public:
    explicit OpenLdapConnection(LdapOptions options) :
        options_(std::move(options)), session_(ldap::make_session(options_)) {}

    LdapStatus open() override {
        const NoPipeSignal quiet;
        if (options_.start_tls) {
            const int code = ldap_start_tls_s(session(), nullptr, nullptr);
            if (code != LDAP_SUCCESS) {
                return ldap::status_of(session(), code, false);
            }
        }
        // There, if empty: a server of EXTERNAL asks back otherwise.
        std::string password;
        if (options_.bind == LdapBind::simple) {
            password = options_.password.reveal();
        }
        berval credentials{password.size(), password.data()};
        const bool external = options_.bind == LdapBind::external;
        int id = 0;
        const int sent = ldap_sasl_bind(
            session(),
            options_.bind == LdapBind::simple ? options_.bind_name.c_str() : "",
            external ? "EXTERNAL" : LDAP_SASL_SIMPLE,
            &credentials,
            nullptr,
            nullptr,
            &id);
        if (sent != LDAP_SUCCESS) {
            return ldap::status_of(session(), sent, false);
        }
        ldap::Message answer;
        LdapStatus status = ldap::wait_for(session(), id, options_.read, answer);
        return status.ok() ? ldap::result_of(session(), answer.get(), nullptr) : status;
    }

    LdapPage search(const LdapSearch& what, const std::string& cookie) override {
        const NoPipeSignal quiet;
        LdapPage page;
        int id = 0;
        page.status = send(what, cookie, id);
        if (!page.status.ok()) {
            return page;
        }
        ldap::Message answer;
        page.status = ldap::wait_for(session(), id, options_.read, answer);
        if (page.status.ok()) {
            read(answer.get(), page);
        }
        return page;
    }

private:
    LDAP* session() const noexcept { return session_.get(); }

    LdapStatus send(const LdapSearch& what, const std::string& cookie, int& id) {
        std::unique_ptr<LDAPControl, FreeControl> paging;
        if (what.page_size > 0) {
            std::string held = cookie;
            berval place{held.size(), held.data()};
            LDAPControl* raw = nullptr;
            // Critical: a server that does not know it must say so, not answer half.
            const int made = ldap_create_page_control(session(), what.page_size, &place, 'T', &raw);
            paging.reset(raw);
            if (made != LDAP_SUCCESS) {
                return ldap::status_of(session(), made, true);
            }
        }
        LDAPControl* controls[] = {paging.get(), nullptr}; // NOLINT(*-avoid-c-arrays)
        std::vector<std::string> names = what.attributes;
        std::vector<char*> wanted;
        wanted.reserve(names.size() + 1);
        for (std::string& name : names) {
            wanted.push_back(name.data());
        }
        wanted.push_back(nullptr);
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(options_.read).count();
        timeval limit{std::max<time_t>(seconds, 1), 0};
        const int sent = ldap_search_ext(
            session(),
            what.base.c_str(),
            scope_of(what.scope),
            what.filter.c_str(),
            names.empty() ? nullptr : wanted.data(),
            0,
            controls,
            nullptr,
            &limit,
            LDAP_NO_LIMIT,
            &id);
        return ldap::status_of(session(), sent, true);
    }

    void read(LDAPMessage* answer, LdapPage& page) {
        for (LDAPMessage* one = ldap_first_message(session(), answer); one != nullptr;
             one = ldap_next_message(session(), one)) {
            switch (ldap_msgtype(one)) {
            case LDAP_RES_SEARCH_ENTRY:
                page.entries.push_back(read_entry(one));
                break;
            case LDAP_RES_SEARCH_REFERENCE:
                read_reference(one, page);
                break;
            case LDAP_RES_SEARCH_RESULT:
                read_result(one, page);
                break;
            default:
                break;
            }
        }
    }

    LdapEntry read_entry(LDAPMessage* message) {
        LdapEntry entry;
        BerElement* raw = nullptr;
        berval dn{};
        ldap_get_dn_ber(session(), message, &raw, &dn);
        const std::unique_ptr<BerElement, FreeElement> element(raw);
        entry.dn = text_of(dn);
        for (;;) {
            berval name{};
            berval* values = nullptr;
            const int got = ldap_get_attribute_ber(session(), message, raw, &name, &values);
            if (got != LDAP_SUCCESS || name.bv_val == nullptr) {
                return entry;
            }
            LdapAttribute attribute{text_of(name), {}};
            for (berval* value = values; value != nullptr && value->bv_val != nullptr; ++value) {
                attribute.values.push_back(text_of(*value));
            }
            ber_memfree(values);
            entry.attributes.push_back(std::move(attribute));
        }
    }

    void read_reference(LDAPMessage* message, LdapPage& page) {
        char** raw = nullptr;
        ldap_parse_reference(session(), message, &raw, nullptr, 0);
        const std::unique_ptr<char*, FreeTexts> texts(raw);
        for (char** text = raw; text != nullptr && *text != nullptr; ++text) {
            page.references.emplace_back(*text);
        }
    }

    void read_result(LDAPMessage* message, LdapPage& page) {
        LDAPControl** raw = nullptr;
        page.status = ldap::result_of(session(), message, &raw);
        const std::unique_ptr<LDAPControl*, FreeControls> controls(raw);
        LDAPControl* paging =
            raw == nullptr ? nullptr : ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, raw, nullptr);
        if (paging == nullptr) {
            return;
        }
        berval cookie{};
        ber_int_t estimate = 0;
        if (ldap_parse_pageresponse_control(session(), paging, &estimate, &cookie) ==
            LDAP_SUCCESS) {
            page.paged = true;
            page.estimate = estimate;
            page.cookie = text_of(cookie);
        }
        ber_memfree(cookie.bv_val);
    }

    LdapOptions options_;
    ldap::Session session_;
};

} // namespace

const std::vector<std::string>* LdapEntry::find(std::string_view name) const {
    const std::string lower = to_lower(name);
    for (const LdapAttribute& attribute : attributes) {
        if (to_lower(attribute.name) == lower) {
            return &attribute.values;
        }
    }
    return nullptr;
}

bool is_ldap_name(const std::string& text) {
    LDAPDN raw = nullptr;
    const int read = ldap_str2dn(text.c_str(), &raw, LDAP_DN_FORMAT_LDAPV3);
    ldap_dnfree(raw);
    return read == LDAP_SUCCESS;
}

bool LdapAddress::is_local() const {
    return scheme == "ldapi" || is_loopback(host);
}

std::optional<LdapAddress> parse_ldap_address(std::string_view text) {
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view rest = text.substr(end + 3);
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    LdapAddress address;
    address.scheme = to_lower(text.substr(0, end));
    if (address.scheme == "ldapi") {
        return rest.find('/') == std::string_view::npos ? std::optional(address) : std::nullopt;
    }
    const bool plain = address.scheme == "ldap";
    if ((!plain && address.scheme != "ldaps") || rest.find_first_of("/?#@ ,") != rest.npos) {
        return std::nullopt;
    }
    try {
        const Poco::URI uri(std::string(plain ? "http://" : "https://") + std::string(rest));
        constexpr unsigned short plain_port = 389;
        constexpr unsigned short secure_port = 636;
        const bool given = rest.find(':', rest.find(']') == rest.npos ? 0 : rest.find(']')) !=
                           std::string_view::npos;
        address.host = to_lower(uri.getHost());
        address.port = given ? uri.getPort() : plain ? plain_port : secure_port;
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
    return address.host.empty() || address.port == 0 ? std::nullopt : std::optional(address);
}

std::unique_ptr<LdapConnection> make_ldap_connection(const LdapOptions& options) {
    return std::make_unique<OpenLdapConnection>(options);
}

} // namespace tickmark
