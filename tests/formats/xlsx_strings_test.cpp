#include <gtest/gtest.h>

#include "formats/xlsx_strings_internal.hpp"

namespace tickmark::formats {
namespace {

std::string nth(std::size_t i) {
    return std::string(i % 300, 'x') + std::to_string(i);
}

TEST(SharedStrings, gives_the_same_texts_held_and_spooled) {
    SharedStrings held;
    SharedStrings spooled(1000);
    constexpr std::size_t count = 40000;
    for (std::size_t i = 0; i < count; ++i) {
        held.add(nth(i));
        spooled.add(nth(i));
    }
    EXPECT_FALSE(held.is_spooled());
    EXPECT_TRUE(spooled.is_spooled());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = i * 7919 % count;
        ASSERT_EQ(held.get(at), nth(at));
        ASSERT_EQ(spooled.get(at), nth(at));
    }
    EXPECT_FALSE(held.get(count));
    EXPECT_FALSE(spooled.get(count));
}

} // namespace
} // namespace tickmark::formats
