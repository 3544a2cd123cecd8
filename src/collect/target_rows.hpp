#pragma once

#include "tickmark/collect/collector.hpp"
#include "tickmark/data/mapping.hpp"
#include "tickmark/data/row_filter.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tickmark::collect {

/// Where the rows of one dataset go; each is given the row as it stood and its payload's number.
struct RowSink {
    std::function<void(const Record&, const RawRow&, std::size_t payload)> record;
    std::function<void(const Reject&, const RawRow&, std::size_t payload)> reject;
    /// Told every 10,000 rows how many were read; may be empty.
    std::function<void(std::int64_t rows)> progress;
};

/// What reading found out besides the rows.
struct RowTally {
    std::int64_t read = 0;     ///< rows the payloads hold
    std::int64_t left_out = 0; ///< of these, not for this dataset
    ReaderNotes notes;
};

/// One dataset of a source: reads the rows of its payloads as records.
class TargetRows {
public:
    /// All must outlive it.
    ///
    /// Errors: config_invalid: `fields` names a field the dataset does not have
    TargetRows(
        const Collector& collector,
        const SourceConfig& source,
        const SourceTarget& target,
        const Dataset& dataset,
        const TimeZone& zone);

    const SourceTarget& target() const noexcept { return target_; }
    const Dataset& dataset() const noexcept { return dataset_; }
    const Mapping& mapping() const noexcept { return mapping_; }

    /// Errors: source_failed: a payload is not what the collector reads; interrupted
    RowTally read(const std::vector<SpooledPayload>& payloads, const RowSink& sink) const;

private:
    std::vector<WantedColumn> wanted() const;
    void read_payload(
        RowReader& reader, std::size_t payload, const RowSink& sink, RowTally& tally) const;

    const Collector& collector_;
    const SourceConfig& source_;
    const SourceTarget& target_;
    const Dataset& dataset_;
    Mapping mapping_;
    RowFilter filter_;
};

/// The details of a fetch with what reading one dataset found out: `left_out` where it has
/// conditions, and `notes`.
std::string
details_with(const std::string& details, const SourceTarget& target, const RowTally& tally);

} // namespace tickmark::collect
