#include "tickmark/base/error.hpp"
#include "tickmark/collect/runner.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/file_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fault_server.hpp"
#include "support/store_fixture.hpp"
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace tickmark::testing {
namespace {

namespace fs = std::filesystem;

/// Lets nobody pass before all that are awaited have come, or it is called off.
class Meeting {
public:
    explicit Meeting(int awaited) : awaited_(awaited) {}
    void come_and_wait() {
        std::unique_lock lock(mutex_);
        --awaited_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return awaited_ <= 0; });
    }
    void call_off() {
        const std::scoped_lock lock(mutex_);
        awaited_ = 0;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int awaited_;
};

std::string one_row(const std::string& name) {
    return R"([{"name":")" + name + R"("}])";
}

class SideBySide: public StoreTest {
protected:
    ~SideBySide() override { request_cancel(false); }

    std::string csv(const std::string& id, const std::string& rows) {
        scratch_.file("w/" + id + ".csv", "name,note\n" + rows);
        return "  " + id + ":\n    collector: csv\n    path: " + id + ".csv\n    dataset: things\n";
    }

    static std::string rest(const std::string& id, const FaultServer& server) {
        return "  " + id + ":\n    collector: rest\n    url: " + server.url("/" + id) +
               "\n    dataset: things\n    fields: {name: /name}\n    expect: {rows: \">= 0\"}\n";
    }

    Workspace workspace(const std::string& sources) {
        scratch_.file(
            "w/tickmark.yaml",
            "organisation: {name: Test, bates_prefix: T, timezone: UTC}\n"
            "store: .tickmark\noperator: Test\ncatalogs: []\nsources:\n" +
                sources);
        return load_workspace(scratch_ / "w");
    }

    std::vector<Collection> collect(const std::string& sources, CollectRequest request = {}) {
        const Workspace where = workspace(sources);
        const auto store = open();
        request.now = [this] { return now_; };
        return collect_sources(where, dictionary_, *store, request);
    }

    /// "source outcome id" of each collection the store holds.
    std::vector<std::string> kept() {
        std::vector<std::string> lines;
        for (const Collection& one : open(false)->collections()) {
            lines.push_back(one.source + " " + std::string(name_of(one.outcome)) + " " + one.id);
        }
        return lines;
    }
};

TEST_F(SideBySide, two_sources_are_asked_at_once) {
    Meeting meeting(2);
    const auto answer = [&](const Seen& seen) {
        meeting.come_and_wait();
        return Answered{200, one_row(seen.target), {}, "", false};
    };
    const FaultServer first(answer);
    const FaultServer second(answer);
    CollectRequest request;
    request.jobs = 2;
    const auto collections = collect(rest("a", first) + rest("b", second), request);
    meeting.call_off();
    ASSERT_EQ(collections.size(), 2U);
    EXPECT_EQ(collections[0].outcome, Outcome::complete) << collections[0].note;
    EXPECT_EQ(collections[1].outcome, Outcome::complete) << collections[1].note;
}

TEST_F(SideBySide, one_job_asks_one_after_the_other_in_the_order_of_the_file) {
    std::vector<std::string> started;
    CollectRequest request;
    request.jobs = 1;
    request.sources = {"c", "a", "b", "a"};
    request.progress.started = [&](const std::string& source) { started.push_back(source); };
    collect(csv("b", "1,x\n") + csv("a", "2,x\n") + csv("c", "3,x\n"), request);
    EXPECT_THAT(started, ::testing::ElementsAre("b", "a", "c"));
    EXPECT_THAT(
        kept(),
        ::testing::ElementsAre("b complete C000001", "a complete C000002", "c complete C000003"));
}

TEST_F(SideBySide, collections_are_kept_in_the_order_of_the_file_whichever_came_first) {
    Meeting second_came(2);
    const FaultServer slow([&](const Seen&) {
        second_came.come_and_wait(); // until all rows of the other source have come
        return Answered{200, one_row("slow"), {}, "", false};
    });
    const FaultServer quick([&](const Seen&) {
        return Answered{200, one_row("q"), {}, "", false};
    });
    CollectRequest request;
    request.progress.step = [&](const CollectStep& step) {
        if (step.source == "quick" && step.stage == CollectStep::Stage::waiting) {
            second_came.call_off();
        }
    };
    collect(rest("slow", slow) + rest("quick", quick), request);
    EXPECT_THAT(kept(), ::testing::ElementsAre("slow complete C000001", "quick complete C000002"));
}

TEST_F(SideBySide, a_source_that_fails_leaves_the_others) {
    const FaultServer closed([](const Seen&) { return Answered{403, "{}", {}, "", false}; });
    const auto collections = collect(csv("a", "1,x\n") + rest("web", closed) + csv("z", "2,x\n"));
    EXPECT_THAT(
        kept(),
        ::testing::ElementsAre("a complete C000001", "web denied C000002", "z complete C000003"));
    EXPECT_EQ(collections.size(), 3U);
    EXPECT_TRUE(faults(*open(false)).empty());
}

TEST_F(SideBySide, an_error_that_is_no_sources_fault_is_thrown_once_the_others_are_kept) {
    const FaultServer busy([](const Seen&) { return Answered{503, "", {}, "", false}; });
    CollectRequest request;
    request.sleep = [](std::chrono::milliseconds) { throw std::runtime_error("no clock"); };
    EXPECT_THROW(
        collect(csv("a", "1,x\n") + rest("web", busy) + csv("z", "2,x\n"), request),
        std::runtime_error);
    EXPECT_THAT(kept(), ::testing::ElementsAre("a complete C000001", "z complete C000002"));
}

TEST_F(SideBySide, a_block_that_is_wrong_is_told_once_the_others_are_kept) {
    try {
        collect(
            csv("a", "1,x\n") +
            "  scan:\n    collector: sarif\n    path: a.csv\n    dataset: things\n" +
            csv("z", "2,x\n"));
        FAIL() << "sarif does not fill that dataset";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid) << error.what();
    }
    EXPECT_THAT(kept(), ::testing::ElementsAre("a complete C000001", "z complete C000002"));
}

TEST_F(SideBySide, a_request_to_stop_ends_all_and_leaves_nothing_behind) {
    const FaultServer busy([](const Seen&) { return Answered{503, "", {}, "", false}; });
    CollectRequest request;
    request.sleep = [](std::chrono::milliseconds) {
        request_cancel();
        throw_if_cancelled("waiting to try again");
    };
    try {
        collect(rest("web", busy) + csv("z", "2,x\n"), request);
        FAIL() << "it went on";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::cancelled);
    }
    EXPECT_TRUE(kept().empty());
    EXPECT_TRUE(fs::is_empty(folder() + "/spool"));
}

TEST_F(SideBySide, a_store_that_cannot_be_written_stops_sources_that_are_still_asked) {
    Meeting asked(2);
    const FaultServer hanging([&](const Seen&) {
        asked.come_and_wait();
        return Answered{503, "", {}, "", false};
    });
    const Workspace where = workspace(csv("a", "1,x\n") + rest("web", hanging));
    const auto store = open();
    const FileLock held(folder() + "/lock", std::chrono::milliseconds(0));
    CollectRequest request;
    request.now = [this] { return now_; };
    request.progress.step = [&](const CollectStep& step) {
        if (step.source == "a" && step.stage == CollectStep::Stage::waiting) {
            asked.call_off();
        }
    };
    request.sleep = [](std::chrono::milliseconds) {
        while (!cancel_requested()) { // until the first source has found the store busy
            std::this_thread::yield();
        }
        throw_if_cancelled("waiting to try again");
    };
    try {
        collect_sources(where, dictionary_, *store, request);
        FAIL() << "the store was held";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store_busy) << error.what();
    }
    EXPECT_FALSE(cancel_requested());
}

TEST_F(SideBySide, a_total_is_the_sources_own_or_about_that_of_the_last_collection) {
    const FaultServer counted([](const Seen&) {
        return Answered{200, R"({"total":2,"items":[{"name":"a"},{"name":"b"}]})", {}, "", false};
    });
    const FaultServer silent([](const Seen&) {
        return Answered{200, one_row("c"), {}, "", false};
    });
    const std::string sources = rest("counted", counted) + "    records: /items\n" +
                                "    pages: {by: page, total: /total}\n" + rest("silent", silent);
    collect(sources);
    std::vector<std::string> told;
    CollectRequest request;
    request.jobs = 1;
    request.progress.step = [&](const CollectStep& step) {
        if (step.stage == CollectStep::Stage::fetching) {
            told.push_back(
                step.source + " " + std::to_string(step.rows) + "/" +
                std::to_string(step.total.value_or(-1)) + (step.estimated ? " about" : ""));
        }
    };
    collect(sources, request);
    EXPECT_THAT(told, ::testing::ElementsAre("counted 2/2", "silent 1/1 about"));
}

TEST_F(SideBySide, many_sources_on_many_threads_are_all_right) {
    std::string sources;
    for (int i = 0; i < 40; ++i) {
        sources += csv("s" + std::to_string(i), std::to_string(i) + ",x\n");
    }
    CollectRequest request;
    request.jobs = 8;
    const auto collections = collect(sources, request);
    ASSERT_EQ(collections.size(), 40U);
    for (int i = 0; i < 40; ++i) {
        EXPECT_EQ(collections[static_cast<std::size_t>(i)].source, "s" + std::to_string(i));
        EXPECT_EQ(collections[static_cast<std::size_t>(i)].outcome, Outcome::complete);
    }
    EXPECT_TRUE(faults(*open(false)).empty());
}

} // namespace
} // namespace tickmark::testing
