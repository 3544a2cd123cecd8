#include "tickmark/ports/process.hpp"

#include "tickmark/base/error.hpp"

#include "process_internal.hpp"
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tickmark {

namespace {

constexpr std::size_t kept_error_bytes = 4096;

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { reset(); }
    int number() const noexcept { return number_; }
    void reset() noexcept {
        if (number_ >= 0) {
            close(number_);
        }
        number_ = -1;
    }

private:
    int number_;
};

[[noreturn]] void cannot_start(const std::string& program, const std::string& why) {
    // The programs that are started are rendering engines.
    throw Error(
        ErrorCode::render_failed,
        {"starting " + program, why, "", "`tickmark doctor` says how to get what is missing"});
}

std::string system_text(int number) {
    return std::generic_category().message(number);
}

/// The program's full path, looked up before the fork.
std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        return name;
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the environment is not changed after the start
    const char* path = std::getenv("PATH");
    std::string rest = path == nullptr ? "/usr/bin:/bin" : path;
    while (!rest.empty()) {
        const auto colon = rest.find(':');
        std::string candidate = rest.substr(0, colon) + "/" + name;
        if (access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
        rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
    }
    cannot_start(name, "it is not installed (not found in PATH)");
}

std::vector<std::string> whole_environment(const ProcessSpec& spec) {
    std::vector<std::string> all = spec.environment;
    for (const char* name : {"PATH", "HOME"}) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the environment is not changed after the start
        const char* value = std::getenv(name);
        if (value != nullptr) {
            all.push_back(fmt::format("{}={}", name, value));
        }
    }
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (std::string& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

/// Reads what is there; false at the end of the stream.
bool read_some(int pipe, std::string& out) {
    std::array<char, kept_error_bytes> bytes{};
    const auto count = read(pipe, bytes.data(), bytes.size());
    if (count <= 0) {
        return count < 0 && (errno == EINTR || errno == EAGAIN);
    }
    out.append(bytes.data(), static_cast<std::size_t>(count));
    if (out.size() > kept_error_bytes) {
        out.erase(0, out.size() - kept_error_bytes);
    }
    return true;
}

class Child {
public:
    Child(pid_t pid, Descriptor errors) : pid_(pid), errors_(std::move(errors)) {
        ended_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0U)));
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&&) = delete;
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (!reaped_) {
            end_group();
            int status = 0;
            waitpid(pid_, &status, 0);
        }
    }

    ProcessOutcome wait(std::chrono::milliseconds limit, const std::stop_token& stop) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        ProcessOutcome outcome;
        while (!reap(outcome)) {
            if (stop.stop_requested() || std::chrono::steady_clock::now() >= deadline) {
                outcome.end = stop.stop_requested() ? ProcessOutcome::End::cancelled
                                                    : ProcessOutcome::End::timed_out;
                outcome.error_output = std::move(error_output_);
                return outcome;
            }
            listen(deadline);
        }
        end_group(); // what the child itself may have started
        outcome.error_output = std::move(error_output_);
        return outcome;
    }

private:
    void end_group() const noexcept { kill(-pid_, SIGKILL); }

    /// Waits for output or the end, but never long: a stop can be asked for at any time.
    void listen(std::chrono::steady_clock::time_point deadline) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        const int longest = ended_.number() >= 0 ? 50 : 5;
        const int timeout = std::clamp(static_cast<int>(left.count()), 0, longest);
        std::array<pollfd, 2> watched{
            pollfd{errors_.number(), POLLIN, 0}, pollfd{ended_.number(), POLLIN, 0}};
        poll(watched.data(), watched.size(), timeout);
        if (watched[0].revents != 0 && !read_some(errors_.number(), error_output_)) {
            errors_.reset();
        }
    }

    bool reap(ProcessOutcome& outcome) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) != pid_) {
            return false;
        }
        reaped_ = true;
        while (errors_.number() >= 0 && has_input() && read_some(errors_.number(), error_output_)) {
        }
        outcome.end =
            WIFSIGNALED(status) ? ProcessOutcome::End::signalled : ProcessOutcome::End::exited;
        outcome.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
        return true;
    }

    bool has_input() const {
        pollfd watched{errors_.number(), POLLIN, 0};
        return poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) != 0;
    }

    pid_t pid_;
    Descriptor errors_;
    Descriptor ended_;
    std::string error_output_;
    bool reaped_ = false;
};

void check_started(const ProcessSpec& spec, const ProcessOutcome& outcome) {
    if (outcome.end != ProcessOutcome::End::exited) {
        return;
    }
    if (outcome.code == process::exit_not_isolated && !spec.network) {
        throw Error(
            ErrorCode::no_permission,
            {"starting " + spec.argv.front() + " without a network",
             "this system allows neither a network namespace nor a seccomp filter",
             "",
             "allow unprivileged user namespaces, or seccomp in the container"});
    }
    if (outcome.code == process::exit_not_started) {
        cannot_start(spec.argv.front(), outcome.error_output);
    }
}

} // namespace

std::string ProcessOutcome::text() const {
    switch (end) {
    case End::exited:
        return fmt::format("exit code {}", code);
    case End::signalled:
        return fmt::format("signal {}", code);
    case End::timed_out:
        return "ran over its time limit";
    case End::cancelled:
        break;
    }
    return "was cancelled";
}

ProcessOutcome run_process(const ProcessSpec& spec, const std::stop_token& stop) {
    const std::string program = find_program(spec.argv.at(0));
    std::vector<std::string> arguments = spec.argv;
    std::vector<std::string> environment = whole_environment(spec);
    const std::vector<char*> argument_pointers = pointers(arguments);
    const std::vector<char*> environment_pointers = pointers(environment);
    const std::string directory = spec.directory.string();
    const std::string uid_map = fmt::format("0 {} 1", getuid());
    const std::string gid_map = fmt::format("0 {} 1", getgid());
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        cannot_start(program, system_text(errno));
    }
    Descriptor read_end(ends[0]);
    Descriptor write_end(ends[1]);
    const Descriptor null_device(open("/dev/null", O_RDWR | O_CLOEXEC));
    process::ChildPlan plan;
    plan.argv = argument_pointers.data();
    plan.environment = environment_pointers.data();
    plan.program = program.c_str();
    plan.directory = directory.empty() ? nullptr : directory.c_str();
    plan.uid_map = uid_map.c_str();
    plan.gid_map = gid_map.c_str();
    plan.spec = &spec;
    plan.error_pipe = write_end.number();
    plan.null_device = null_device.number();
    const pid_t pid = fork();
    if (pid < 0) {
        cannot_start(program, system_text(errno));
    }
    if (pid == 0) {
        process::become_child(plan);
    }
    setpgid(pid, pid);
    write_end.reset();
    Child child(pid, std::move(read_end));
    ProcessOutcome outcome = child.wait(spec.time_limit, stop);
    check_started(spec, outcome);
    return outcome;
}

} // namespace tickmark
