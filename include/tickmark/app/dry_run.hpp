#pragma once

#include "tickmark/collect/preview.hpp"

#include <iosfwd>
#include <vector>

namespace tickmark {

/// The `--json` shape of `tickmark collect --dry-run` (docs/collecting.md).
void print_dry_run_json(const std::vector<SourcePreview>& previews, std::ostream& out);

} // namespace tickmark
