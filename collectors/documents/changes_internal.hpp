#pragma once

#include "tickmark/base/json.hpp"
#include "tickmark/collect/collector.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::documents {

/// The payload whose lines are the rows; every other payload is a document or a sidecar itself.
constexpr std::string_view manifest_locator = "documents manifest v1";

/// What became of documents since the last complete collection of the source.
///
/// Shape: details "since":"2026-10-31","added":["a.pdf"],"changed":[…],
///        "vanished":[{"path":"b.pdf","missed_on":"2026-11-30"}]; a vanished document is said
///        again by each later collection until it is back
class Changes {
public:
    explicit Changes(const FetchContext& context);

    /// A document as the manifest has it.
    void see(const std::string& path, const std::string& line);
    /// Adds the members to the details; none where there was no collection before.
    void write(JsonWriter& details) const;

private:
    void read_earlier(const Earlier& earlier, const std::string& copy);

    std::string since_; ///< empty: nothing to compare with
    std::string today_;
    std::map<std::string, std::string>
        before_; ///< digests of manifest lines, by path; seen ones go
    std::map<std::string, std::string> missed_; ///< path to the day it was first missed
    std::vector<std::string> added_;
    std::vector<std::string> changed_;
};

} // namespace tickmark::documents
