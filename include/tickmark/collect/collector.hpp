#pragma once

#include "tickmark/base/row_reader.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/ports/file_growth.hpp"
#include "tickmark/store/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// Bytes a fetch received, spooled to disk.
struct SpooledPayload {
    std::string path;                             ///< of the spooled copy
    std::string locator;                          ///< where it came from: path, URL, query
    std::optional<Digest> digest = {};            ///< of its bytes, where the fetch computed it
    std::shared_ptr<FileGrowth> growth = nullptr; ///< where it can be read while it is written
};

/// What a fetch brought.
struct Fetched {
    Outcome outcome = Outcome::complete;
    std::vector<SpooledPayload> payloads;
    std::string query;          ///< exact query, URL or paths, without secrets
    std::string details = "{}"; ///< JSON object for the IPE: server, snapshot, …
    std::string note;           ///< why it is not complete, in the source's words
};

/// Told how many rows came so far, and how many there are where the source says so.
using FetchProgress = std::function<void(std::int64_t rows, std::optional<std::int64_t> total)>;

/// What the last complete collection of a source kept, for a fetch that can ask whether it still
/// holds or say what became of it. Only where the source's configuration has not changed since.
struct Earlier {
    std::string collected_on; ///< the day in UTC; empty where there is no such collection
    std::string details;
    std::vector<PayloadRef> payloads;
    /// Writes the bytes of one of them to a path; false where they are no longer there as they
    /// were. May be called from any thread.
    std::function<bool(const Digest&, const std::string& path)> copy;

    bool empty() const noexcept { return collected_on.empty(); }
};

/// Where a fetch may work.
struct FetchContext {
    std::string spool_folder; ///< empty, its own
    Clock now;
    Sleeper sleep;               ///< waits before another try
    FetchProgress progress = {}; ///< may be empty
    Earlier earlier = {};        ///< may be empty
    /// Told of the only payload of a fetch before it is written, if that has a growth: rows are
    /// read from it meanwhile. May be empty.
    std::function<void(const SpooledPayload&)> follow = {};

    void tell(std::int64_t rows, std::optional<std::int64_t> total = std::nullopt) const {
        if (progress) {
            progress(rows, total);
        }
    }
};

/// One kind of system tickmark can read: fetches bytes, then reads rows from them. Fetching
/// touches the outside and holds no lock; reading sees only payloads. Sources are fetched on
/// several threads at once, also two of one collector: it keeps no state of its own.
class Collector {
public:
    Collector() = default;
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;
    Collector(Collector&&) = delete;
    Collector& operator=(Collector&&) = delete;
    virtual ~Collector() = default;

    /// Checks the source's own keys beyond the schema, touching nothing; `check` prints them.
    virtual void check(const SourceConfig& source, Problems& problems) const = 0;
    /// An outcome other than complete is a value, not an exception; bad configuration throws.
    virtual Fetched fetch(const SourceConfig& source, const FetchContext& context) const = 0;
    /// Rows of one payload for one of the source's datasets, read from its copy on disk. Rows that
    /// are not for it may come too where the target's conditions tell them apart.
    virtual std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& target,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const = 0;
};

} // namespace tickmark
