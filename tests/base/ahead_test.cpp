#include "tickmark/base/ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace tickmark::testing {
namespace {

TEST(Ahead, gives_every_item_in_order_and_then_none) {
    for (const std::size_t count : {0U, 1U, 1'023U, 1'024U, 1'025U, 5'000U}) {
        std::size_t made = 0;
        Ahead<std::string> items([&made, count](std::string& item) -> std::size_t {
            if (made == count) {
                return 0;
            }
            item = std::to_string(made++);
            return item.size();
        });
        for (std::size_t i = 0; i < count; ++i) {
            const std::string* item = items.next();
            ASSERT_NE(item, nullptr) << i << " of " << count;
            EXPECT_EQ(*item, std::to_string(i));
        }
        EXPECT_EQ(items.next(), nullptr);
        EXPECT_EQ(items.next(), nullptr);
    }
}

TEST(Ahead, a_fault_comes_after_what_was_made_before_it) {
    for (const int good : {0, 3, 1'024, 1'030}) {
        int made = 0;
        Ahead<int> items([&made, good](int& item) -> std::size_t {
            if (made == good) {
                throw std::runtime_error("broken");
            }
            item = made++;
            return sizeof item;
        });
        for (int i = 0; i < good; ++i) {
            const int* item = items.next();
            ASSERT_NE(item, nullptr);
            EXPECT_EQ(*item, i);
        }
        EXPECT_THROW(items.next(), std::runtime_error) << good;
    }
}

TEST(Ahead, large_items_are_made_a_few_at_a_time) {
    constexpr std::size_t megabyte = 1'048'576;
    std::atomic<int> made = 0;
    Ahead<std::string> items([&made](std::string& item) -> std::size_t {
        item.assign(megabyte, 'x');
        return ++made > 50 ? 0 : item.size();
    });
    for (int used = 1; used <= 50; ++used) {
        ASSERT_NE(items.next(), nullptr);
        EXPECT_LE(made, used + 2) << "more than the batch after this one";
    }
    EXPECT_EQ(items.next(), nullptr);
}

TEST(Ahead, may_be_left_before_the_end) {
    int number = 0;
    Ahead<int> items([&number](int& item) -> std::size_t {
        item = number++;
        return sizeof item;
    });
    EXPECT_EQ(*items.next(), 0);
}

} // namespace
} // namespace tickmark::testing
