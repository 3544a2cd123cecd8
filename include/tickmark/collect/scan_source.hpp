#pragma once

#include "tickmark/collect/collector.hpp"

#include <string>
#include <vector>

namespace tickmark {

/// What `check` can say about a source of scanner files: that it has a path, and one dataset out of
/// `datasets`.
void check_scan(
    const SourceConfig& source, const std::vector<std::string>& datasets, Problems& problems);

/// Fetches like `fetch_files` and reads the copies once with `collector` for the details of the
/// collection: how many results of each kind there are, and in which files nothing was applicable,
/// so that an auditor sees that such a scan shows nothing. A file that cannot be read is left to
/// the load, which says why and keeps the bytes.
///
/// Shape:  details {"results":{"pass":20,…},"notes":["web01.xml: …"]}
/// Errors: config_invalid: what `check_scan` finds
Fetched fetch_scan(
    const Collector& collector,
    const SourceConfig& source,
    const FetchContext& context,
    const std::vector<std::string>& datasets = {"control_evidence"});

} // namespace tickmark
