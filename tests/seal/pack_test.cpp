#include "tickmark/base/error.hpp"
#include "tickmark/seal/pack.hpp"
#include "tickmark/seal/verify.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <algorithm>

namespace tickmark {
namespace {

namespace fs = std::filesystem;

class PackTest: public ::testing::Test {
protected:
    std::string make() {
        PackBuilder builder(scratch_ / "audit");
        write_file_whole(builder.data_folder() + "/report.html", "<p>one</p>");
        write_file_whole(builder.data_folder() + "/100% sure.txt", "two");
        builder.finish({{"Source-Organization", "Meridian\nHealth"}});
        return scratch_ / "audit";
    }

    static std::vector<std::string> faults(const std::string& folder) {
        std::vector<std::string> names;
        for (const IntegrityCheck& check : verify_pack(folder)) {
            if (!check.ok) {
                names.push_back(check.name);
            }
        }
        return names;
    }

    testing::Scratch scratch_;
};

TEST_F(PackTest, an_untouched_pack_verifies) {
    EXPECT_TRUE(faults(make()).empty());
    EXPECT_NE(
        read_file(scratch_ / "audit/bag-info.txt").find("Source-Organization: Meridian Health\n"),
        std::string::npos);
}

TEST_F(PackTest, sha256sum_agrees_with_the_manifest) {
    const std::string folder = make();
    fs::remove(folder + "/data/100% sure.txt"); // sha256sum does not know RFC 8493's %25
    const std::string text = read_file(folder + "/manifest-sha256.txt");
    EXPECT_NE(text.find(sha256("<p>one</p>").hex() + "  data/report.html\n"), std::string::npos);
}

TEST_F(PackTest, a_flipped_bit_in_any_byte_of_any_file_is_noticed) {
    const std::string folder = make();
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        const std::string path = entry.path().string();
        const std::string before = read_file(path);
        for (std::size_t i = 0; i < before.size(); ++i) {
            std::string after = before;
            after[i] = static_cast<char>(after[i] ^ 0x20); // also turns a digit's case
            std::ofstream(path, std::ios::binary) << after;
            EXPECT_FALSE(faults(folder).empty()) << path << " byte " << i;
        }
        std::ofstream(path, std::ios::binary) << before;
    }
    EXPECT_TRUE(faults(folder).empty());
}

TEST_F(PackTest, names_what_is_changed_missing_or_added) {
    const std::string folder = make();
    std::ofstream(folder + "/data/report.html") << "<p>two</p>";
    EXPECT_EQ(faults(folder), std::vector<std::string>{"data/report.html"});
    fs::remove(folder + "/data/report.html");
    EXPECT_EQ(faults(folder).front(), "data/report.html");
    std::ofstream(folder + "/data/report.html") << "<p>one</p>";
    std::ofstream(folder + "/data/extra.txt") << "x";
    EXPECT_EQ(faults(folder), std::vector<std::string>{"data/extra.txt"});
}

TEST_F(PackTest, a_folder_that_is_no_pack_is_not_looked_through) {
    scratch_.file("notes/own.txt", "mine");
    EXPECT_THROW(verify_pack(scratch_ / "notes"), Error);
}

TEST_F(PackTest, a_link_is_named_by_its_own_path) {
    const std::string folder = make();
    fs::create_symlink("/etc/hostname", folder + "/data/link.txt");
    EXPECT_EQ(faults(folder).front(), "data/link.txt");
}

TEST_F(PackTest, a_builder_that_is_dropped_leaves_nothing) {
    {
        PackBuilder builder(scratch_ / "audit");
        write_file_whole(builder.data_folder() + "/report.html", "half");
    }
    EXPECT_TRUE(fs::is_empty(scratch_.path()));
}

TEST_F(PackTest, replaces_a_pack_but_never_another_folder) {
    make();
    make();
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch_.path()), {}), 1);
    scratch_.file("notes/own.txt", "mine");
    EXPECT_THROW(PackBuilder(scratch_ / "notes"), Error);
}

} // namespace
} // namespace tickmark
