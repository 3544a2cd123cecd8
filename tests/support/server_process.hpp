#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace tickmark::testing {

/// A server (or its set-up program) to start for one test.
struct ServerSpec {
    std::vector<std::string> words; ///< words[0] is an absolute path
    std::string account; ///< runs as this one where the test runs as root; else as the test does
    std::string log;     ///< file that both outputs are added to
    std::string folder;  ///< working folder
};

/// A child that lives as long as this object, and never longer than the test program.
class ServerProcess {
public:
    /// Errors: std::runtime_error where it cannot be started
    explicit ServerProcess(ServerSpec spec);
    /// Kills it if it still runs.
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ServerProcess(ServerProcess&&) = delete;
    ServerProcess& operator=(ServerProcess&&) = delete;

    pid_t pid() const noexcept { return pid_; }
    bool running();
    /// Asks `ready` until it says yes. Errors: std::runtime_error with the log if the child ends
    void wait_until(const std::function<bool()>& ready);
    /// Sends a signal and waits for the end.
    void stop(int signal);
    /// Waits for the end of a program that ends by itself. Errors: std::runtime_error with the log
    /// if it fails
    void wait_for_success();

private:
    std::string failure(std::string_view what) const;

    ServerSpec spec_;
    pid_t pid_ = -1;
    int status_ = 0;
};

/// A TCP port of 127.0.0.1 that nobody listens on.
unsigned short free_port();

/// Makes `path`, a folder, and gives it to `account` where the test runs as root.
void make_folder_of(const std::string& path, const std::string& account);

} // namespace tickmark::testing
