#pragma once

#include <string>

namespace tickmark::testing {

/// A certificate with its key, as PEM files.
struct TestCertificate {
    std::string certificate;
    std::string key;
};

/// An authority of its own in `folder` (made if absent), by the system's openssl.
///
/// Shape:  folder/NAME.crt, folder/NAME.key
/// Errors: std::runtime_error with the words of openssl
class TestAuthority {
public:
    explicit TestAuthority(std::string folder, const std::string& name = "ca");

    const std::string& certificate() const { return own_.certificate; }
    /// For a server at 127.0.0.1 and localhost.
    TestCertificate make_server(const std::string& name) const;
    /// For a server elsewhere: a host name that does not fit.
    TestCertificate make_server_for(const std::string& name, const std::string& names) const;
    TestCertificate make_client(const std::string& name) const;

private:
    TestCertificate sign(const std::string& name, const std::string& extension) const;
    void run(const std::string& script) const;

    std::string folder_;
    TestCertificate own_;
};

} // namespace tickmark::testing
