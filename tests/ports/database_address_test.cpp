#include "tickmark/base/error.hpp"
#include "tickmark/ports/database.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

using Kind = DatabaseAddress::Kind;

std::string why_not(const std::string& text) {
    try {
        static_cast<void>(parse_database_address(text, "/ws"));
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
        return error.parts().why;
    }
    return "";
}

TEST(DatabaseAddress, is_read_in_its_parts) {
    const auto address = parse_database_address(
        "postgresql://tick%40mark@db.example.org:5433/lms%20two?sslmode=require&sslrootcert=ca.pem",
        "/ws");
    EXPECT_EQ(address.kind, Kind::postgresql);
    EXPECT_EQ(address.user, "tick@mark");
    EXPECT_EQ(address.host, "db.example.org");
    EXPECT_EQ(address.port, "5433");
    EXPECT_EQ(address.database, "lms two");
    EXPECT_EQ(address.options.at("sslmode"), "require");
    EXPECT_EQ(address.options.at("sslrootcert"), "/ws/ca.pem");
}

TEST(DatabaseAddress, takes_ipv6_sockets_and_the_other_names_of_a_scheme) {
    const auto six = parse_database_address("postgres://a@[::1]:1/d", "/");
    EXPECT_EQ(six.host, "::1");
    EXPECT_EQ(six.port, "1");
    EXPECT_EQ(
        parse_database_address("postgresql://a@/d?host=/run/postgresql", "/").host,
        "/run/postgresql");
    const auto socket = parse_database_address("mariadb://a@localhost/d?socket=/run/mysqld/s", "/");
    EXPECT_EQ(socket.kind, Kind::mysql);
    EXPECT_EQ(socket.options.at("socket"), "/run/mysqld/s");
    EXPECT_EQ(parse_database_address("sqlite:a/b.db", "/ws").database, "/ws/a/b.db");
    EXPECT_EQ(parse_database_address("odbc:DSN=x;UID=y", "/").database, "DSN=x;UID=y");
}

TEST(DatabaseAddress, says_what_it_lacks_and_the_nearest_word_it_knows) {
    EXPECT_EQ(why_not("postgresql://db/lms"), "it names no user");
    EXPECT_EQ(why_not("mysql://a@db"), "it names no database");
    EXPECT_EQ(why_not("mysql://a@db:33x/d"), "the port '33x' is no number");
    EXPECT_EQ(why_not("odbc:lms"), "after odbc: stand no words such as DSN=…");
    EXPECT_EQ(why_not("oracle://a@b/c"), "it is none that tickmark knows");
    EXPECT_EQ(
        why_not("mysql://a@db/d?sslmod=x"), "there is no option 'sslmod'; did you mean 'sslmode'?");
    EXPECT_EQ(why_not("mysql://a@db/d?sslmode=verify-ca"), "there is no sslmode 'verify-ca'");
    EXPECT_EQ(why_not("mysql://a%4@db/d"), "a '%' stands without two hexadecimal digits after it");
}

} // namespace
} // namespace tickmark
