#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/request_tracker.hpp"
#include <fmt/format.h>

namespace tickmark::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 12 reviews, every fifth done, of which the last was never given a vendor; and a queue beside.
std::vector<TrackerQueue> queues() {
    TrackerQueue reviews{
        "Vendor reviews", {{"Vendor", "FreeformSingle"}, {"Next review", "DateSingle"}}, {}};
    for (int i = 1; i <= 12; ++i) {
        TrackerTicket ticket{fmt::format("Review {}", i), i % 5 == 0 ? "resolved" : "open", {}};
        if (i < 12) {
            ticket.fields = {
                {"Vendor", fmt::format("V-{:02} Zürich", i)}, {"Next review", "2027-01-31"}};
        }
        reviews.tickets.push_back(std::move(ticket));
    }
    return {reviews, {"Other", {}, {{"Not a review", "open", {}}}}};
}

/// The shipped preset against a running tracker, in pages of 5.
std::string preset(const RequestTracker& tracker) {
    std::string text = read_file(project_file("collectors/presets/request-tracker.yaml"));
    text = text.substr(text.find("sources:\n"));
    const auto put = [&text](const std::string& what, const std::string& with) {
        const std::size_t at = text.find(what);
        ASSERT_NE(at, std::string::npos) << what;
        text.replace(at, what.size(), with);
    };
    put("https://RT_HOST", tracker.url());
    put("RT_QUEUE", "Vendor reviews");
    put("${env:RT_TOKEN}", "${file:token}");
    put("per_page: 100", "per_page: 5");
    return text;
}

TEST(SystemRequestTracker, gives_its_tickets_to_the_preset_and_a_new_one_next_time) {
    const RequestTracker tracker(queues());
    const Scratch scratch;
    scratch.file("token", tracker.token());
    const std::string sources = preset(tracker);

    const Collection first = collect_in(scratch.path(), sources).front();
    ASSERT_EQ(first.outcome, Outcome::complete) << first.note;
    EXPECT_EQ(first.rows, 12);
    EXPECT_EQ(first.added, 12);
    EXPECT_EQ(first.rejected, 0);
    EXPECT_EQ(first.payloads.size(), 3U);
    EXPECT_THAT(first.details, AllOf(HasSubstr("\"total\":12"), HasSubstr("PSGI")));
    const auto vendors = stored_column(scratch.path(), "vendor_reviews", "vendor_id");
    ASSERT_EQ(vendors.size(), 12U);
    EXPECT_EQ(std::count(vendors.begin(), vendors.end(), "V-07 Zürich"), 1);
    EXPECT_EQ(std::count(vendors.begin(), vendors.end(), "NULL"), 1);
    const auto outcomes = stored_column(scratch.path(), "vendor_reviews", "outcome");
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "done"), 2);
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "in-progress"), 10);
    const auto dates = stored_column(scratch.path(), "vendor_reviews", "next_review_on");
    EXPECT_EQ(std::count(dates.begin(), dates.end(), "2027-01-31"), 11);

    tracker.add("Vendor reviews", {"Review 13", "new", {{"Vendor", "V-13"}}});
    const Collection second = collect_in(scratch.path(), sources).front();
    EXPECT_EQ(second.outcome, Outcome::complete) << second.note;
    EXPECT_EQ(second.rows, 13);
    EXPECT_EQ(second.added, 1);
    EXPECT_EQ(second.changed, 0);
    EXPECT_EQ(second.closed, 0);

    scratch.file("token", "1-27-0123456789abcdef0123456789abcdef");
    const Collection stranger = collect_in(scratch.path(), sources).front();
    EXPECT_EQ(stranger.outcome, Outcome::denied);
    EXPECT_THAT(stranger.note, HasSubstr("401"));

    const auto by_password = [&](const std::string& password) {
        scratch.file("password", password);
        std::string text = sources;
        const std::size_t at = text.find("auth:");
        text.replace(
            at,
            text.find('\n', at) - at,
            "auth: {type: basic, user: collector, password: \"${file:password}\"}");
        return collect_in(scratch.path(), text).front();
    };
    const Collection wrong = by_password("not-the-password");
    EXPECT_EQ(wrong.outcome, Outcome::denied);
    EXPECT_THAT(wrong.note, HasSubstr("401"));
    EXPECT_EQ(stored_column(scratch.path(), "vendor_reviews", "record_key").size(), 13U);
    const Collection right = by_password(tracker.password());
    EXPECT_EQ(right.outcome, Outcome::complete) << right.note;
    EXPECT_EQ(right.rows, 13);
    EXPECT_EQ(right.added + right.changed + right.closed, 0);
}

} // namespace
} // namespace tickmark::testing
