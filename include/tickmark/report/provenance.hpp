#pragma once

#include "tickmark/assess/results.hpp"

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// Writes data/provenance.json: for each figure and test its query, every record behind it with
/// the role it counts in, and the collections with the digests of the bytes they came from.
///
/// Shape:  docs/formats.md "provenance v1"; rows stream from the snapshot, so memory is flat
/// `facts` are label and value pairs printed at the top (digests of configuration, program, …).
void write_provenance(
    std::ostream& out,
    const Assessment& assessment,
    const std::vector<std::pair<std::string, std::string>>& facts,
    Snapshot& snapshot);

} // namespace tickmark
