#include "support/store_fixture.hpp"
#include <filesystem>

namespace tickmark::testing {
namespace {

/// Loads that are large enough to be written past the log.
class StoreDirectWrites: public StoreTest {
protected:
    static std::vector<SmallRow> many(const std::string& note) {
        std::vector<SmallRow> rows;
        for (int i = 0; i < 20'000; ++i) {
            rows.push_back({"key " + std::to_string(100'000 + i), note});
        }
        return rows;
    }

    /// Bytes that went through the log since it was last emptied.
    std::uintmax_t logged() const {
        const std::string log = folder() + "/store.db-wal";
        return std::filesystem::exists(log) ? std::filesystem::file_size(log) : 0;
    }

    SqlValue mode() const {
        return open_sqlite(folder() + "/store.db", SqlMode::read_only)
            ->scalar("PRAGMA journal_mode");
    }

    static std::size_t notes(Snapshot& snapshot, const std::string& note) {
        return std::stoul(
            *snapshot.connection().scalar("SELECT count(*) FROM things WHERE note = ?", {note}));
    }
};

TEST_F(StoreDirectWrites, a_large_load_alone_goes_past_the_log_and_the_log_is_back_after_it) {
    const auto store = open();
    EXPECT_EQ(load(*store, many("one")).added, 20'000);
    EXPECT_LT(logged(), 100'000U);
    EXPECT_EQ(mode(), "wal");
    for (const IntegrityCheck& check : store->verify()) {
        EXPECT_TRUE(check.ok) << check.name << ": " << check.detail;
    }
}

TEST_F(StoreDirectWrites, beside_a_reader_it_goes_through_the_log_and_the_reader_sees_nothing) {
    const auto store = open();
    load(*store, many("one"));
    const auto before = look(*store, "2026-12-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(notes(*before, "one"), 20'000U);
    EXPECT_EQ(load(*store, many("two")).changed, 20'000);
    EXPECT_GT(logged(), 1'000'000U);
    EXPECT_EQ(notes(*before, "one"), 20'000U);
    EXPECT_EQ(notes(*look(*store, "2026-12-31", "2026-12-31T12:00:00Z"), "two"), 20'000U);
}

TEST_F(StoreDirectWrites, a_large_load_that_does_not_stand_leaves_the_old_data_and_the_log) {
    const auto store = open();
    load(*store, many("one"));
    LoadRequest wanted = request(*store, "things", "lms");
    wanted.facts.payloads = {
        store->keep_payload(scratch_.file("payload", "cut sho"), "in.csv", sha256("cut short"))};
    const auto loader = store->begin_load(dictionary_.at("things"), wanted);
    for (const SmallRow& row : many("two")) {
        add(*loader, row);
    }
    EXPECT_THROW(loader->commit(), Error);
    EXPECT_EQ(mode(), "wal");
    EXPECT_EQ(notes(*look(*store, "2026-12-31", "2026-12-31T12:00:00Z"), "one"), 20'000U);
}

} // namespace
} // namespace tickmark::testing
