#include "tickmark/app/add_source.hpp"
#include "tickmark/app/check.hpp"
#include "tickmark/app/init.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/insert_source.hpp"
#include "support/scratch.hpp"
#include <filesystem>

namespace tickmark::testing {
namespace {

namespace fs = std::filesystem;

/// A preset of one short block.
app::Preset small(const std::string& name = "new") {
    app::Preset preset;
    preset.id = "small";
    preset.names = {name};
    preset.lines = {"# Small.", name + ":", "  collector: csv", "", "  path: new.csv"};
    preset.sources = parse_yaml(name + ":\n  collector: csv\n  path: new.csv\n", "small.yaml");
    return preset;
}

const std::string block = "  # Small.\n  new:\n    collector: csv\n\n    path: new.csv\n";

std::string refusal(const std::string& text) {
    try {
        return app::insert_sources(text, small());
    } catch (const Error& error) {
        return error.what();
    }
}

TEST(InsertSource, goes_behind_the_last_source_and_leaves_every_other_line) {
    const std::string before =
        "# mine\nsources:   # all of them\n  a:\n    collector: csv   # why\n"
        "    path: \"a.csv\"\n";
    const std::string after = "\n# next\nlocale: en-US\n";
    EXPECT_EQ(app::insert_sources(before + after, small()), before + "\n" + block + after);
}

TEST(InsertSource, follows_the_indent_of_the_sources_that_are_there) {
    const std::string text = "sources:\n    a:\n        collector: csv\n";
    EXPECT_EQ(
        app::insert_sources(text, small()),
        text + "\n    # Small.\n    new:\n      collector: csv\n\n      path: new.csv\n");
}

TEST(InsertSource, finds_its_place_where_there_are_no_sources_yet) {
    EXPECT_EQ(app::insert_sources("locale: en-US", small()), "locale: en-US\n\nsources:\n" + block);
    EXPECT_EQ(
        app::insert_sources("sources:\nlocale: en-US\n", small()),
        "sources:\n" + block + "\nlocale: en-US\n");
    EXPECT_EQ(
        app::insert_sources("sources: {}   # none\n", small()), "sources:   # none\n" + block);
}

TEST(InsertSource, a_text_that_ends_in_what_looks_like_a_comment_stays_whole) {
    const std::string text = "sources:\n  a:\n    collector: sql\n    query: |\n      SELECT 1\n"
                             "      # not a comment of YAML\n";
    EXPECT_EQ(app::insert_sources(text, small()), text + "\n" + block);
}

TEST(InsertSource, keeps_line_ends_of_another_system) {
    const std::string made = app::insert_sources("sources:\r\n  a:\r\n    collector: csv", small());
    EXPECT_EQ(
        made,
        "sources:\r\n  a:\r\n    collector: csv\r\n\r\n  # Small.\r\n  new:\r\n"
        "    collector: csv\r\n\r\n    path: new.csv\r\n");
}

TEST(InsertSource, a_name_that_is_taken_is_refused_with_its_place) {
    EXPECT_THAT(
        refusal("sources:\n  a: {collector: csv}\n  new: {collector: csv}\n"),
        ::testing::AllOf(
            ::testing::HasSubstr("tickmark.yaml:3"), ::testing::HasSubstr("--as NAME")));
}

TEST(InsertSource, what_cannot_be_put_in_safely_is_refused) {
    for (const char* text :
         {"{\"sources\": {\"a\": {\"collector\": \"csv\"}}}\n",
          "sources: {a: {collector: csv}}\nlocale: en-US\n",
          "{}\n"}) {
        EXPECT_THAT(refusal(text), ::testing::HasSubstr("nothing can be put")) << text;
    }
    EXPECT_THAT(refusal("sources: [\n"), ::testing::HasSubstr("tickmark.yaml:"));
}

class AddSource: public ::testing::Test {
protected:
    std::string folder() const { return scratch_ / "w"; }
    std::string text() const { return read_file(folder() + "/tickmark.yaml"); }
    Scratch scratch_;
};

/// Problems of `check` but for what only the user can fill in.
std::string problems_of(const std::string& folder) {
    std::string all;
    for (const Problem& problem : check_all(folder).problems) {
        const bool of_user = problem.what.find("is not set") != std::string::npos ||
                             problem.what.find("is no name such as dc=") != std::string::npos;
        all += of_user ? "" : problem.at.text() + ": " + problem.what + "\n";
    }
    return all;
}

TEST_F(AddSource, every_preset_goes_into_a_new_workspace_and_checks_clean) {
    make_workspace(folder(), false);
    const std::string before = text();
    const auto added = add_sources({folder(), preset_names(), ""});
    EXPECT_GE(added.size(), 12U);
    EXPECT_EQ(problems_of(folder()), "");
    const std::vector<std::string> after = split(text(), '\n');
    for (const std::string& line : split(before, '\n')) {
        EXPECT_THAT(after, ::testing::Contains(line));
    }
    for (const AddedSource& source : added) {
        EXPECT_EQ(after[static_cast<std::size_t>(source.line) - 1], "  " + source.name + ":");
        EXPECT_FALSE(source.placeholders.empty()) << source.preset;
        for (const Placeholder& word : source.placeholders) {
            EXPECT_FALSE(word.lines.empty()) << source.preset << " " << word.name;
            for (const int line : word.lines) {
                EXPECT_THAT(
                    after[static_cast<std::size_t>(line) - 1], ::testing::HasSubstr(word.name));
            }
        }
    }
}

TEST_F(AddSource, tells_words_to_replace_from_variables_to_set) {
    make_workspace(folder(), false);
    const AddedSource added = add_sources({folder(), {"request-tracker"}, "reviews"}).at(0);
    EXPECT_EQ(added.name, "reviews");
    std::vector<std::string> words;
    for (const Placeholder& word : added.placeholders) {
        words.push_back((word.is_variable ? "set " : "replace ") + word.name);
    }
    EXPECT_THAT(
        words, ::testing::ElementsAre("replace RT_HOST", "replace RT_QUEUE", "set RT_TOKEN"));
    add_sources({folder(), {"request-tracker"}, ""}); // under its own name beside it
    EXPECT_EQ(problems_of(folder()), "");
}

TEST_F(AddSource, an_unknown_preset_is_answered_with_the_nearest_and_all_there_are) {
    make_workspace(folder(), false);
    const std::string before = text();
    try {
        add_sources({folder(), {"jira", "requst-tracker"}, ""});
        FAIL() << "there is no such preset";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::usage);
        EXPECT_THAT(error.what(), ::testing::HasSubstr("did you mean 'request-tracker'?"));
        EXPECT_THAT(error.what(), ::testing::HasSubstr("knowbe4, moodle"));
    }
    EXPECT_EQ(text(), before);
}

TEST_F(AddSource, a_name_goes_with_one_preset_and_must_be_one) {
    EXPECT_THROW(check_presets({"jira", "gitlab"}, "mine"), Error);
    EXPECT_THROW(check_presets({"jira"}, "my own"), Error);
    EXPECT_NO_THROW(check_presets({"jira"}, "my-own"));
}

TEST_F(AddSource, the_file_keeps_its_permissions_and_a_link_stays_one) {
    scratch_.file("real.yaml", "organisation: {name: A}\n");
    fs::permissions(scratch_ / "real.yaml", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_directories(folder());
    fs::create_symlink(scratch_ / "real.yaml", folder() + "/tickmark.yaml");
    add_sources({folder(), {"jira"}, ""});
    EXPECT_TRUE(fs::is_symlink(folder() + "/tickmark.yaml"));
    EXPECT_EQ(
        fs::status(scratch_ / "real.yaml").permissions(),
        fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_THAT(text(), ::testing::HasSubstr("jira-findings:"));
}

TEST_F(AddSource, without_a_workspace_it_says_how_to_make_one) {
    try {
        add_sources({scratch_ / "nowhere", {"jira"}, ""});
        FAIL() << "there is no workspace";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("tickmark init DIR --source PRESET"));
    }
}

} // namespace
} // namespace tickmark::testing
