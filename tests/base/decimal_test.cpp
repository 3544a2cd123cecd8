#include "tickmark/base/decimal.hpp"

#include <gtest/gtest.h>

namespace tickmark {
namespace {

Decimal of(const char* text) {
    return Decimal::from_text(text).value();
}

TEST(Decimals, read_strictly) {
    EXPECT_EQ(of("-12.50").text(), "-12.5");
    EXPECT_EQ(of("1e3").text(), "1000");
    EXPECT_EQ(of("1.5E-2").text(), "0.015");
    EXPECT_EQ(of("007").text(), "7");
    for (const char* wrong : {"", "1,000", "0x1", "nan", " 1", "1.", ".5", "--1", "1e", "1e99"}) {
        EXPECT_FALSE(Decimal::from_text(wrong)) << wrong;
    }
}

TEST(Decimals, add_without_error) {
    Decimal sum;
    for (int i = 0; i < 10; ++i) {
        sum = sum + of("0.1");
    }
    EXPECT_EQ(sum.text(), "1");
    EXPECT_EQ((of("0.1") - of("0.3")).text(), "-0.2");
    EXPECT_EQ((of("1.25") * of("-0.4")).text(), "-0.5");
}

TEST(Decimals, round_once_half_to_even) {
    EXPECT_EQ(of("0.125").fixed(2), "0.12");
    EXPECT_EQ(of("0.135").fixed(2), "0.14");
    EXPECT_EQ(of("-2.5").fixed(0), "-2");
    EXPECT_EQ(of("3.5").fixed(0), "4");
    EXPECT_EQ(Decimal(2).divided_by(Decimal(3), 4).text(), "0.6667");
    EXPECT_EQ(Decimal(1).divided_by(Decimal(8), 2).text(), "0.12");
    EXPECT_EQ(Decimal(-1).divided_by(Decimal(3), 1).fixed(1), "-0.3");
}

TEST(Decimals, compare_across_scales) {
    EXPECT_EQ(of("1.50"), of("1.5"));
    EXPECT_LT(of("-1"), of("0.001"));
    EXPECT_EQ(of("123.4500").significant_digits(), 5);
}

} // namespace
} // namespace tickmark
