#include "tickmark/base/error.hpp"

#include "ldap_internal.hpp"
#include <array>
#include <fmt/format.h>
#include <mutex>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

namespace tickmark::ldap {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& where, std::string hint) {
    throw Error(
        ErrorCode::config_invalid, {"preparing the directory", what, where, std::move(hint)});
}

timeval time_of(std::chrono::milliseconds span) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span);
    const std::chrono::microseconds rest = span - seconds;
    return {seconds.count(), static_cast<suseconds_t>(rest.count())};
}

void set(LDAP* session, int option, const void* value, const std::string& where) {
    if (ldap_set_option(session, option, value) != LDAP_OPT_SUCCESS) {
        refuse(fmt::format("the library does not take option {:#x}", option), where, "");
    }
}

void set(LDAP* session, int option, int value, const std::string& where) {
    set(session, option, &value, where);
}

/// A key as a file that exists in memory only: the library reads keys from paths.
class KeyFile {
public:
    explicit KeyFile(const Secret& key) : file_(::memfd_create("key", MFD_CLOEXEC)) {
        const std::string& text = key.reveal();
        const auto size = static_cast<ssize_t>(text.size());
        if (file_ < 0 || ::write(file_, text.data(), text.size()) != size) {
            refuse("the private key cannot be handed on", "", "");
        }
    }
    ~KeyFile() { ::close(file_); }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;
    KeyFile(KeyFile&&) = delete;
    KeyFile& operator=(KeyFile&&) = delete;

    std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

private:
    int file_;
};

void set_trust(LDAP* session, const LdapOptions& options) {
    constexpr const char* of_system = "/etc/ssl/certs/ca-certificates.crt";
    const std::string& where = options.url;
    const std::string authorities = options.ca_file.empty() ? of_system : options.ca_file;
    if (::access(authorities.c_str(), R_OK) != 0) {
        refuse("the file of authorities cannot be read", authorities, "give tls: ca, a PEM file");
    }
    set(session, LDAP_OPT_X_TLS_CACERTFILE, authorities.c_str(), where);
    set(session, LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_HARD, where);
    set(session, LDAP_OPT_X_TLS_PROTOCOL_MIN, LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, where);
    std::unique_ptr<KeyFile> key;
    if (!options.certificate_file.empty()) {
        key = std::make_unique<KeyFile>(options.private_key);
        set(session, LDAP_OPT_X_TLS_CERTFILE, options.certificate_file.c_str(), where);
        set(session, LDAP_OPT_X_TLS_KEYFILE, key->path().c_str(), where);
    }
    int is_server = 0;
    if (ldap_set_option(session, LDAP_OPT_X_TLS_NEWCTX, &is_server) != LDAP_OPT_SUCCESS) {
        refuse(
            "TLS cannot be set up with these files",
            options.certificate_file.empty() ? authorities : options.certificate_file,
            "give PEM files: ca, certificate and private_key");
    }
}

} // namespace

Session make_session(const LdapOptions& options) {
    // The library sets itself up with the first session, TLS included, and not for several threads
    // at once. Nothing here waits for a server.
    static std::mutex one_at_a_time;
    const std::scoped_lock lock(one_at_a_time);
    const auto address = parse_ldap_address(options.url);
    LDAP* raw = nullptr;
    if (!address || ldap_initialize(&raw, options.url.c_str()) != LDAP_SUCCESS) {
        refuse("it is no ldap, ldaps or ldapi address", options.url, "");
    }
    Session session(raw);
    const std::string& where = options.url;
    set(raw, LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3, where);
    set(raw, LDAP_OPT_REFERRALS, LDAP_OPT_OFF, where);
    set(raw, LDAP_OPT_DEREF, LDAP_DEREF_NEVER, where);
    set(raw, LDAP_OPT_RESTART, LDAP_OPT_ON, where);
    set(raw, LDAP_OPT_SIZELIMIT, LDAP_NO_LIMIT, where);
    set(raw, LDAP_OPT_TIMELIMIT, LDAP_NO_LIMIT, where);
    const timeval connect = time_of(options.connect);
    const timeval read = time_of(options.read);
    set(raw, LDAP_OPT_NETWORK_TIMEOUT, &connect, where);
    set(raw, LDAP_OPT_TIMEOUT, &read, where);
    if (options.start_tls || address->scheme == "ldaps") {
        set_trust(raw, options);
    }
    return session;
}

} // namespace tickmark::ldap
