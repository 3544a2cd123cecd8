// A million rows from PostgreSQL into the store, as `tickmark collect` does it, beside a bare loop
// that inserts the same rows into a SQLite table with a prepared statement:
//   bench_pull_speed [ROWS] [ROUNDS]
// It starts a PostgreSQL of its own, as the tests do. Peak memory is that of this process, in the
// first round before the bare loop, whose rows are all held in memory.

#include "tickmark/collect/runner.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/database.hpp"

#include "support/postgres_server.hpp"
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/resource.h>
#include <variant>

namespace {

using namespace tickmark;

constexpr const char* query = "SELECT person_id, course, person_name, department, due_on, "
                              "completed_on, status, score FROM completions";
constexpr std::size_t columns = 8;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

/// People in the order of their ids, or scattered, so that a load has to sort them.
void fill(
    const tickmark::testing::PostgresServer& server, const std::string& rows, bool scattered) {
    const std::string id = scattered ? "i * 7919 % 10000019" : "i";
    server.run("DROP TABLE IF EXISTS completions");
    server.run(
        "CREATE TABLE completions AS SELECT 'P' || lpad((" + id +
        ")::text, 8, '0') AS "
        "person_id, 'security-101' AS course, 'Someone ' || i AS person_name, 'Department ' || "
        "i % 40 AS department, date '2026-10-31' AS due_on, date '2026-10-15' - (i % 90)::int AS "
        "completed_on, 'completed' AS status, 60 + i % 40 AS score FROM generate_series(1, " +
        rows + "::bigint) i");
    server.run("ANALYZE completions");
    server.run("GRANT SELECT ON completions TO reader");
}

double collect(
    const tickmark::testing::PostgresServer& server, const tickmark::testing::Scratch& scratch) {
    scratch.file("password", "bench");
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: Bench, bates_prefix: B, timezone: UTC}\nstore: store\n"
        "operator: bench\ncatalogs: []\nsources:\n  lms:\n    collector: sql\n    connection: " +
            server.address("reader") +
            "\n    password: \"${file:password}\"\n    dataset: training\n    query: " + query +
            "\n");
    const Workspace workspace = load_workspace(scratch.path());
    Problems problems;
    const Dictionary dictionary = load_dictionary({}, problems);
    const auto store = open_store(workspace.store, dictionary, true, &system_now);
    const double before = processor_seconds();
    const auto start = std::chrono::steady_clock::now();
    const Collection kept =
        collect_sources(workspace, dictionary, *store, {{}, &system_now, {}}).front();
    const double took = seconds_since(start);
    std::cout << fmt::format(
        "collect: {:.2f} s ({:.2f} s of this process), peak {} MB; {}, {} rows, {} added, {} "
        "changed, {} rejected {}\n",
        took,
        processor_seconds() - before,
        peak_megabytes(),
        name_of(kept.outcome),
        kept.rows,
        kept.added,
        kept.changed,
        kept.rejected,
        kept.note);
    return took;
}

std::vector<SqlValue> all_values(const tickmark::testing::PostgresServer& server) {
    const auto opened =
        open_database(parse_database_address(server.address("reader"), "/"), {Secret("bench"), 0});
    const auto rows = std::get<std::unique_ptr<DatabaseSnapshot>>(opened)->query(query);
    std::vector<SqlValue> values;
    while (rows->next()) {
        for (std::size_t i = 0; i < columns; ++i) {
            values.push_back(rows->text(i));
        }
    }
    return values;
}

void require(bool ok, sqlite3* db) {
    if (!ok) {
        throw std::runtime_error(sqlite3_errmsg(db));
    }
}

double insert_all(const std::vector<SqlValue>& values, const std::string& path) {
    const double before = processor_seconds();
    const auto start = std::chrono::steady_clock::now();
    sqlite3* db = nullptr;
    require(sqlite3_open(path.c_str(), &db) == SQLITE_OK, db);
    const auto run = [&](const char* sql) {
        require(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, db);
    };
    run("CREATE TABLE training(person_id TEXT, course TEXT, person_name TEXT, department TEXT, "
        "due_on TEXT, completed_on TEXT, status TEXT, score REAL); BEGIN");
    sqlite3_stmt* insert = nullptr;
    require(
        sqlite3_prepare_v2(
            db, "INSERT INTO training VALUES(?,?,?,?,?,?,?,?)", -1, &insert, nullptr) == SQLITE_OK,
        db);
    for (std::size_t at = 0; at < values.size(); at += columns) {
        for (std::size_t i = 0; i < columns; ++i) {
            const std::string& text = *values[at + i];
            sqlite3_bind_text(
                insert,
                static_cast<int>(i) + 1,
                text.data(),
                static_cast<int>(text.size()),
                nullptr);
        }
        require(sqlite3_step(insert) == SQLITE_DONE, db);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    run("COMMIT");
    sqlite3_close(db);
    const double took = seconds_since(start);
    std::cout << fmt::format(
        "bare loop: {:.2f} s ({:.2f} s of this process)\n", took, processor_seconds() - before);
    return took;
}

void compare(const tickmark::testing::PostgresServer& server, int rounds) {
    std::vector<double> pulls;
    std::vector<double> loops;
    std::vector<SqlValue> values;
    for (int round = 0; round < rounds; ++round) { // in turn: the machine's mood hits both
        pulls.push_back(collect(server, tickmark::testing::Scratch()));
        if (values.empty()) {
            values = all_values(server);
        }
        const tickmark::testing::Scratch scratch;
        loops.push_back(insert_all(values, scratch / "bare.db"));
    }
    std::sort(pulls.begin(), pulls.end());
    std::sort(loops.begin(), loops.end());
    std::cout << fmt::format(
        "ratio of the medians {:.2f}, of the quickest {:.2f}\n",
        pulls[pulls.size() / 2] / loops[loops.size() / 2],
        pulls.front() / loops.front());
}

} // namespace

int main(int count, char** words) {
    const std::string rows = count > 1 ? words[1] : "1000000";
    const int rounds = count > 2 ? std::stoi(words[2]) : 3;
    const tickmark::testing::PostgresServer server;
    server.add_user("reader", "bench");
    for (const bool scattered : {false, true}) {
        std::cout << (scattered ? "keys scattered\n" : "keys in order\n");
        fill(server, rows, scattered);
        compare(server, rounds);
    }
}
