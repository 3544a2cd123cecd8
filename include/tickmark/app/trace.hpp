#pragma once

#include "tickmark/app/assess_workspace.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// A figure or test walked down to the bytes.
struct Trace {
    std::string id;
    std::string kind; ///< figure | test
    std::string title;
    std::string value;      ///< as printed: "93.4%", "12 of 812"
    std::string expression; ///< as its author wrote it
    std::string query;      ///< the SQL composed from it
    std::string dataset;
    std::vector<Collection> collections;
    struct Record {
        std::string key;
        std::string role; ///< numerator, denominator, counted; exception, undetermined, population
        std::string collection;
        std::string payload;
        std::string locator;
    };
    std::vector<Record> records;
    std::int64_t total = 0; ///< records there are
    bool truncated() const noexcept { return total > static_cast<std::int64_t>(records.size()); }
};

/// Traces a figure or a test; at most `limit` records are listed (0: all), exceptions first.
///
/// Errors: usage for an id that is neither, with the nearest
Trace trace(AssessedWorkspace& assessed, const std::string& id, std::int64_t limit);

void print_trace_json(const Trace& trace, std::ostream& out);

} // namespace tickmark
