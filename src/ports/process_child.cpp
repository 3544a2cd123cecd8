#include "process_internal.hpp"
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tickmark::process {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t native_arch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t native_arch = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t native_arch = 0; // no filter is known here: only the namespace can hold
#endif

void write_file(const char* path, const char* text) noexcept {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
        // A map that cannot be written leaves the child as "nobody", which is enough for it.
        [[maybe_unused]] const auto written = write(file, text, std::strlen(text));
        close(file);
    }
}

bool enter_own_network(const char* uid_map, const char* gid_map) noexcept {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return false;
    }
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", uid_map);
    write_file("/proc/self/gid_map", gid_map);
    return true;
}

sock_filter load(std::uint32_t offset) noexcept {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}

sock_filter unless_equal(std::uint32_t value, std::uint8_t skip) noexcept {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

sock_filter answer(std::uint32_t value) noexcept {
    return BPF_STMT(BPF_RET | BPF_K, value);
}

bool filter_sockets() noexcept {
    if (native_arch == 0) {
        return false;
    }
    constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EACCES;
    constexpr std::uint32_t x32_bit = 0x40000000;
    // Another call convention would have other numbers; io_uring can open sockets without socket().
    std::array<sock_filter, 13> program{
        load(offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native_arch, 1, 0),
        answer(SECCOMP_RET_KILL_PROCESS),
        load(offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, x32_bit, 0, 1),
        answer(refuse),
        unless_equal(__NR_io_uring_setup, 1),
        answer(refuse),
        unless_equal(__NR_socket, 2), // any other call is allowed
        load(offsetof(seccomp_data, args)),
        unless_equal(AF_UNIX, 1), // any other family is refused
        answer(SECCOMP_RET_ALLOW),
        answer(refuse),
    };
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool limit(__rlimit_resource_t what, std::uint64_t value) noexcept {
    const rlimit both{value, value};
    return setrlimit(what, &both) == 0;
}

bool set_limits(const ProcessSpec& spec) noexcept {
    return limit(RLIMIT_CPU, spec.cpu_seconds) && limit(RLIMIT_AS, spec.memory_bytes) &&
           limit(RLIMIT_FSIZE, spec.file_bytes) && limit(RLIMIT_CORE, 0);
}

void say(const char* text) noexcept {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text, std::strlen(text));
}

} // namespace

bool shut_off_network(const char* uid_map, const char* gid_map) noexcept {
    const bool own_network = enter_own_network(uid_map, gid_map);
    const bool filtered = filter_sockets();
    return own_network || filtered;
}

void become_child(const ChildPlan& plan) noexcept {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(plan.null_device, STDIN_FILENO);
    dup2(plan.null_device, STDOUT_FILENO);
    dup2(plan.error_pipe, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): a child has the one thread that forked it
    sigprocmask(SIG_SETMASK, &none, nullptr);
    static_cast<void>(signal(SIGPIPE, SIG_DFL));
    if (plan.directory != nullptr && chdir(plan.directory) != 0) {
        say("its working directory cannot be entered");
        _exit(exit_not_started);
    }
    if (!plan.spec->network && !shut_off_network(plan.uid_map, plan.gid_map)) {
        _exit(exit_not_isolated);
    }
    if (!set_limits(*plan.spec)) {
        say("its limits cannot be set");
        _exit(exit_not_started);
    }
    execve(plan.program, plan.argv, plan.environment);
    say("the program cannot be run");
    _exit(exit_not_started);
}

} // namespace tickmark::process
