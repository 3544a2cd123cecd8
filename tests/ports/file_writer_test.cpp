#include "tickmark/ports/files.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

TEST(FileWriter, writes_texts_of_any_size_one_after_the_other) {
    const Scratch scratch;
    std::string all;
    {
        FileWriter out(scratch / "f", Lasting::no);
        char letter = 'a';
        for (const std::size_t size : {1U, 65'535U, 65'536U, 0U, 65'537U, 10U, 200'000U, 3U}) {
            const std::string text(size, letter++);
            out.write(text);
            all += text;
        }
        out.close();
    }
    EXPECT_EQ(read_file(scratch / "f"), all);
}

TEST(FileWriter, what_was_written_is_there_after_a_flush) {
    const Scratch scratch;
    FileWriter out(scratch / "f", Lasting::no);
    out.write("so far");
    out.flush();
    EXPECT_EQ(read_file(scratch / "f"), "so far");
    out.close();
}

} // namespace
} // namespace tickmark::testing
