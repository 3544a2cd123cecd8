#pragma once

#include <string>
#include <vector>

namespace tickmark {

/// One thing a machine needs, and whether it is there.
struct Diagnosis {
    enum class State {
        good,
        limited, ///< works without it, with less
        lacking  ///< something will fail
    };
    std::string name; ///< "PDF engine"
    State state = State::good;
    std::string detail; ///< what was found, or what will not work
    std::string remedy; ///< "apt-get install wkhtmltopdf"; empty when good
};

/// What this machine has and lacks; `folder` is looked at when it is a workspace. Never throws for
/// what it finds.
std::vector<Diagnosis> diagnose(const std::string& folder);

} // namespace tickmark
