#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/collect/collector.hpp"

#include "collect/target_rows.hpp"
#include <cstdint>
#include <functional>
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

    /// Finds what the last complete collection kept; the store must outlive the fetch.
    void look_back(const Store& store);

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
    std::vector<Collection> load(Store& store, const std::function<void(std::int64_t)>& told);

    /// Why rows that were read cannot stand, whatever is in the store: all were left out by the
    /// conditions of the dataset.
    static std::optional<std::string>
    nothing_left(const SourceTarget& target, const RowTally& tally, std::int64_t taken);
    /// What the collection of a dataset says where another of the same pull is at fault.
    static std::string
    note_for(const std::string& dataset, const std::string& at_fault, const std::string& note);

private:
    /// Why one of the datasets cannot stand.
    struct Fault {
        std::string dataset;
        Outcome outcome;
        std::string note;
    };
    using Loaders = std::vector<std::unique_ptr<Loader>>;

    void require_resolved() const;
    std::string config_digest() const;
    Collection facts_of(const TargetRows& rows, const std::vector<PayloadRef>& payloads) const;
    std::optional<Fault> stage(
        const TargetRows& rows,
        Loader& loader,
        const std::function<void(std::int64_t)>& told) const;
    std::vector<Collection>
    keep_failed(Store& store, const std::vector<PayloadRef>& payloads, const Fault& fault) const;
    std::vector<Collection> settle(Loaders& loaders, const std::vector<Fault>& faults) const;

    const Workspace& workspace_;
    const SourceConfig& source_;
    const Collector& collector_;
    std::vector<TargetRows> rows_;
    Earlier earlier_;
    Instant started_;
    Fetched fetched_;
    std::int64_t rows_fetched_ = 0;
};

} // namespace tickmark::collect
