#include "support/test_certificates.hpp"

#include "support/program.hpp"
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace tickmark::testing {

TestAuthority::TestAuthority(std::string folder, const std::string& name) :
    folder_(std::move(folder)), own_{folder_ + "/" + name + ".crt", folder_ + "/" + name + ".key"} {
    std::filesystem::create_directories(folder_);
    run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test authority " + name +
        "' -keyout " + own_.key + " -out " + own_.certificate);
}

TestCertificate TestAuthority::make_server(const std::string& name) const {
    return make_server_for(name, "IP:127.0.0.1,DNS:localhost");
}

TestCertificate
TestAuthority::make_server_for(const std::string& name, const std::string& names) const {
    return sign(name, "subjectAltName=" + names);
}

TestCertificate TestAuthority::make_client(const std::string& name) const {
    return sign(name, "extendedKeyUsage=clientAuth");
}

TestCertificate TestAuthority::sign(const std::string& name, const std::string& extension) const {
    const std::string stem = folder_ + "/" + name;
    run("openssl req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + stem +
        ".key -out " + stem + ".csr && echo '" + extension + "' > " + stem +
        ".ext && openssl x509 -req -days 2 -in " + stem + ".csr -CA " + own_.certificate +
        " -CAkey " + own_.key + " -CAcreateserial -extfile " + stem + ".ext -out " + stem + ".crt");
    return {stem + ".crt", stem + ".key"};
}

void TestAuthority::run(const std::string& script) const {
    const ProgramRun done = run_program({{"-c", script}, {}, folder_, "/bin/sh"});
    if (done.exit_code != 0) {
        throw std::runtime_error("making a certificate: " + done.err);
    }
}

} // namespace tickmark::testing
