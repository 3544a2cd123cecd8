#include "support/ldap_server.hpp"

#include "tickmark/ports/files.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>

#include "support/program.hpp"
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>

namespace tickmark::testing {

namespace fs = std::filesystem;

namespace {

constexpr const char* installed_slapd = "/usr/sbin/slapd";

std::string configuration(const LdapSetup& setup, const std::string& folder) {
    std::string text = "modulepath /usr/lib/ldap\nmoduleload back_mdb.la\n";
    for (const std::string& schema : setup.schemas) {
        text += "include /etc/ldap/schema/" + schema + ".schema\n";
    }
    if (!setup.certificate.empty()) {
        text += "TLSCertificateFile " + setup.certificate + "\nTLSCertificateKeyFile " + setup.key +
                "\n";
    }
    if (!setup.client_authority.empty()) {
        text += "TLSCACertificateFile " + setup.client_authority + "\nTLSVerifyClient try\n";
    }
    return text + setup.server_lines +
           fmt::format(
               "\ndatabase mdb\nmaxsize 268435456\nsuffix \"{0}\"\nrootdn \"cn=admin,{0}\"\n"
               "rootpw admin-of-directory\ndirectory {1}/data\nindex objectClass eq\n"
               "index uid eq\n",
               setup.base,
               folder) +
           setup.database_lines + "\n";
}

/// "dc=example,dc=org" → the entry of that domain.
std::string base_entry(const std::string& base) {
    const std::string name = base.substr(3, base.find(',') - 3);
    return fmt::format(
        "dn: {}\nobjectClass: dcObject\nobjectClass: organization\ndc: {}\no: Example\n\n",
        base,
        name);
}

bool listens(unsigned short port) {
    try {
        const Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", port));
        return true;
    } catch (const Poco::Exception&) {
        return false;
    }
}

} // namespace

LdapServer::LdapServer(const LdapSetup& setup) : base_(setup.base) {
    fs::create_directories(scratch_ / "data");
    // A copy: profiles of AppArmor hold the installed one to the system's own folders.
    fs::copy_file(installed_slapd, scratch_ / "slapd");
    scratch_.file("slapd.conf", configuration(setup, scratch_.path()));
    fill(setup);
    start(setup);
}

void LdapServer::fill(const LdapSetup& setup) const {
    scratch_.file("data.ldif", base_entry(setup.base) + setup.ldif);
    const ProgramRun added = run_program(
        {{"-T", "add", "-q", "-f", scratch_ / "slapd.conf", "-l", scratch_ / "data.ldif"},
         {},
         scratch_.path(),
         scratch_ / "slapd"});
    if (added.exit_code != 0) {
        throw std::runtime_error("filling the directory: " + added.err);
    }
}

void LdapServer::start(const LdapSetup& setup) {
    port_ = free_port();
    std::string addresses = url() + "/";
    if (!setup.certificate.empty()) {
        secure_port_ = free_port();
        addresses += " " + secure_url() + "/";
    }
    process_ = std::make_unique<ServerProcess>(ServerSpec{
        {scratch_ / "slapd", "-d", "0", "-f", scratch_ / "slapd.conf", "-h", addresses},
        "",
        scratch_ / "log",
        scratch_.path()});
    process_->wait_until([this] { return listens(secure_port_ == 0 ? port_ : secure_port_); });
}

std::string LdapServer::url() const {
    return fmt::format("ldap://127.0.0.1:{}", port_);
}

std::string LdapServer::secure_url() const {
    return fmt::format("ldaps://127.0.0.1:{}", secure_port_);
}

void LdapServer::change(const std::string& ldif) const {
    const std::string file = scratch_.file("change.ldif", ldif);
    const ProgramRun done = run_program(
        {{"-x", "-H", url(), "-D", admin(), "-w", admin_password(), "-a", "-f", file},
         {},
         scratch_.path(),
         "/usr/bin/ldapmodify"});
    if (done.exit_code != 0) {
        throw std::runtime_error("changing the directory: " + done.err);
    }
}

std::string ldif_of_people(int count, const std::string& base) {
    std::string ldif =
        fmt::format("dn: ou=people,{}\nobjectClass: organizationalUnit\nou: people\n\n", base);
    for (int i = 1; i <= count; ++i) {
        ldif += fmt::format(
            "dn: uid=person{0:05},ou=people,{1}\nobjectClass: inetOrgPerson\nuid: person{0:05}\n"
            "cn: Person {0}\nsn: {0}\nmail: person{0:05}@example.org\ndepartmentNumber: {2}\n\n",
            i,
            base,
            i % 7);
    }
    return ldif;
}

} // namespace tickmark::testing
