#include "ports/mysql_internal.hpp"
#include <charconv>
#include <errmsg.h>
#include <mutex>
#include <mysqld_error.h>

namespace tickmark::mysql {

namespace {

using database::option;
using Kind = DatabaseRefusal::Kind;

Kind kind_of(unsigned int code) {
    switch (code) {
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_UNKNOWN_HOST:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case CR_SSL_CONNECTION_ERROR:
    case ER_SERVER_SHUTDOWN:
        return Kind::unreachable;
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_HOST_NOT_PRIVILEGED:
    case ER_HOST_IS_BLOCKED:
    case ER_MUST_CHANGE_PASSWORD_LOGIN:
        return Kind::denied;
    default:
        return Kind::failed;
    }
}

void set_flag(MYSQL* connection, mysql_option what, bool on) {
    const my_bool value = on ? 1 : 0;
    mysql_options(connection, what, &value);
}

const char* text_or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

void use_tls(MYSQL* connection, const DatabaseAddress& address) {
    const std::string mode = database::tls_mode(address);
    if (mode == "disable") {
        return;
    }
    const bool verify = mode == "verify-full";
    std::string authorities = option(address, "sslrootcert");
    if (verify && authorities.empty()) {
        authorities = database::system_authorities;
    }
    const std::string certificate = option(address, "sslcert");
    const std::string key = option(address, "sslkey");
    mysql_ssl_set(
        connection,
        text_or_null(key),
        text_or_null(certificate),
        text_or_null(authorities),
        nullptr,
        nullptr);
    set_flag(connection, MYSQL_OPT_SSL_ENFORCE, mode != "prefer");
    set_flag(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, verify);
}

unsigned int port_of(const DatabaseAddress& address) {
    unsigned int port = 0; // the library's own choice
    const std::string& text = address.port;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

} // namespace

std::variant<Connection, DatabaseRefusal>
connect(const DatabaseAddress& address, const DatabaseAccess& access) {
    static std::once_flag once;
    std::call_once(once, [] { mysql_server_init(0, nullptr, nullptr); });
    Connection connection(mysql_init(nullptr));
    if (!connection) {
        throw Error(ErrorCode::internal, {"connecting to a database", "no memory", "", ""});
    }
    const auto seconds = static_cast<unsigned int>(access.connect_seconds);
    mysql_options(connection.get(), MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // A server must not ask for files of this machine.
    const unsigned int no_files = 0;
    mysql_options(connection.get(), MYSQL_OPT_LOCAL_INFILE, &no_files);
    const std::string socket = option(address, "socket");
    use_tls(connection.get(), address);
    const bool connected = mysql_real_connect(
                               connection.get(),
                               text_or_null(address.host),
                               address.user.c_str(),
                               access.password.reveal().c_str(),
                               address.database.c_str(),
                               port_of(address),
                               text_or_null(socket),
                               0) != nullptr;
    if (!connected) {
        const unsigned int code = mysql_errno(connection.get());
        const Kind kind = kind_of(code);
        return DatabaseRefusal{
            kind,
            database::one_line(mysql_error(connection.get()), access.password),
            code == CR_SSL_CONNECTION_ERROR ? database::tls_hint() : database::refusal_hint(kind)};
    }
    return connection;
}

std::string type_of(const MYSQL_FIELD& field) {
    constexpr unsigned int binary = 63;
    const bool bytes = field.charsetnr == binary;
    switch (field.type) {
    case MYSQL_TYPE_TINY:
        return "tinyint";
    case MYSQL_TYPE_SHORT:
        return "smallint";
    case MYSQL_TYPE_INT24:
        return "mediumint";
    case MYSQL_TYPE_LONG:
        return "int";
    case MYSQL_TYPE_LONGLONG:
        return "bigint";
    case MYSQL_TYPE_FLOAT:
        return "float";
    case MYSQL_TYPE_DOUBLE:
        return "double";
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        return "decimal";
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
        return "date";
    case MYSQL_TYPE_DATETIME:
        return "datetime";
    case MYSQL_TYPE_TIMESTAMP:
        return "timestamp";
    case MYSQL_TYPE_TIME:
        return "time";
    case MYSQL_TYPE_YEAR:
        return "year";
    case MYSQL_TYPE_BIT:
        return "bit";
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
        return bytes ? "blob" : "text";
    case MYSQL_TYPE_STRING:
        return bytes ? "binary" : "char";
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_VAR_STRING:
        return bytes ? "varbinary" : "varchar";
    case MYSQL_TYPE_JSON:
        return "json";
    default:
        return "";
    }
}

} // namespace tickmark::mysql
