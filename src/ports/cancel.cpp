#include "tickmark/ports/cancel.hpp"

#include "tickmark/base/error.hpp"

#include <atomic>
#include <csignal>

namespace tickmark {

namespace {

std::atomic<bool> asked_to_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "the signal handler may not take a lock");

thread_local const std::atomic<bool>* thread_asked_to_stop = nullptr;

} // namespace

extern "C" {
static void tickmark_on_interrupt(int /*signal*/) {
    asked_to_stop.store(true);
}
}

void catch_interrupts() noexcept {
    struct sigaction action {};
    action.sa_handler = &tickmark_on_interrupt;
    sigemptyset(&action.sa_mask);
    // The handler serves once, so that a second Ctrl-C ends a program that does not listen; reads
    // and writes go on as if nothing had come in between.
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // A reader that goes away is an error of the write, not the end of the program.
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, nullptr);
}

bool cancel_requested() noexcept {
    return asked_to_stop.load() ||
           (thread_asked_to_stop != nullptr && thread_asked_to_stop->load());
}

StopWith::StopWith(const std::atomic<bool>& asked) noexcept : before_(thread_asked_to_stop) {
    thread_asked_to_stop = &asked;
}

StopWith::~StopWith() {
    thread_asked_to_stop = before_;
}

void request_cancel(bool asked) noexcept {
    asked_to_stop.store(asked);
}

void throw_if_cancelled(const std::string& doing) {
    if (cancel_requested()) {
        throw Error(ErrorCode::cancelled, {doing, "stopped on request", "", ""});
    }
}

} // namespace tickmark
