#pragma once

#include "tickmark/collect/collector.hpp"

namespace tickmark {

/// Fetches for collectors of files: copies every file the source's `path` globs match, as it is.
/// No match is outcome `absent`; a file that cannot be read is `denied` or `failed`.
Fetched fetch_files(const SourceConfig& source, const FetchContext& context);

/// What `check` can say about a source of files without touching them.
void check_files(const SourceConfig& source, Problems& problems);

} // namespace tickmark
