#pragma once

#include "tickmark/app/project.hpp"
#include "tickmark/ports/clock.hpp"
#include "tickmark/store/store.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// One dataset of a configured source and what is known of it.
struct SourceStatus {
    std::string id;
    std::string collector;
    std::string dataset;
    std::optional<Collection> last_attempt;
    std::optional<Collection> last_complete;
    std::optional<double> age_days; ///< of the last complete collection
    std::optional<long long> max_age_days;
    bool stale() const noexcept {
        return max_age_days && (!age_days || *age_days > static_cast<double>(*max_age_days));
    }
};

/// Reads the store; a workspace that never collected has sources without collections.
std::vector<SourceStatus> source_status(const Project& project, const Clock& now);

void print_status_json(const std::vector<SourceStatus>& sources, std::ostream& out);

} // namespace tickmark
