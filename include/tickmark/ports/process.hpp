#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace tickmark {

/// A child process and what it may use up.
///
/// Shape: `argv[0]` is looked up in PATH; `environment` ("NAME=value") is all that the child sees,
/// besides PATH and HOME.
///        Standard input and output are /dev/null.
struct ProcessSpec {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
    std::filesystem::path directory; ///< working directory; empty: the current one
    bool network =
        false; ///< false: no socket but local ones, enforced by the kernel or not started at all
    std::chrono::milliseconds time_limit{60'000}; ///< wall clock
    std::uint64_t cpu_seconds = 60;
    std::uint64_t memory_bytes = std::uint64_t{4} << 30U; ///< address space
    std::uint64_t file_bytes = std::uint64_t{1} << 30U;   ///< of any file it writes
};

/// How a child ended.
struct ProcessOutcome {
    enum class End { exited, signalled, timed_out, cancelled };
    End end = End::exited;
    int code = 0;             ///< exit code or signal number
    std::string error_output; ///< the last 4 kB of standard error
    bool ok() const noexcept { return end == End::exited && code == 0; }
    /// "exit code 1", "signal 9", "ran over its time limit".
    std::string text() const;
};

/// Runs a child to its end. Its whole process group is killed when it runs over its time or `stop`
/// is asked for.
///
/// Errors: render_failed, if it cannot be started; no_permission, if `network` is false and neither
///         a network namespace nor a seccomp filter can be had here
ProcessOutcome run_process(const ProcessSpec& spec, const std::stop_token& stop = {});

} // namespace tickmark
