#include "tickmark/base/error.hpp"
#include "tickmark/ports/file_growth.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <algorithm>
#include <istream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

namespace tickmark::testing {
namespace {

std::string all_of(std::istream& in) {
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(FileGrowth, a_reader_gets_every_byte_of_a_file_that_is_written_meanwhile) {
    const Scratch scratch;
    const auto growth = std::make_shared<FileGrowth>();
    const auto in = open_growing(scratch / "f", growth);
    std::string all;
    for (int i = 0; i < 30'000; ++i) {
        all += "piece " + std::to_string(i) + ";";
    }
    const std::jthread writer([&] {
        const EndOfGrowth end(*growth);
        FileWriter out(scratch / "f", Lasting::no);
        for (std::size_t at = 0; at < all.size(); at += 100) {
            out.write(std::string_view(all).substr(at, 100));
            out.flush();
            growth->reached(std::min<std::uint64_t>(at + 100, all.size()));
        }
    });
    EXPECT_EQ(all_of(*in), all);
}

TEST(FileGrowth, what_is_written_but_not_told_of_is_not_read) {
    const Scratch scratch;
    scratch.file("f", "told, not told");
    const auto growth = std::make_shared<FileGrowth>();
    growth->reached(4);
    growth->end();
    EXPECT_EQ(all_of(*open_growing(scratch / "f", growth)), "told");
}

TEST(FileGrowth, a_file_that_never_came_is_empty) {
    const Scratch scratch;
    const auto growth = std::make_shared<FileGrowth>();
    { const EndOfGrowth end(*growth); }
    EXPECT_EQ(all_of(*open_growing(scratch / "none", growth)), "");
}

TEST(FileGrowth, a_file_shorter_than_told_is_an_error_and_no_short_file) {
    const Scratch scratch;
    scratch.file("f", "short");
    const auto growth = std::make_shared<FileGrowth>();
    growth->reached(50);
    growth->end();
    const auto in = open_growing(scratch / "f", growth);
    std::string text(50, '\0');
    EXPECT_THROW(in->read(text.data(), 50), Error);
}

} // namespace
} // namespace tickmark::testing
