#pragma once

#include "tickmark/collect/runner.hpp"
#include "tickmark/data/value.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tickmark {

/// How one field of the dataset is filled from the source.
struct FieldReading {
    std::string field;
    std::string from; ///< column, pointer or attribute; empty for a constant
    std::string how;  ///< "date, %m/%d/%Y"
    bool is_key = false;
    bool is_mapped = false;  ///< named under `fields`; else only tried, under its own name
    std::int64_t filled = 0; ///< records that have a value
};

/// What one dataset of a source would get.
struct SourcePreview {
    struct Row {
        std::string locator;
        std::vector<StoredValue> values; ///< one for each of `fields`
    };
    struct Payload {
        std::string locator;
        std::uint64_t bytes = 0;
    };
    std::string source;
    std::string collector;
    std::string dataset;
    Outcome outcome = Outcome::complete;
    std::string note;  ///< why it is not complete
    std::string query; ///< exact query, URL or paths, without secrets
    std::vector<Payload> payloads;
    std::vector<std::string> notes;   ///< what fetching and reading found out
    std::vector<FieldReading> fields; ///< of the dataset, in its order
    std::int64_t read = 0;            ///< rows the payloads hold
    std::int64_t left_out = 0;        ///< of these, not for this dataset
    std::int64_t rows = 0;            ///< records
    std::int64_t rejected = 0;
    std::vector<Row> first_rows;
    std::vector<Reject> first_rejects;
};

struct PreviewRequest {
    CollectRequest collect;
    std::size_t rows = 10; ///< records and rejects shown of each dataset
};

/// Fetches and reads sources as `collect_sources` does, and keeps nothing: no store is opened or
/// made, and the fetched bytes are gone at the end. `progress.ended` is not told. Control totals
/// hold but for `change`, which needs the store. `use` is called with each dataset, in the order of
/// the configuration.
///
/// Errors: those of `collect_sources` but the store's, once the other sources were used
void preview_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    const PreviewRequest& request,
    const std::function<void(SourcePreview)>& use);

} // namespace tickmark
