#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <istream>

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

/// Its first page belongs to nobody, so that it opens and reading it fails.
constexpr const char* unreadable = "/proc/self/mem";

TEST(OpenInput, what_cannot_be_read_is_an_error_and_not_an_end) {
    std::string line;
    EXPECT_THROW(std::getline(*open_input(unreadable), line), Error);
    EXPECT_THROW(open_input(unreadable)->peek(), Error);
    EXPECT_THROW(read_file(unreadable), Error);
}

TEST(OpenInput, what_is_not_there_or_a_folder_is_an_error_with_its_name) {
    const Scratch scratch;
    for (const std::string& path : {scratch / "absent", scratch.path()}) {
        try {
            open_input(path);
            FAIL() << "no error";
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
        }
    }
}

} // namespace
} // namespace tickmark::testing
