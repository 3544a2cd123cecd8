#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/source_check.hpp"
#include "tickmark/ports/files.hpp"

#include <gtest/gtest.h>

#include "support/places.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {
namespace {

std::string words(const Problems& problems) {
    std::string all;
    for (const Problem& problem : problems) {
        all += problem.at.text() + ": " + problem.what + "\n";
    }
    return all;
}

/// `text` with every placeholder but the names of variables filled in.
std::string filled(std::string text, const Node& placeholders) {
    for (const auto& [name, meaning] : placeholders.members()) {
        const bool variable = meaning.text().starts_with("environment variable");
        const std::string word = meaning.text().starts_with("distinguished name") ? "dc=x7" : "x7";
        for (std::size_t at = text.find(name.text()); !variable && at != std::string::npos;
             at = text.find(name.text(), at + 1)) {
            text.replace(at, name.text().size(), word);
        }
    }
    return text;
}

TEST(Presets, are_ready_once_their_placeholders_are_filled_in) {
    Problems none;
    const Dictionary dictionary = load_dictionary({}, none);
    const auto files = matching_paths(project_file("collectors/presets/*.yaml"));
    EXPECT_GE(files.size(), 10U);
    for (const std::string& file : files) {
        const Node preset = load_yaml(file);
        EXPECT_FALSE(preset.text_of("title").empty()) << file;
        EXPECT_FALSE(preset.text_of("checked").empty()) << file;
        ASSERT_NE(preset.find("placeholders"), nullptr) << file;
        const std::string text = read_file(file);
        const Scratch scratch;
        scratch.file(
            "tickmark.yaml",
            "organisation: {name: Test, bates_prefix: T}\n" +
                filled(text.substr(text.find("sources:\n")), *preset.find("placeholders")));
        Problems problems;
        for (const SourceConfig& source : load_workspace(scratch.path()).sources) {
            ASSERT_NE(find_collector(source.collector), nullptr) << file;
            find_collector(source.collector)->check(source, problems);
            check_source_fields(source, dictionary, problems);
            for (const auto& problem : source.unresolved) {
                EXPECT_NE(problem.what.find("is not set"), std::string::npos) << problem.what;
            }
        }
        EXPECT_TRUE(problems.empty()) << file << "\n" << words(problems);
    }
}

} // namespace
} // namespace tickmark::testing
