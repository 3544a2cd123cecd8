#include "tickmark/base/error.hpp"
#include "tickmark/ports/process.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <arpa/inet.h>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace tickmark {

namespace {

using End = ProcessOutcome::End;

ProcessOutcome run_shell(const std::string& script, ProcessSpec spec = {}) {
    spec.argv = {"sh", "-c", script};
    return run_process(spec);
}

/// A port of this machine that somebody listens on.
class Listener {
public:
    Listener() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(bind(socket_, plain, size), 0);
        EXPECT_EQ(listen(socket_, 4), 0);
        EXPECT_EQ(getsockname(socket_, plain, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { close(socket_); }
    int port() const { return port_; }
    bool was_called() const {
        pollfd watched{socket_, POLLIN, 0};
        return poll(&watched, 1, 0) > 0;
    }

private:
    int socket_;
    int port_ = 0;
};

std::string call_script(int port) {
    return fmt::format("exec 3<>/dev/tcp/127.0.0.1/{}", port);
}

} // namespace

TEST(Process, ReportsTheExitCodeAndTheEndOfTheErrorOutput) {
    const ProcessOutcome outcome = run_shell("echo broken >&2; exit 7");
    EXPECT_EQ(outcome.end, End::exited);
    EXPECT_EQ(outcome.code, 7);
    EXPECT_EQ(outcome.error_output, "broken\n");
    EXPECT_FALSE(outcome.ok());
}

TEST(Process, KeepsTheLastPartOfALongErrorOutput) {
    const ProcessOutcome outcome =
        run_shell("i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done");
    EXPECT_TRUE(outcome.ok());
    EXPECT_LE(outcome.error_output.size(), 4096U);
    EXPECT_NE(outcome.error_output.find("line 2999"), std::string::npos);
}

TEST(Process, SaysWhichSignalEndedTheChild) {
    const ProcessOutcome outcome = run_shell("kill -SEGV $$");
    EXPECT_EQ(outcome.end, End::signalled);
    EXPECT_EQ(outcome.text(), "signal 11");
}

TEST(Process, EndsAChildThatRunsOverItsTime) {
    ProcessSpec spec;
    spec.argv = {"sleep", "600"};
    spec.time_limit = std::chrono::milliseconds(50);
    EXPECT_EQ(run_process(spec).end, End::timed_out);
}

TEST(Process, KillsTheWholeGroupOfAChild) {
    const testing::Scratch scratch;
    const std::string file = scratch / "pid";
    ProcessSpec spec;
    spec.argv = {
        "sh", "-c", fmt::format("sleep 600 & echo $! > {0}.new; mv {0}.new {0}; wait", file)};
    std::stop_source source;
    const std::jthread watcher([&] {
        while (!std::filesystem::exists(file)) {
            std::this_thread::yield();
        }
        source.request_stop();
    });
    EXPECT_EQ(run_process(spec, source.get_token()).end, End::cancelled);
    const int grandchild = std::stoi(read_file(file));
    // The grandchild belongs to nobody now: it is gone or waits to be collected by the system.
    const std::string status = fmt::format("/proc/{}/stat", grandchild);
    if (std::filesystem::exists(status)) {
        std::ifstream in(status);
        std::string whole;
        std::getline(in, whole);
        EXPECT_TRUE(
            whole.empty() || whole.find(") Z") != std::string::npos ||
            whole.find(") X") != std::string::npos || whole.find(") R") != std::string::npos)
            << whole;
    }
}

TEST(Process, StopsWhenAsked) {
    std::stop_source source;
    source.request_stop();
    ProcessSpec spec;
    spec.argv = {"sleep", "600"};
    EXPECT_EQ(run_process(spec, source.get_token()).end, End::cancelled);
}

TEST(Process, LimitsTheProcessorTime) {
    ProcessSpec spec;
    spec.cpu_seconds = 1;
    const ProcessOutcome outcome = run_shell("while :; do :; done", spec);
    EXPECT_EQ(outcome.end, End::signalled);
}

TEST(Process, LimitsTheSizeOfWrittenFiles) {
    const testing::Scratch scratch;
    ProcessSpec spec;
    spec.file_bytes = 4096;
    const std::string file = scratch / "big";
    const ProcessOutcome outcome = run_shell("head -c 100000 /dev/zero > " + file, spec);
    EXPECT_FALSE(outcome.ok());
    EXPECT_LE(std::filesystem::file_size(file), 4096U);
}

TEST(Process, ShowsTheChildOnlyTheGivenEnvironment) {
    setenv("TICKMARK_TEST_SECRET", "hidden", 1);
    ProcessSpec spec;
    spec.environment = {"SHOWN=yes"};
    const ProcessOutcome outcome = run_shell("echo \"$SHOWN$TICKMARK_TEST_SECRET\" >&2", spec);
    unsetenv("TICKMARK_TEST_SECRET");
    EXPECT_EQ(outcome.error_output, "yes\n");
}

TEST(Process, CannotReachAListeningPortWithoutNetwork) {
    const Listener listener;
    ProcessSpec spec;
    spec.argv = {"bash", "-c", call_script(listener.port())};
    EXPECT_FALSE(run_process(spec).ok());
    EXPECT_FALSE(listener.was_called());

    spec.network = true; // the same call works when it is allowed: the test can fail
    EXPECT_TRUE(run_process(spec).ok());
    EXPECT_TRUE(listener.was_called());
}

TEST(Process, SaysThatAProgramIsNotInstalled) {
    ProcessSpec spec;
    spec.argv = {"no-such-program-here"};
    EXPECT_THROW(run_process(spec), Error);
}

} // namespace tickmark
