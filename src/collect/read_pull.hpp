#pragma once

#include "tickmark/store/store.hpp"

#include "collect/target_rows.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::collect {

/// Why one of the datasets of a pull cannot stand; an empty dataset means all of them.
struct PullFault {
    std::string dataset;
    Outcome outcome;
    std::string note;
};

/// The rows of one dataset, read and staged.
struct ReadDataset {
    std::unique_ptr<Loader> loader;
    RowTally tally;
    std::int64_t taken = 0; ///< records and rejects
};

/// What reading the payloads of a pull gave: its datasets up to the one at fault.
struct ReadPull {
    std::vector<ReadDataset> datasets;
    std::optional<PullFault> fault;
};

/// Reads the payloads for each dataset into a loader that `begin` makes for it. May run while the
/// last payload is still being written. `told` hears how many rows were read.
ReadPull read_pull(
    const std::vector<TargetRows>& datasets,
    const std::vector<SpooledPayload>& payloads,
    const std::function<std::unique_ptr<Loader>(const TargetRows&)>& begin,
    const std::function<void(std::int64_t)>& told);

} // namespace tickmark::collect
