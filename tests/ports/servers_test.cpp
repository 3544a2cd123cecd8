#include <gtest/gtest.h>

#include "support/mariadb_server.hpp"
#include "support/postgres_server.hpp"

namespace tickmark::testing {
namespace {

TEST(SystemServers, a_postgresql_of_ones_own_runs_statements_and_lets_users_in) {
    PostgresServer server({"timezone=Asia/Tokyo"});
    server.add_user("reader", "s3cret");
    EXPECT_EQ(server.run("SHOW timezone"), "Asia/Tokyo\n");
    EXPECT_EQ(
        server.run("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = 'reader'"),
        "reader|f\n");
    server.crash();
    EXPECT_THROW(server.run("SELECT 1"), std::runtime_error);
}

TEST(SystemServers, a_mariadb_of_ones_own_runs_statements_and_lets_users_in) {
    MariadbServer server({"--default-time-zone=+09:00"});
    server.add_user("reader", "s3cret");
    EXPECT_EQ(server.run("SELECT @@time_zone"), "+09:00\n");
    EXPECT_EQ(server.run("SELECT user FROM mysql.user WHERE user = 'reader'"), "reader\n");
    server.crash();
    EXPECT_THROW(server.run("SELECT 1"), std::runtime_error);
}

} // namespace
} // namespace tickmark::testing
