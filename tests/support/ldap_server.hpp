#pragma once

#include "support/scratch.hpp"
#include "support/server_process.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// How a directory is set up.
struct LdapSetup {
    std::string base = "dc=example,dc=org";
    /// Entries below the base, LDIF; the base's own entry is there already.
    std::string ldif;
    std::vector<std::string> schemas{"core", "cosine", "nis", "inetorgperson"};
    std::string server_lines;   ///< of slapd.conf, before the database
    std::string database_lines; ///< of slapd.conf, in the database: limits, access, overlays
    std::string certificate;    ///< PEM; with the key: speaks ldaps and StartTLS too
    std::string key;
    std::string client_authority; ///< PEM; asks for certificates of clients, signed by it
};

/// OpenLDAP's slapd on free ports of 127.0.0.1 with a data folder of its own, stopped at the end.
/// It runs as who runs the tests; no system service is touched.
///
/// Errors: std::runtime_error with the words of slapd where it does not start
class LdapServer {
public:
    explicit LdapServer(const LdapSetup& setup);

    /// "ldap://127.0.0.1:PORT"
    std::string url() const;
    /// "ldaps://127.0.0.1:PORT"; only with a certificate.
    std::string secure_url() const;
    const std::string& base() const { return base_; }
    /// The database's own administrator, whom no limit and no access rule holds.
    std::string admin() const { return "cn=admin," + base_; }
    std::string admin_password() const { return "admin-of-directory"; }
    /// Runs `ldapmodify -a` with this LDIF as the administrator.
    void change(const std::string& ldif) const;
    ServerProcess& process() const { return *process_; }

private:
    void fill(const LdapSetup& setup) const;
    void start(const LdapSetup& setup);

    Scratch scratch_;
    std::string base_;
    unsigned short port_ = 0;
    unsigned short secure_port_ = 0;
    std::unique_ptr<ServerProcess> process_;
};

/// LDIF of `count` people "uid=person00001,ou=people,BASE" and so on, with their ou.
std::string ldif_of_people(int count, const std::string& base = "dc=example,dc=org");

} // namespace tickmark::testing
