#pragma once

#include <atomic>
#include <string>

namespace tickmark {

/// Makes Ctrl-C (and SIGTERM) ask the program to stop at the next safe place; a second one ends it
/// at once. Called once, by the command line.
void catch_interrupts() noexcept;

/// Whether the program, or the thread that asks, was asked to stop.
bool cancel_requested() noexcept;

/// While it lives, the thread that made it is asked to stop as well once `asked` is set: one that
/// works for another ends when that one has no more use for it.
class StopWith {
public:
    explicit StopWith(const std::atomic<bool>& asked) noexcept;
    ~StopWith();
    StopWith(const StopWith&) = delete;
    StopWith& operator=(const StopWith&) = delete;
    StopWith(StopWith&&) = delete;
    StopWith& operator=(StopWith&&) = delete;

private:
    const std::atomic<bool>* before_;
};

/// Asks as Ctrl-C does; tests use it, and take it back with `false`.
void request_cancel(bool asked = true) noexcept;

/// Throws at a safe place, between two rows or sections, once it was asked to stop.
///
/// Errors: cancelled
void throw_if_cancelled(const std::string& doing);

} // namespace tickmark
