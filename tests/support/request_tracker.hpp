#pragma once

#include "support/scratch.hpp"
#include "support/server_process.hpp"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

struct TrackerTicket {
    std::string subject;
    std::string status = "new";
    std::map<std::string, std::string> fields; ///< custom fields, by name
};

/// One queue of a tracker.
struct TrackerQueue {
    std::string name;
    std::map<std::string, std::string> fields; ///< custom fields: name to type ("FreeformSingle")
    std::vector<TrackerTicket> tickets;
};

/// Request Tracker 5 on a free port of 127.0.0.1, with a database, configuration and cache in a
/// folder of its own, gone at the end. Its account "collector" may see the queues and nothing else.
///
/// Errors: std::runtime_error with the words of Request Tracker where it does not start
class RequestTracker {
public:
    explicit RequestTracker(const std::vector<TrackerQueue>& queues);

    /// "http://127.0.0.1:PORT"
    std::string url() const;
    std::string user() const { return "collector"; }
    std::string password() const { return "collect-me-please"; }
    /// An authentication token of that account.
    std::string token() const;
    /// Adds a ticket through REST 2.0, as an administrator.
    void add(const std::string& queue, const TrackerTicket& ticket) const;

private:
    std::vector<std::string> command(std::vector<std::string> words) const;
    void run(std::vector<std::string> words) const;

    Scratch scratch_;
    unsigned short port_;
    std::unique_ptr<ServerProcess> server_;
};

} // namespace tickmark::testing
