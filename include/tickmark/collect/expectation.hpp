#pragma once

#include "tickmark/config/workspace.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tickmark {

/// Why `rows` records do not meet the control totals of a source, given the rows of its last
/// complete collection; nothing when they do. Without an `expect` on rows, none where there were
/// some is not met either: an export that came out empty must not read as "found none".
std::optional<std::string>
unmet(const Expectation& expect, std::int64_t rows, std::optional<std::int64_t> last);

/// Whether no record at all meets what every dataset of the source expects, said in so many words.
bool may_be_empty(const SourceConfig& source);

} // namespace tickmark
