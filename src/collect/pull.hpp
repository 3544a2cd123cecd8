#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/collect/collector.hpp"

#include "collect/read_pull.hpp"
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::collect {

/// Whether the source is to blame: that becomes an outcome.
bool is_of_source(const Error& error);
Outcome outcome_of(const Error& error);

/// One source on its way: fetched without touching the store, then loaded into it, a collection
/// for each of its datasets. All collections of a pull stand on the same bytes; where one of them
/// cannot stand, none does.
class Pull {
public:
    /// Errors: config_invalid: no such collector, dataset or field
    Pull(const Workspace& workspace, const Dictionary& dictionary, const SourceConfig& source);

    const SourceConfig& source() const noexcept { return source_; }

    /// Names the store that the rows are for, which must outlive the pull, and finds what the last
    /// complete collection kept. Without one, rows are only looked at.
    void prepare(Store& store);

    /// Asks the source, with its files in the context's folder. What the source can be blamed for
    /// becomes an outcome; all else throws.
    void fetch(const FetchContext& context);
    const Fetched& fetched() const noexcept { return fetched_; }
    /// Rows that came as far as the fetch told; 0 for files, which are counted when they are read.
    std::int64_t rows_fetched() const noexcept { return rows_fetched_; }
    /// One for each dataset, in the order written.
    const std::vector<TargetRows>& datasets() const noexcept { return rows_; }

    /// Keeps what came: one collection for each dataset, in the order written. `told` hears how
    /// many rows were read.
    std::vector<Collection> load(const std::function<void(std::int64_t)>& told);

    /// Why rows that were read cannot stand, whatever is in the store: all were left out by the
    /// conditions of the dataset.
    static std::optional<std::string>
    nothing_left(const SourceTarget& target, const RowTally& tally, std::int64_t taken);
    /// What the collection of a dataset says where another of the same pull is at fault.
    static std::string
    note_for(const std::string& dataset, const std::string& at_fault, const std::string& note);

private:
    void require_resolved() const;
    std::string config_digest() const;
    Collection facts_of(const TargetRows& rows, const std::vector<PayloadRef>& payloads) const;
    std::unique_ptr<Loader> begin_load(const TargetRows& rows) const;
    std::optional<PullFault> fault_of(const TargetRows& rows, const ReadDataset& read) const;
    std::vector<Collection>
    keep_failed(const std::vector<PayloadRef>& payloads, const PullFault& fault) const;
    std::vector<Collection>
    settle(std::vector<ReadDataset>& datasets, const std::vector<PullFault>& faults) const;

    const Workspace& workspace_;
    const SourceConfig& source_;
    const Collector& collector_;
    std::vector<TargetRows> rows_;
    Earlier earlier_;
    Instant started_;
    Fetched fetched_;
    std::int64_t rows_fetched_ = 0;
    Store* store_ = nullptr;
    std::future<ReadPull> reading_; ///< last: it ends before what it works on goes
};

} // namespace tickmark::collect
