#include "support/server_process.hpp"

#include "tickmark/ports/files.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace tickmark::testing {

namespace {

constexpr int could_not_start = 127;

struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

/// Whom to become; nobody where the test is not root, which may not become anyone.
std::optional<Account> account_of(const std::string& name) {
    if (name.empty() || ::geteuid() != 0) {
        return std::nullopt;
    }
    const passwd* entry = ::getpwnam(name.c_str());
    if (entry == nullptr) {
        throw std::runtime_error("there is no account " + name + "; is its package installed?");
    }
    return Account{entry->pw_uid, entry->pw_gid};
}

/// Runs in the child: only calls that are safe between fork and exec.
[[noreturn]] void
become(const std::optional<Account>& account, int log, const char* folder, char** words) {
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    const bool ok = (!account || (::setgroups(1, &account->group) == 0 &&
                                  ::setgid(account->group) == 0 && ::setuid(account->user) == 0)) &&
                    ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::chdir(folder) == 0;
    if (ok) {
        ::execv(words[0], words);
    }
    ::_exit(could_not_start);
}

} // namespace

ServerProcess::ServerProcess(ServerSpec spec) : spec_(std::move(spec)) {
    const auto account = account_of(spec_.account);
    constexpr mode_t mode = 0644;
    const int log = ::open(spec_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);
    if (log < 0) {
        throw std::runtime_error(failure(std::strerror(errno)));
    }
    std::vector<char*> words;
    for (std::string& word : spec_.words) {
        words.push_back(word.data());
    }
    words.push_back(nullptr);
    const char* folder = spec_.folder.empty() ? "/" : spec_.folder.c_str();
    pid_ = ::fork();
    if (pid_ == 0) {
        become(account, log, folder, words.data());
    }
    ::close(log);
    if (pid_ < 0) {
        throw std::runtime_error(failure(std::strerror(errno)));
    }
}

ServerProcess::~ServerProcess() {
    stop(SIGKILL);
}

bool ServerProcess::running() {
    if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) {
        pid_ = -1;
    }
    return pid_ > 0;
}

void ServerProcess::wait_until(const std::function<bool()>& ready) {
    // Between two questions the processor is the server's: waiting is for the child's end.
    constexpr int pause = 10;
    const int child = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    while (!ready()) {
        if (!running()) {
            ::close(child);
            throw std::runtime_error(failure("ended before it was ready"));
        }
        pollfd end{child, POLLIN, 0};
        ::poll(&end, 1, pause);
    }
    ::close(child);
}

void ServerProcess::stop(int signal) {
    if (!running()) {
        return;
    }
    ::kill(pid_, signal);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

void ServerProcess::wait_for_success() {
    while (pid_ > 0 && ::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (!WIFEXITED(status_) || WEXITSTATUS(status_) != 0) {
        throw std::runtime_error(failure("failed"));
    }
}

std::string ServerProcess::failure(std::string_view what) const {
    std::error_code ignored;
    const std::string log = std::filesystem::exists(spec_.log, ignored) ? read_file(spec_.log) : "";
    return spec_.words.at(0) + " " + std::string(what) + "\n" + log;
}

unsigned short free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    const bool ok = fd >= 0 && ::bind(fd, raw, size) == 0 && ::getsockname(fd, raw, &size) == 0;
    ::close(fd);
    if (!ok) {
        throw std::runtime_error(std::string("no free port: ") + std::strerror(errno));
    }
    return ntohs(address.sin_port);
}

void make_folder_of(const std::string& path, const std::string& account) {
    std::filesystem::create_directories(path);
    if (const auto owner = account_of(account)) {
        // Others must get through the test's own folder, which only root may otherwise enter.
        std::filesystem::permissions(
            std::filesystem::path(path).parent_path(),
            std::filesystem::perms::others_exec,
            std::filesystem::perm_options::add);
        if (::chown(path.c_str(), owner->user, owner->group) != 0) {
            throw std::runtime_error("chown " + path + ": " + std::strerror(errno));
        }
    }
}

} // namespace tickmark::testing
