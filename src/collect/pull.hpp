#pragma once

#include "tickmark/collect/runner.hpp"

#include "collect/target_rows.hpp"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::collect {

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

    /// Asks the source, with its files in `spool_folder`. What the source can be blamed for becomes
    /// an outcome; all else throws.
    void fetch(const std::string& spool_folder, const Clock& now, const Sleeper& sleep);

    /// Keeps what came: one collection for each dataset, in the order written.
    std::vector<Collection> load(Store& store, const CollectProgress& progress);

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
    std::optional<Fault>
    stage(const TargetRows& rows, Loader& loader, const CollectProgress& progress) const;
    std::vector<Collection>
    keep_failed(Store& store, const std::vector<PayloadRef>& payloads, const Fault& fault) const;
    std::vector<Collection> settle(Loaders& loaders, const std::vector<Fault>& faults) const;
    static std::string note_for(const std::string& dataset, const Fault& fault);

    const Workspace& workspace_;
    const SourceConfig& source_;
    const Collector& collector_;
    std::vector<TargetRows> rows_;
    Earlier earlier_;
    Instant started_;
    Fetched fetched_;
};

} // namespace tickmark::collect
