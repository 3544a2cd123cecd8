#include "tickmark/base/error.hpp"
#include "tickmark/ports/cancel.hpp"

#include <gtest/gtest.h>

#include "ports/no_pipe_signal_internal.hpp"
#include <array>
#include <thread>
#include <unistd.h>

namespace tickmark::testing {
namespace {

TEST(StopWith, asks_the_thread_that_made_it_and_no_other) {
    std::atomic<bool> stop{true};
    bool asked_inside = false;
    bool asked_after = true;
    std::thread worker([&] {
        {
            const StopWith link(stop);
            asked_inside = cancel_requested();
        }
        asked_after = cancel_requested();
    });
    worker.join();
    EXPECT_TRUE(asked_inside);
    EXPECT_FALSE(asked_after);
    EXPECT_FALSE(cancel_requested());
}

TEST(StopWith, a_safe_place_throws_once_it_is_asked) {
    std::atomic<bool> stop{false};
    const StopWith link(stop);
    EXPECT_NO_THROW(throw_if_cancelled("counting"));
    stop.store(true);
    EXPECT_THROW(throw_if_cancelled("counting"), Error);
}

/// Writes to a pipe that nobody reads; the error number.
int write_to_nobody() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    ::close(ends[0]);
    const NoPipeSignal quiet;
    const int error = ::write(ends[1], "x", 1) < 0 ? errno : 0;
    ::close(ends[1]);
    return error;
}

TEST(NoPipeSignal, a_write_to_nobody_is_an_error_on_every_thread_at_once) {
    std::array<int, 8> errors{};
    std::array<int, 8> still_blocked{};
    {
        std::array<std::thread, 8> threads;
        for (std::size_t i = 0; i < threads.size(); ++i) {
            threads[i] = std::thread([&errors, &still_blocked, i] {
                sigset_t pipe;
                sigemptyset(&pipe);
                sigaddset(&pipe, SIGPIPE);
                pthread_sigmask(SIG_UNBLOCK, &pipe, nullptr); // it would end the program now
                for (int round = 0; round < 200; ++round) {
                    errors[i] = write_to_nobody();
                }
                sigset_t blocked;
                pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
                still_blocked[i] = sigismember(&blocked, SIGPIPE);
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }
    for (const int error : errors) {
        EXPECT_EQ(error, EPIPE);
    }
    EXPECT_EQ(still_blocked, (std::array<int, 8>{}));
}

} // namespace
} // namespace tickmark::testing
