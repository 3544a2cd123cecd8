#pragma once

#include "tickmark/cli/command.hpp"
#include "tickmark/collect/runner.hpp"

#include "../progress_internal.hpp"
#include <optional>
#include <string>

namespace tickmark::cli_commands {

/// Prints how collecting goes on: redrawn lines on a terminal, plain ones elsewhere, results as
/// they come. With --quiet only what failed is said.
class CollectReporter {
public:
    CollectReporter(const CommandContext& context, const Clock& now);
    /// To be told while collections run; the reporter must outlive that.
    CollectProgress progress();

private:
    void step(const CollectStep& step);
    void ended(const Collection& collection);
    void remove(const std::string& source);

    const CommandContext& context_;
    std::string last_failure_; ///< what was printed: datasets of one pull often fail as one
    std::optional<cli_internal::ProgressDisplay> display_;
    std::optional<cli_internal::ProgressLog> log_;
};

} // namespace tickmark::cli_commands
