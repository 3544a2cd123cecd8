#include "tickmark/base/error.hpp"
#include "tickmark/collect/preview.hpp"
#include "tickmark/config/workspace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <filesystem>

namespace tickmark::testing {
namespace {

class Preview: public ::testing::Test {
protected:
    std::vector<SourcePreview> preview(const std::string& sources, std::size_t rows = 10) {
        scratch_.file(
            "w/tickmark.yaml",
            "organisation: {name: Test, bates_prefix: T, timezone: UTC}\n"
            "store: .tickmark\noperator: Test\ncatalogs: []\nsources:\n" +
                sources);
        Problems problems;
        const Dictionary dictionary = load_dictionary({}, problems);
        PreviewRequest request;
        request.collect.now = [] { return Instant(0); };
        request.rows = rows;
        seen_.clear();
        preview_sources(
            load_workspace(scratch_ / "w"), dictionary, request, [this](SourcePreview preview) {
                seen_.push_back(std::move(preview));
            });
        return seen_;
    }

    std::string training(const std::string& more = "") {
        scratch_.file(
            "w/training.csv",
            "Employee,Course,Due,State\n1,HIPAA,31.01.2026,done\n2,HIPAA,2026-01-31,done\n"
            "1,HIPAA,31.01.2026,open\n3,,31.01.2026,done\n");
        return "  lms:\n    collector: csv\n    path: training.csv\n    dataset: training\n"
               "    fields:\n      person_id: Employee\n      course: Course\n"
               "      due_on: {from: Due, date: \"%d.%m.%Y\"}\n"
               "      status: {from: State, map: {done: completed, open: in-progress}}\n" +
               more;
    }

    Scratch scratch_;
    std::vector<SourcePreview> seen_; ///< of the last preview, also where it ended in an error
};

TEST_F(Preview, a_wrong_block_leaves_the_sources_before_and_after_it_to_be_seen) {
    const auto source = [](const std::string& id, const std::string& collector) {
        return "  " + id + ": {collector: " + collector +
               ", path: training.csv, dataset: training}\n";
    };
    training();
    try {
        preview(source("one", "csv") + source("two", "sarif") + source("three", "csv"));
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
    }
    ASSERT_EQ(seen_.size(), 2U);
    EXPECT_EQ(seen_[1].source, "three");
}

TEST_F(Preview, shows_records_counts_and_rejects_and_makes_no_store) {
    const auto previews = preview(training());
    ASSERT_EQ(previews.size(), 1U);
    const SourcePreview& lms = previews.front();
    EXPECT_EQ(lms.outcome, Outcome::complete) << lms.note;
    EXPECT_EQ(lms.read, 4);
    EXPECT_EQ(lms.rows, 1);
    EXPECT_EQ(lms.rejected, 3);
    ASSERT_EQ(lms.first_rows.size(), 1U);
    EXPECT_EQ(lms.first_rows[0].locator, "line 2");
    EXPECT_THAT(lms.first_rows[0].values, ::testing::Contains(StoredValue("2026-01-31")));
    std::vector<std::string> reasons;
    for (const Reject& reject : lms.first_rejects) {
        reasons.push_back(reject.locator + ": " + reject.reason);
    }
    EXPECT_THAT(
        reasons,
        ::testing::ElementsAre(
            ::testing::HasSubstr("line 3: due_on: '2026-01-31'"),
            "line 4: the key '1 | HIPAA | 2026-01-31' was read before, at line 2",
            "line 5: missing key field course"));
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "w/.tickmark"));
}

TEST_F(Preview, tells_how_each_field_is_read_and_how_often_it_is_filled) {
    const SourcePreview lms = preview(training()).front();
    const auto reading = [&](const std::string& name) {
        for (const FieldReading& field : lms.fields) {
            if (field.field == name) {
                return field.from + "; " + field.how + "; " + std::to_string(field.filled) +
                       (field.is_key ? "; key" : "") + (field.is_mapped ? "" : "; not mapped");
            }
        }
        return std::string();
    };
    EXPECT_EQ(reading("person_id"), "Employee; text; 1; key");
    EXPECT_EQ(reading("due_on"), "Due; date, %d.%m.%Y; 1");
    EXPECT_EQ(reading("status"), "State; text: done → completed, open → in-progress; 1");
    EXPECT_EQ(reading("score"), "score; number; 0; not mapped");
}

TEST_F(Preview, shows_no_more_rows_than_asked_for_and_counts_all) {
    scratch_.file("w/many.csv", "person_id,course\n1,a\n2,a\n3,a\n4,a\n,a\n,a\n");
    const SourcePreview many =
        preview("  lms:\n    collector: csv\n    path: many.csv\n    dataset: training\n", 1)
            .front();
    EXPECT_EQ(many.first_rows.size(), 1U);
    EXPECT_EQ(many.rows, 4);
    EXPECT_EQ(many.first_rejects.size(), 1U);
    EXPECT_EQ(many.rejected, 2);
}

TEST_F(Preview, a_control_total_that_is_not_met_fails_as_it_would_when_collecting) {
    const SourcePreview lms = preview(training("    expect: {rows: \">= 400\"}\n")).front();
    EXPECT_EQ(lms.outcome, Outcome::failed);
    EXPECT_THAT(lms.note, ::testing::HasSubstr("1 rows, but rows >= 400 are expected"));
    EXPECT_EQ(lms.first_rows.size(), 1U);
}

TEST_F(Preview, a_source_that_is_not_there_says_so) {
    const SourcePreview gone =
        preview("  lms:\n    collector: csv\n    path: gone.csv\n    dataset: training\n").front();
    EXPECT_EQ(gone.outcome, Outcome::absent);
    EXPECT_THAT(gone.note, ::testing::HasSubstr("no file matches"));
    EXPECT_THAT(gone.note, ::testing::HasSubstr("check path"));
}

TEST_F(Preview, one_dataset_that_cannot_stand_fails_the_others_of_the_pull) {
    scratch_.file("w/users.csv", "uid,system\n1,crm\n");
    const auto previews =
        preview("  users:\n    collector: csv\n    path: users.csv\n    dataset:\n"
                "      people: {fields: {person_id: uid}}\n"
                "      accounts: {fields: {account_id: uid, system_id: systm}}\n");
    ASSERT_EQ(previews.size(), 2U);
    EXPECT_EQ(previews[0].outcome, Outcome::failed);
    EXPECT_THAT(previews[0].note, ::testing::HasSubstr("dataset accounts of the same pull"));
    EXPECT_THAT(previews[1].note, ::testing::HasSubstr("systm"));
}

} // namespace
} // namespace tickmark::testing
