#include "tickmark/ports/file_lock.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <pwd.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace tickmark {

namespace {

std::string user_name() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr) {
        return entry.pw_name;
    }
    return "uid " + std::to_string(::geteuid());
}

std::string host_name() {
    std::array<char, 256> buffer{};
    return ::gethostname(buffer.data(), buffer.size() - 1) == 0 ? buffer.data() : "unknown host";
}

/// The words of this process's command line, shortened.
std::string command_line() {
    constexpr std::size_t longest = 200;
    std::ifstream in("/proc/self/cmdline", std::ios::binary);
    std::string text;
    std::string word;
    while (std::getline(in, word, '\0') && text.size() < longest) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text.substr(0, longest);
}

std::string holder_line() {
    return "pid " + std::to_string(::getpid()) + " (" + command_line() + ") of " + user_name() +
           " on " + host_name();
}

int open_lock_file(const std::string& path) {
    constexpr mode_t mode = 0644;
    // NOLINTNEXTLINE(*-vararg)
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (descriptor < 0) {
        throw_system_error(errno, "opening the lock", path);
    }
    return descriptor;
}

/// Whether the lock was free; then it is taken and signed.
bool take(int descriptor, const std::string& path) {
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return false;
        }
        if (errno != EINTR) {
            const int error = errno;
            ::close(descriptor);
            throw_system_error(error, "locking", path);
        }
    }
    const std::string line = holder_line();
    // Who holds it is a courtesy to others: a full disk must not keep us from the lock.
    if (::ftruncate(descriptor, 0) == 0) {
        static_cast<void>(::pwrite(descriptor, line.data(), line.size(), 0) == 0);
    }
    return true;
}

} // namespace

FileLock::FileLock(const std::string& path, std::chrono::milliseconds wait) :
    descriptor_(open_lock_file(path)) {
    using Steady = std::chrono::steady_clock;
    constexpr std::chrono::milliseconds pause{20};
    const auto deadline = Steady::now() + wait;
    while (!take(descriptor_, path)) {
        if (Steady::now() >= deadline) {
            ::close(descriptor_);
            std::string holder = read_file(path);
            throw Error(
                ErrorCode::store_busy,
                {"waiting for the store",
                 "it is held by " + (holder.empty() ? "another process" : holder),
                 path,
                 "run again when it has ended"});
        }
        std::this_thread::sleep_for(pause);
    }
}

FileLock::~FileLock() {
    static_cast<void>(::ftruncate(descriptor_, 0) == 0);
    ::close(descriptor_);
}

std::unique_ptr<FileLock> FileLock::try_take(const std::string& path) {
    const int descriptor = open_lock_file(path);
    if (!take(descriptor, path)) {
        ::close(descriptor);
        return nullptr;
    }
    return std::unique_ptr<FileLock>(new FileLock(descriptor));
}

} // namespace tickmark
