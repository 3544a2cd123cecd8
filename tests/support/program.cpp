#include "support/program.hpp"

#include "support/scratch.hpp"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace tickmark::testing {

namespace {

/// What posix_spawn shall do with the descriptors and the working folder.
class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    FileActions(FileActions&&) = delete;
    FileActions& operator=(FileActions&&) = delete;

    void read_from(int fd, const std::string& path) {
        ::posix_spawn_file_actions_addopen(&actions_, fd, path.c_str(), O_RDONLY, 0);
    }
    void write_to(int fd, const std::string& path) {
        constexpr mode_t mode = 0600;
        ::posix_spawn_file_actions_addopen(
            &actions_, fd, path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, mode);
    }
    void work_in(const std::string& folder) {
        ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

std::vector<std::string> environment_with(std::map<std::string, std::string> env) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::size_t end = text.find('=');
        env.emplace(text.substr(0, end), end == std::string::npos ? "" : text.substr(end + 1));
    }
    std::vector<std::string> entries;
    for (const auto& [name, value] : env) {
        entries.push_back(name + "=" + value);
    }
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

ProgramRun run_program(const ProgramCall& call) {
    const Scratch scratch;
    FileActions actions;
    actions.read_from(STDIN_FILENO, "/dev/null");
    actions.write_to(STDOUT_FILENO, scratch / "out");
    actions.write_to(STDERR_FILENO, scratch / "err");
    if (!call.folder.empty()) {
        actions.work_in(call.folder);
    }
    std::vector<std::string> words{call.program};
    words.insert(words.end(), call.words.begin(), call.words.end());
    std::vector<std::string> env = environment_with(call.env);

    pid_t child = 0;
    const int error = ::posix_spawn(
        &child,
        call.program.c_str(),
        actions.get(),
        nullptr,
        pointers_to(words).data(),
        pointers_to(env).data());
    if (error != 0) {
        throw std::runtime_error("starting " + call.program + ": " + std::strerror(error));
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            throw std::runtime_error("waiting for " + call.program + ": " + std::strerror(errno));
        }
    }
    constexpr int by_signal = 128;
    ProgramRun run;
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
    run.out = read_file(scratch / "out");
    run.err = read_file(scratch / "err");
    return run;
}

} // namespace tickmark::testing
