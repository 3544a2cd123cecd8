#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

#include "store/spill.hpp"
#include "support/scratch.hpp"
#include <algorithm>
#include <filesystem>
#include <random>

namespace tickmark::testing {
namespace {

using store::Spill;
using Items = std::vector<std::pair<std::string, std::string>>;

Items read(Spill& spill) {
    Items items;
    const auto reader = spill.read();
    while (reader->next()) {
        items.emplace_back(reader->key(), reader->body());
    }
    EXPECT_FALSE(reader->next());
    return items;
}

std::size_t files_in(const Scratch& scratch) {
    const auto all = std::filesystem::directory_iterator(scratch.path());
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Numbered items with keys from a small set, so that many repeat; some begin alike.
Items shuffled(std::size_t count) {
    std::minstd_rand random(7);
    Items items;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string front = random() % 2 == 0 ? "k" : "a long beginning ";
        items.emplace_back(front + std::to_string(random() % 300), std::to_string(i));
    }
    return items;
}

TEST(Spill, gives_items_by_key_and_those_of_one_key_as_they_came) {
    const Scratch scratch;
    Spill spill(scratch / "s", 1'000);
    Items items = shuffled(5'000);
    for (const auto& [key, body] : items) {
        spill.add(key, body);
    }
    EXPECT_FALSE(spill.ascending());
    std::stable_sort(items.begin(), items.end(), [](const auto& one, const auto& other) {
        return one.first < other.first;
    });
    EXPECT_EQ(read(spill), items);
    EXPECT_EQ(read(spill), items) << "and a second time";
    EXPECT_GT(files_in(scratch), 50U);
}

TEST(Spill, writes_items_that_come_in_order_to_one_file) {
    const Scratch scratch;
    Items items;
    {
        Spill spill(scratch / "s", 1'000);
        for (int i = 0; i < 2'000; ++i) {
            items.emplace_back(std::to_string(10'000 + i), std::string(i % 40, 'x'));
            spill.add(items.back().first, items.back().second);
        }
        EXPECT_TRUE(spill.ascending());
        EXPECT_EQ(read(spill), items);
        EXPECT_EQ(files_in(scratch), 1U);
    }
    EXPECT_EQ(files_in(scratch), 0U);
}

TEST(Spill, a_file_that_cannot_be_read_is_an_error_and_not_an_end) {
    // Its first page belongs to nobody, so that reading it fails.
    EXPECT_THROW(store::SpillReader({"/proc/self/mem"}), Error);
}

TEST(Spill, does_not_call_a_repeated_key_ascending) {
    const Scratch scratch;
    Spill within(scratch / "a");
    within.add("a", "1");
    within.add("a", "2");
    EXPECT_FALSE(within.ascending());
    Spill across(scratch / "b", 1);
    across.add("a", "1");
    across.add("a", "2");
    EXPECT_FALSE(across.ascending());
    EXPECT_EQ(read(across), (Items{{"a", "1"}, {"a", "2"}}));
}

TEST(Spill, holds_empty_keys_bodies_and_items_larger_than_a_piece) {
    const Scratch scratch;
    Spill spill(scratch / "s", 100);
    const std::string large(300'000, 'y');
    spill.add("b", large);
    spill.add("", "");
    EXPECT_EQ(read(spill), (Items{{"", ""}, {"b", large}}));
    Spill empty(scratch / "e");
    EXPECT_EQ(read(empty), Items{});
}

} // namespace
} // namespace tickmark::testing
