#pragma once

#include "tickmark/app/dry_run.hpp"
#include "tickmark/cli/command.hpp"

#include <vector>

namespace tickmark::cli_commands {

/// Prints what collecting would bring, for a reader: of each dataset the outcome, the mapping, the
/// first rows and the first rejects.
void print_dry_run(const std::vector<SourcePreview>& previews, const CommandContext& context);

} // namespace tickmark::cli_commands
