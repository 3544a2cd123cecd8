#pragma once

#include "tickmark/collect/runner.hpp"

#include "collect/pull.hpp"
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tickmark::collect {

/// Tells what is going on, one call at a time.
class Teller {
public:
    explicit Teller(const CollectProgress& progress) : progress_(progress) {}

    void started(const std::string& source);
    void step(const CollectStep& step);
    void ended(const Collection& collection);
    void idle();

private:
    const CollectProgress& progress_;
    std::mutex mutex_;
};

using Pulls = std::vector<std::unique_ptr<Pull>>;

/// Pulls of the sources named, in the order of the configuration, each once.
///
/// Errors: usage, config_invalid
Pulls make_pulls(
    const Workspace& workspace,
    const Dictionary& dictionary,
    const std::vector<std::string>& names);

/// How pulls are fetched.
struct FetchPlan {
    std::string folder; ///< each spools into a folder of its own below it, gone after its use
    unsigned jobs = 1;
    Clock now; ///< need not bear several threads at once
    Sleeper sleep;
    std::map<std::string, std::int64_t>
        expected; ///< rows, by source, where nothing better is known
};

FetchPlan make_plan(const CollectRequest& request, std::size_t pulls, std::string folder);

/// Fetches on threads of its own and hands each pull to `use` on this one, in order. What is thrown
/// for one leaves the others: the first of these is thrown again at the end. What would hit all of
/// them ends it at once.
void fetch_side_by_side(
    const Pulls& pulls,
    const FetchPlan& plan,
    Teller& teller,
    const std::function<void(Pull&)>& use);

} // namespace tickmark::collect
