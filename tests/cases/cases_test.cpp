#include <gtest/gtest.h>

#include "support/case_file.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include <algorithm>
#include <filesystem>

namespace tickmark::testing {

namespace fs = std::filesystem;

namespace {

/// The ids of tests/cases/*.case; those that need engines begin with system_.
std::vector<std::string> case_names(bool of_system) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(project_file("tests/cases"))) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() == ".case" && name.starts_with("system_") == of_system) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

void run_case(const std::string& name) {
    const CaseFile written = parse_case(read_file(project_file("tests/cases/" + name + ".case")));
    const Scratch scratch;
    const std::string workspace = scratch / "workspace";
    fs::create_directories(workspace);
    if (!written.copy.empty()) {
        fs::copy(project_file(written.copy), workspace, fs::copy_options::recursive);
    }
    for (const auto& [path, bytes] : written.files) {
        scratch.file("workspace/" + path, bytes);
    }
    for (const CaseStep& step : written.steps) {
        const ProgramRun run = run_program({step.words, written.env, workspace, built_program()});
        EXPECT_EQ(run.exit_code, step.exit_code) << run.out << run.err;
        if (step.checks_out) {
            EXPECT_TRUE(matches_pattern(step.out, run.out)) << "expected:\n"
                                                            << step.out << "found:\n"
                                                            << run.out;
        }
        if (step.checks_err) {
            EXPECT_TRUE(matches_pattern(step.err, run.err)) << "expected:\n"
                                                            << step.err << "found:\n"
                                                            << run.err;
        }
    }
}

std::string name_of_case(const ::testing::TestParamInfo<std::string>& info) {
    return info.param;
}

} // namespace

class Cases: public ::testing::TestWithParam<std::string> {};
TEST_P(Cases, gives_what_is_written) {
    run_case(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Whole, Cases, ::testing::ValuesIn(case_names(false)), name_of_case);

class SystemCases: public Cases {};
TEST_P(SystemCases, gives_what_is_written) {
    run_case(GetParam());
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SystemCases);
INSTANTIATE_TEST_SUITE_P(System, SystemCases, ::testing::ValuesIn(case_names(true)), name_of_case);

TEST(CaseFile, a_pattern_skips_lines_and_text_only_where_it_says_so) {
    EXPECT_TRUE(matches_pattern("a\n...\nd {*} f\n", "a\nb\nc\nd e f\n"));
    EXPECT_TRUE(matches_pattern("a\n...\n", "a\n"));
    EXPECT_FALSE(matches_pattern("a\nb\n", "a\nb\nc\n"));
    EXPECT_FALSE(matches_pattern("a\n...\nd\n", "a\nb\n"));
    EXPECT_FALSE(matches_pattern("d {*} f\n", "d e g\n"));
}

TEST(CaseFile, a_section_of_an_unknown_kind_is_named_with_its_line) {
    try {
        parse_case("about\n=== run check\n=== exti 2\n");
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "line 3: 'exti 2'?");
    }
}

} // namespace tickmark::testing
