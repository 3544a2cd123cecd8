#pragma once

#include "tickmark/config/node.hpp"

#include <string>
#include <vector>

namespace tickmark {

/// One thing wrong in a file the user wrote.
struct Problem {
    Position at;
    std::string what; ///< "unknown key 'ownr'; did you mean 'owner'?"
};

using Problems = std::vector<Problem>;

/// Throws config_invalid with all problems, one a line, if there are any.
void throw_if_any(const Problems& problems, const std::string& doing);

} // namespace tickmark
