#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/layers.hpp"
#include "support/scratch.hpp"
#include <functional>
#include <map>
#include <set>

namespace tickmark::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Layers, every_file_of_the_project_keeps_to_the_table) {
    EXPECT_THAT(broken_layer_rules(project_file("")), IsEmpty());
}

TEST(Layers, the_table_has_no_cycle) {
    std::map<std::string, const ModuleRule*> rules;
    for (const ModuleRule& rule : module_rules()) {
        EXPECT_TRUE(rules.emplace(rule.name, &rule).second) << rule.name << " stands twice";
    }
    std::set<std::string> open;
    std::function<void(const std::string&)> walk = [&](const std::string& name) {
        ASSERT_EQ(rules.count(name), 1U) << name;
        ASSERT_TRUE(open.insert(name).second) << "a cycle through " << name;
        for (const std::string& other : rules[name]->modules) {
            walk(other);
        }
        open.erase(name);
    };
    for (const auto& [name, rule] : rules) {
        walk(name);
    }
}

TEST(Layers, an_include_against_the_table_is_named_with_its_line) {
    const Scratch tree;
    tree.file(
        "src/data/value.cpp", "#include <string>\n  #  include \"tickmark/store/store.hpp\"\n");
    tree.file(
        "src/data/fine.cpp", "#include \"tickmark/base/text.hpp\"\n#include <fmt/format.h>\n");
    tree.file("collectors/csv.cpp", "#include \"tickmark/assess/assess.hpp\"\n");
    EXPECT_THAT(
        broken_layer_rules(tree.path()),
        ElementsAre(
            "collectors/csv.cpp:1: collectors may not include assess",
            "src/data/value.cpp:2: data may not include store"));
}

TEST(Layers, another_modules_private_header_counts_as_that_module) {
    const Scratch tree;
    tree.file("src/base/text.cpp", "#include \"ports/sql_internal.hpp\"\n");
    tree.file("src/render/pdf/page.cpp", "#include \"render/pdf/page_internal.hpp\"\n");
    EXPECT_THAT(
        broken_layer_rules(tree.path()),
        ElementsAre("src/base/text.cpp:1: base may not include ports"));
}

TEST(Layers, a_library_stands_only_where_the_table_lets_it) {
    const Scratch tree;
    tree.file("include/tickmark/base/a.hpp", "#include <fmt/format.h>\n#include <vector>\n");
    tree.file("src/config/a.cpp", "#include <yaml-cpp/parser.h>\n#include <Poco/Data/Session.h>\n");
    tree.file("src/seal/a.cpp", "#include <openssl/cms.h>\n#include <unheard_of/of.h>\n");
    EXPECT_THAT(
        broken_layer_rules(tree.path()),
        ElementsAre(
            "include/tickmark/base/a.hpp:1: no third-party header under include/ (fmt)",
            "src/config/a.cpp:2: config may not use poco-data",
            "src/seal/a.cpp:2: seal may not use <unheard_of/of.h>"));
}

TEST(Layers, only_ports_touch_the_world_and_only_cli_prints) {
    const Scratch tree;
    const std::string body = "const auto now = std::chrono::system_clock::now();\n"
                             "std::cout << 1; // std::cerr here is only talk\n";
    tree.file("src/assess/a.cpp", body);
    tree.file("src/ports/clock.cpp", "const auto now = std::chrono::system_clock::now();\n");
    tree.file("src/cli/print.cpp", "std::cout << 1;\n");
    tree.file("src/seal/a.cpp", "#include <sys/socket.h>\n");
    EXPECT_THAT(
        broken_layer_rules(tree.path()),
        ElementsAre(
            "src/assess/a.cpp:1: only ports uses system_clock::now",
            "src/assess/a.cpp:2: only cli uses std::cout",
            "src/seal/a.cpp:1: seal may not use posix"));
}

TEST(Layers, a_folder_that_is_no_module_and_an_empty_tree_are_faults) {
    const Scratch tree;
    EXPECT_THAT(
        broken_layer_rules(tree.path()), ElementsAre("no source files below " + tree.path()));
    tree.file("src/helpers/a.cpp", "");
    EXPECT_THAT(
        broken_layer_rules(tree.path()),
        ElementsAre("src/helpers/a.cpp: no module is called 'helpers'"));
}

} // namespace tickmark::testing
