#include "collect/side_by_side.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>

namespace tickmark::collect {

namespace {

/// Whether the fault of one source would be that of every other.
bool hits_all(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const Error& error) {
        switch (error.code()) {
        case ErrorCode::cancelled:
        case ErrorCode::no_space:
        case ErrorCode::no_permission:
        case ErrorCode::store_io:
        case ErrorCode::store_busy:
        case ErrorCode::store_tampered:
            return true;
        default:
            return false;
        }
    } catch (...) {
        return false;
    }
}

class SideBySide {
public:
    SideBySide(const Pulls& pulls, const FetchPlan& plan, Teller& teller) :
        pulls_(pulls), plan_(plan), teller_(teller), slots_(pulls.size()) {
        for (unsigned i = 0; i < plan.jobs; ++i) {
            workers_.emplace_back([this] { work(); });
        }
    }
    ~SideBySide() { stop_.store(true); }
    SideBySide(const SideBySide&) = delete;
    SideBySide& operator=(const SideBySide&) = delete;
    SideBySide(SideBySide&&) = delete;
    SideBySide& operator=(SideBySide&&) = delete;

    void run(const std::function<void(Pull&)>& use) {
        std::exception_ptr first;
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            wait_for(slots_[i]);
            if (auto fault = used(i, use)) {
                teller_.step({pulls_[i]->source().id, CollectStep::Stage::stopped, 0, {}, false});
                first = first ? first : fault;
            }
            slots_[i].spool.reset();
        }
        if (first) {
            std::rethrow_exception(first);
        }
    }

private:
    struct Slot {
        std::unique_ptr<ScratchFolder> spool;
        std::exception_ptr fault;
        bool is_done = false;
    };

    /// On a thread of its own.
    void work() {
        const StopWith all(stop_);
        for (std::size_t i = next_++; i < slots_.size() && !stop_.load(); i = next_++) {
            std::exception_ptr fault;
            try {
                fetch(i);
            } catch (...) {
                fault = std::current_exception();
            }
            const std::scoped_lock lock(mutex_);
            slots_[i].fault = fault;
            slots_[i].is_done = true;
            came_.notify_one();
        }
    }

    void fetch(std::size_t i) {
        Pull& pull = *pulls_[i];
        const std::string& id = pull.source().id;
        teller_.started(id);
        slots_[i].spool = std::make_unique<ScratchFolder>(plan_.folder);
        const auto known = plan_.expected.find(id);
        const auto before =
            known == plan_.expected.end() ? std::nullopt : std::optional(known->second);
        std::int64_t came = 0;
        FetchContext context{slots_[i].spool->path(), clock(), plan_.sleep};
        context.progress = [&](std::int64_t rows, std::optional<std::int64_t> total) {
            came = rows;
            teller_.step(
                {id, CollectStep::Stage::fetching, rows, total ? total : before, !total && before});
        };
        pull.fetch(context);
        teller_.step({id, CollectStep::Stage::waiting, came, {}, false});
    }

    Clock clock() {
        return [this] {
            const std::scoped_lock lock(clock_mutex_);
            return plan_.now();
        };
    }

    void wait_for(const Slot& slot) {
        constexpr std::chrono::milliseconds slice{100};
        for (;;) {
            {
                std::unique_lock lock(mutex_);
                if (came_.wait_for(lock, slice, [&] { return slot.is_done; })) {
                    break;
                }
            }
            throw_if_cancelled("collecting");
            teller_.idle();
        }
        throw_if_cancelled("collecting");
    }

    /// What went wrong with this one, if it can be left at that.
    std::exception_ptr used(std::size_t i, const std::function<void(Pull&)>& use) {
        std::exception_ptr fault = slots_[i].fault;
        if (!fault) {
            try {
                use(*pulls_[i]);
            } catch (...) {
                fault = std::current_exception();
            }
        }
        if (fault && hits_all(fault)) {
            std::rethrow_exception(fault);
        }
        return fault;
    }

    const Pulls& pulls_;
    const FetchPlan& plan_;
    Teller& teller_;
    std::vector<Slot> slots_;
    std::mutex mutex_; ///< of the slots' `fault` and `is_done`
    std::mutex clock_mutex_;
    std::condition_variable came_;
    std::atomic<std::size_t> next_{0};
    std::atomic<bool> stop_{false};
    std::vector<std::jthread> workers_; ///< last, so that they end before what they use goes
};

[[noreturn]] void refuse(const Workspace& workspace, const std::string& name) {
    std::vector<std::string> ids;
    ids.reserve(workspace.sources.size());
    for (const SourceConfig& known : workspace.sources) {
        ids.push_back(known.id);
    }
    throw Error(
        ErrorCode::usage,
        {"collecting",
         "there is no source '" + name + "'" + did_you_mean(name, ids),
         workspace.file,
         ids.empty() ? "add one: tickmark init --source PRESET"
                     : "configured: " + join(ids, ", ")});
}

} // namespace

void Teller::started(const std::string& source) {
    const std::scoped_lock lock(mutex_);
    if (progress_.started) {
        progress_.started(source);
    }
}

void Teller::step(const CollectStep& step) {
    const std::scoped_lock lock(mutex_);
    if (progress_.step) {
        progress_.step(step);
    }
}

void Teller::ended(const Collection& collection) {
    const std::scoped_lock lock(mutex_);
    if (progress_.ended) {
        progress_.ended(collection);
    }
}

void Teller::idle() {
    const std::scoped_lock lock(mutex_);
    if (progress_.idle) {
        progress_.idle();
    }
}

Pulls make_pulls(
    const Workspace& workspace,
    const Dictionary& dictionary,
    const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (workspace.source(name) == nullptr) {
            refuse(workspace, name);
        }
    }
    Pulls pulls;
    for (const SourceConfig& source : workspace.sources) {
        if (names.empty() || std::find(names.begin(), names.end(), source.id) != names.end()) {
            pulls.push_back(std::make_unique<Pull>(workspace, dictionary, source));
        }
    }
    return pulls;
}

FetchPlan make_plan(const CollectRequest& request, std::size_t pulls, std::string folder) {
    FetchPlan plan;
    plan.folder = std::move(folder);
    const std::size_t wanted = request.jobs == 0 ? usual_jobs : request.jobs;
    plan.jobs = static_cast<unsigned>(std::min(wanted, pulls));
    plan.now = request.now;
    plan.sleep = request.sleep;
    return plan;
}

void fetch_side_by_side(
    const Pulls& pulls,
    const FetchPlan& plan,
    Teller& teller,
    const std::function<void(Pull&)>& use) {
    SideBySide(pulls, plan, teller).run(use);
}

} // namespace tickmark::collect
