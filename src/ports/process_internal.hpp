#pragma once

#include "tickmark/ports/process.hpp"

namespace tickmark::process {

/// What the child needs, all of it allocated before the fork: after it only async-signal-safe calls
/// are allowed.
struct ChildPlan {
    char* const* argv = nullptr;
    char* const* environment = nullptr;
    const char* program = nullptr;
    const char* directory = nullptr;
    const char* uid_map = nullptr;
    const char* gid_map = nullptr;
    const ProcessSpec* spec = nullptr;
    int error_pipe = -1;
    int null_device = -1;
};

/// Exit codes of a child that never became the program; not those that shells and loaders use.
constexpr int exit_not_isolated = 241;
constexpr int exit_not_started = 242;

/// Shuts the child off, sets its limits and becomes the program. Does not return.
[[noreturn]] void become_child(const ChildPlan& plan) noexcept;

/// Takes away the network: a namespace of its own and a filter that refuses all but local sockets.
/// One of the two is enough; false if neither could be had.
bool shut_off_network(const char* uid_map, const char* gid_map) noexcept;

} // namespace tickmark::process
