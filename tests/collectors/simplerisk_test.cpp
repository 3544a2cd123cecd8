#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/mariadb_server.hpp"
#include "support/places.hpp"
#include <cstdlib>

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;

void replace(std::string& text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), with);
}

TEST(SystemSimplerisk, the_register_comes_from_its_database_by_the_preset_alone) {
    const MariadbServer server({"--default-time-zone=+00:00"});
    server.run("CREATE DATABASE simplerisk CHARACTER SET utf8mb4");
    server.run_file(project_file("tests/cases/presets/simplerisk.sql"), "simplerisk");
    server.add_user("tickmark", "register-reader");
    server.run("GRANT SELECT ON simplerisk.* TO tickmark@localhost");
    ::setenv("SIMPLERISK_PASSWORD", "register-reader", 1); // NOLINT(concurrency-mt-unsafe)

    std::string preset = read_file(project_file("collectors/presets/simplerisk.yaml"));
    replace(
        preset,
        "SIMPLERISK_USER@SIMPLERISK_HOST",
        "tickmark@127.0.0.1:" + std::to_string(server.port()));
    const Scratch scratch;
    const std::string root = scratch / "ws";
    std::filesystem::create_directories(root);
    const Collection kept = collect_in(root, preset.substr(preset.find("sources:\n"))).at(0);
    ASSERT_EQ(kept.outcome, Outcome::complete) << kept.note;
    EXPECT_EQ(kept.rows, 4);
    EXPECT_EQ(kept.rejected, 0);
    const auto column = [&](const std::string& name) { return stored_column(root, "risks", name); };
    EXPECT_THAT(column("risk_id"), ElementsAre("1001", "1002", "1003", "1004"));
    EXPECT_EQ(column("title")[1], "Zero-day in the patient portal – “Ångström”");
    EXPECT_THAT(column("owner"), ElementsAre("Amara Okafor", "José Núñez", "Amara Okafor", "NULL"));
    EXPECT_THAT(
        column("category"),
        ElementsAre("Access Management", "Third-Party Management", "NULL", "Access Management"));
    EXPECT_THAT(column("controls"), ElementsAre("[\"AC-2\",\"IA-2\"]", "NULL", "NULL", "NULL"));
    EXPECT_THAT(column("inherent_likelihood"), ElementsAre("4", "NULL", "2", "2"));
    EXPECT_THAT(column("treatment"), ElementsAre("NULL", "mitigate", "accept", "NULL"));
    EXPECT_THAT(column("status"), ElementsAre("open", "open", "open", "closed"));
    // The organisation is in New York: half past eleven at night in UTC is the same evening there.
    EXPECT_THAT(
        column("raised_on"), ElementsAre("2026-01-05", "2026-02-10", "2026-03-01", "2025-11-20"));
    EXPECT_THAT(column("target_on"), ElementsAre("NULL", "2026-06-30", "NULL", "NULL"));
    EXPECT_THAT(column("review_on"), ElementsAre("NULL", "NULL", "2026-09-15", "NULL"));
    EXPECT_THAT(column("accepted_by"), ElementsAre("NULL", "NULL", "José Núñez", "NULL"));
    EXPECT_THAT(column("closed_on"), ElementsAre("NULL", "NULL", "NULL", "2026-01-31"));
}

} // namespace
} // namespace tickmark::testing
