#include "tickmark/config/problem.hpp"

#include "tickmark/base/error.hpp"

#include <fmt/format.h>

namespace tickmark {

void throw_if_any(const Problems& problems, const std::string& doing) {
    if (problems.empty()) {
        return;
    }
    if (problems.size() == 1) {
        throw Error(
            ErrorCode::config_invalid,
            {doing, problems.front().what, problems.front().at.text(), ""});
    }
    std::string lines = fmt::format("{} problems", problems.size());
    for (const Problem& problem : problems) {
        lines += fmt::format("\n  {}: {}", problem.at.text(), problem.what);
    }
    throw Error(ErrorCode::config_invalid, {doing, lines, "", ""});
}

} // namespace tickmark
