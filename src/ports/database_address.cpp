#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/database.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace tickmark {

namespace {

using Kind = DatabaseAddress::Kind;

Error bad_address(const std::string& why, const std::string& hint = "") {
    return {ErrorCode::config_invalid, {"reading a database's address", why, "connection", hint}};
}

std::string decoded(std::string_view text) {
    std::string plain;
    try {
        Poco::URI::decode(std::string(text), plain);
    } catch (const Poco::Exception&) {
        throw bad_address("a '%' stands without two hexadecimal digits after it", "write %25");
    }
    return plain;
}

const std::vector<std::string>& known_options(Kind kind) {
    static const std::vector<std::string> postgresql{
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "host",
        "application_name",
        "channel_binding",
        "gssencmode",
        "options",
        "target_session_attrs"};
    static const std::vector<std::string> mysql{
        "sslmode", "sslrootcert", "sslcert", "sslkey", "socket"};
    return kind == Kind::mysql ? mysql : postgresql;
}

const std::vector<std::string>& known_modes(Kind kind) {
    static const std::vector<std::string> postgresql{
        "disable", "allow", "prefer", "require", "verify-ca", "verify-full"};
    // Its library checks the host name whenever it checks the certificate.
    static const std::vector<std::string> mysql{"disable", "prefer", "require", "verify-full"};
    return kind == Kind::mysql ? mysql : postgresql;
}

void require_known(
    const std::string& what, const std::string& word, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), word) == known.end()) {
        throw bad_address(
            "there is no " + what + " '" + word + "'" + did_you_mean(word, known),
            "known: " + join(known, ", "));
    }
}

void read_options(DatabaseAddress& address, std::string_view query, const std::string& root) {
    for (const std::string& piece : split(query, '&')) {
        if (piece.empty()) {
            continue;
        }
        const std::size_t equals = piece.find('=');
        const std::string name = decoded(piece.substr(0, equals));
        std::string value =
            equals == std::string::npos ? std::string() : decoded(piece.substr(equals + 1));
        require_known("option", name, known_options(address.kind));
        if (name == "sslmode") {
            require_known("sslmode", value, known_modes(address.kind));
        }
        if (name == "sslrootcert" || name == "sslcert" || name == "sslkey") {
            value = (std::filesystem::path(root) / value).lexically_normal().string();
        }
        address.options[name] = value;
    }
}

void read_authority(DatabaseAddress& address, std::string_view authority) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        address.user = decoded(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }
    std::string_view host = authority;
    std::string_view port;
    const std::size_t bracket = authority.find(']');
    const std::size_t colon =
        authority.find(':', bracket == std::string_view::npos ? 0 : bracket + 1);
    if (colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
    }
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    const bool digits =
        std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || port.size() > 5) {
        throw bad_address("the port '" + std::string(port) + "' is no number");
    }
    address.host = decoded(host);
    address.port = std::string(port);
}

void read_url(DatabaseAddress& address, std::string_view rest, const std::string& root) {
    const std::size_t query = rest.find('?');
    if (query != std::string_view::npos) {
        read_options(address, rest.substr(query + 1), root);
        rest = rest.substr(0, query);
    }
    const std::size_t slash = rest.find('/');
    read_authority(address, rest.substr(0, slash));
    if (slash != std::string_view::npos) {
        address.database = decoded(rest.substr(slash + 1));
    }
    // As libpq's addresses have it: the folder of a socket, which cannot stand before the '/'.
    if (const auto host = address.options.find("host"); host != address.options.end()) {
        address.host = host->second;
        address.options.erase(host);
    }
    if (address.user.empty()) {
        throw bad_address("it names no user", "write " + address.text.substr(0, 5) + "…://USER@…");
    }
    if (address.database.empty()) {
        throw bad_address("it names no database", "end it with /DATABASE");
    }
}

std::optional<std::string_view> after(std::string_view text, std::string_view start) {
    if (!text.starts_with(start)) {
        return std::nullopt;
    }
    return text.substr(start.size());
}

} // namespace

DatabaseAddress parse_database_address(const std::string& text, const std::string& root) {
    DatabaseAddress address;
    address.text = text;
    if (const auto file = after(text, "sqlite:")) {
        address.database = (std::filesystem::path(root) / *file).lexically_normal().string();
        return address;
    }
    if (const auto words = after(text, "odbc:")) {
        address.kind = Kind::odbc;
        address.database = std::string(*words);
        if (address.database.find('=') == std::string::npos) {
            throw bad_address(
                "after odbc: stand no words such as DSN=…",
                "write odbc:DSN=NAME;UID=USER or odbc:DRIVER={NAME};SERVER=…;DATABASE=…;UID=USER");
        }
        return address;
    }
    for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
        if (const auto rest = after(text, scheme)) {
            address.kind = Kind::postgresql;
            read_url(address, *rest, root);
            return address;
        }
    }
    for (const std::string_view scheme : {"mysql://", "mariadb://"}) {
        if (const auto rest = after(text, scheme)) {
            address.kind = Kind::mysql;
            read_url(address, *rest, root);
            return address;
        }
    }
    throw bad_address(
        "it is none that tickmark knows", "sqlite:PATH, postgresql://…, mysql://… or odbc:…");
}

} // namespace tickmark
