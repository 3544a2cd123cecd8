#pragma once

#include "tickmark/collect/collector.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// What `check` can say about a source of scanner files: that it has a path, and fills none but
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

/// A scanner's files as control evidence, read by `Reader`, a RowReader made of a payload and the
/// wanted columns.
template <class Reader>
class EvidenceScan final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_scan(source, {"control_evidence"}, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_scan(*this, source, context);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& /*source*/,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return std::make_unique<Reader>(payload, std::move(wanted));
    }
};

} // namespace tickmark
