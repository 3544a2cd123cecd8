#pragma once

#include <csignal>

namespace tickmark {

/// While it lives, writing to a connection that the other side has closed is an error where it
/// happens, not the end of the program: TLS libraries write without MSG_NOSIGNAL.
class NoPipeSignal {
public:
    NoPipeSignal() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
    ~NoPipeSignal() {
        if (before_ != SIG_ERR) {
            // NOLINTNEXTLINE(cert-err33-c): putting back what was there cannot fail
            std::signal(SIGPIPE, before_);
        }
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;
    NoPipeSignal(NoPipeSignal&&) = delete;
    NoPipeSignal& operator=(NoPipeSignal&&) = delete;

private:
    void (*before_)(int);
};

} // namespace tickmark
