#pragma once

#include <cerrno>
#include <csignal>
#include <ctime>

namespace tickmark {

/// While it lives, writing to a connection that the other side has closed is an error where it
/// happens, not the end of the program: TLS libraries write without MSG_NOSIGNAL. It holds for the
/// thread it is made on, and must end there.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigemptyset(&pending);
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoPipeSignal() {
        if (!was_pending_) {
            const timespec at_once{0, 0};
            while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
            }
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;
    NoPipeSignal(NoPipeSignal&&) = delete;
    NoPipeSignal& operator=(NoPipeSignal&&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

} // namespace tickmark
