#include "tickmark/ports/file_lock.hpp"
#include "tickmark/ports/work_folder.hpp"

#include "support/store_fixture.hpp"
#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace tickmark {
namespace {

namespace fs = std::filesystem;
using testing::SmallRow;

class StoreCrash: public testing::StoreTest {
protected:
    /// Runs `work` in a process of its own, which tells us by a byte that it has begun.
    template <class Work>
    static pid_t in_child(const Work& work) {
        std::array<int, 2> ready{};
        EXPECT_EQ(::pipe(ready.data()), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            work([&] { static_cast<void>(::write(ready[1], "x", 1) == 1); });
            ::_exit(0);
        }
        ::close(ready[1]);
        char byte = 0;
        EXPECT_EQ(::read(ready[0], &byte, 1), 1);
        ::close(ready[0]);
        return child;
    }

    static void end(pid_t child) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }

    static std::vector<SmallRow> rows(int count, int round) {
        std::vector<SmallRow> all;
        for (int i = 0; i < count; ++i) {
            all.push_back(
                {"key " + std::to_string(i), "round " + std::to_string(i % 3 == 0 ? round : 0)});
        }
        return all;
    }
};

TEST_F(StoreCrash, a_second_process_is_told_who_holds_the_store) {
    open();
    const pid_t child = in_child([&](const auto& tell) {
        const FileLock lock(folder() + "/lock", std::chrono::milliseconds(0));
        tell();
        ::pause();
    });
    const auto store = open(false);
    try {
        load(*store, {{"a", "one"}});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store_busy);
        EXPECT_EQ(exit_code(error.code()), 7);
        EXPECT_NE(error.parts().why.find("pid " + std::to_string(child) + " ("), std::string::npos)
            << error.what();
    }
    end(child);
    EXPECT_EQ(load(*store, {{"a", "one"}}).id, "C000001");
}

TEST_F(StoreCrash, a_loader_waits_for_the_one_before_it) {
    open();
    const pid_t child = in_child([&](const auto& tell) {
        const FileLock lock(folder() + "/lock", std::chrono::milliseconds(0));
        tell();
        // Held until somebody waits for it: the wait itself opens the lock file.
        ::alarm(1);
        ::pause();
    });
    const auto store = open(false, std::chrono::seconds(60));
    EXPECT_EQ(load(*store, {{"a", "one"}}).id, "C000001");
    ::waitpid(child, nullptr, 0);
}

TEST_F(StoreCrash, the_work_of_a_living_process_is_left_alone_and_a_dead_ones_is_swept) {
    open();
    const pid_t child = in_child([&](const auto& tell) {
        const auto store = open(false);
        payload(*store, "half way");
        tell();
        ::pause();
    });
    const auto spooled = [&] {
        return std::distance(fs::directory_iterator(folder() + "/spool"), fs::directory_iterator());
    };
    open(false);
    EXPECT_EQ(spooled(), 1);
    end(child);
    EXPECT_EQ(spooled(), 1);
    open(false);
    EXPECT_EQ(spooled(), 0);
}

TEST_F(StoreCrash, payloads_that_no_collection_names_leave_nothing_behind) {
    const auto store = open();
    payload(*store, "never named");
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
    EXPECT_TRUE(fs::is_empty(folder() + "/payloads"));
}

TEST_F(StoreCrash, killed_at_fifty_moments_the_store_holds_the_state_before_or_after) {
    open();
    std::mt19937 random(20261031);
    std::int64_t collections = 0;
    for (int round = 1; round <= 50; ++round) {
        const pid_t child = in_child([&](const auto& tell) {
            const auto store = open(false);
            tell();
            for (int i = 0;; ++i) {
                load(*store, rows(300, round * 1000 + i));
            }
        });
        // The delay is the point: it picks the moment at which the process dies.
        ::usleep(std::uniform_int_distribution<useconds_t>(0, 60'000)(random));
        end(child);
        const auto store = open(false);
        ASSERT_TRUE(faults(*store).empty()) << "round " << round << "\n" << texts(faults(*store));
        const auto kept = store->collections();
        ASSERT_GE(kept.size(), static_cast<std::size_t>(collections));
        collections = static_cast<std::int64_t>(kept.size());
        const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
        SqlConnection& db = seen->connection();
        EXPECT_EQ(db.scalar("SELECT count(*) FROM things"), collections == 0 ? "0" : "300");
        EXPECT_LE(
            std::stoll(
                *db.scalar("SELECT count(DISTINCT note) FROM things WHERE note <> 'round 0'")),
            1)
            << "rows of two loads at once";
    }
    EXPECT_GT(collections, 0);
}

TEST_F(StoreCrash, killed_while_a_large_load_goes_past_the_log_the_store_is_as_before_or_after) {
    constexpr int many = 20'000; // what goes past the log
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    load(*open(), rows(many, 0));
    const auto usual = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
    std::mt19937 random(20261128);
    std::size_t collections = 1;
    for (int round = 1; round <= 12; ++round) {
        const pid_t child = in_child([&](const auto& tell) {
            const auto store = open(false);
            const std::vector<SmallRow> mine = rows(many, round);
            tell();
            load(*store, mine);
            ::pause();
        });
        // The delay is the point: it picks the moment at which the process dies.
        ::usleep(std::uniform_int_distribution<useconds_t>(
            0, static_cast<useconds_t>(usual.count()))(random));
        end(child);
        const auto store = open(false);
        ASSERT_TRUE(faults(*store).empty()) << "round " << round << "\n" << texts(faults(*store));
        const std::size_t kept = store->collections().size();
        ASSERT_GE(kept, collections);
        collections = kept;
        const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
        EXPECT_EQ(seen->connection().scalar("SELECT count(*) FROM things"), std::to_string(many));
    }
    EXPECT_EQ(load(*open(false), rows(many, 13)).outcome, Outcome::complete);
}

} // namespace
} // namespace tickmark
