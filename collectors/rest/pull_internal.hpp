#pragma once

#include "tickmark/collect/collector.hpp"

namespace tickmark::rest {

/// Pulls a source page by page into the spool folder.
Fetched pull(const SourceConfig& source, const FetchContext& context);

} // namespace tickmark::rest
