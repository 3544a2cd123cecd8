#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/program.hpp"
#include "support/scratch.hpp"
#include <filesystem>

namespace tickmark::testing {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

namespace {

ProgramRun run_tool(const std::string& program, const std::vector<std::string>& words) {
    ProgramRun run = run_program({words, {}, "", program});
    EXPECT_EQ(run.exit_code, 0) << program << "\n" << run.out << run.err;
    return run;
}

/// The .deb of this build; its path.
std::string make_deb(const Scratch& scratch) {
    run_tool(
        "/usr/bin/cpack",
        {"-G", "DEB", "--config", build_folder() + "/CPackConfig.cmake", "-B", scratch / "made"});
    for (const auto& entry : fs::directory_iterator(scratch / "made")) {
        if (entry.path().extension() == ".deb") {
            return entry.path().string();
        }
    }
    return {};
}

} // namespace

TEST(SystemPackage, the_deb_names_what_it_needs_and_its_program_finds_the_data_beside_it) {
    const Scratch scratch;
    const std::string deb = make_deb(scratch);
    ASSERT_FALSE(deb.empty());

    const std::string depends = run_tool("/usr/bin/dpkg-deb", {"--field", deb, "Depends"}).out;
    for (const char* package : {"libc6", "libpoco", "libyaml-cpp", "libqpdf", "wkhtmltopdf"}) {
        EXPECT_THAT(depends, HasSubstr(package));
    }
    run_tool("/usr/bin/dpkg-deb", {"--extract", deb, scratch / "root"});
    const std::string share = scratch / "root/usr/share/tickmark/";
    for (const char* name :
         {"datasets/training.yaml",
          "catalogs/hipaa.yaml",
          "controls/hipaa",
          "templates/audit",
          "docs/tickmark.schema.json"}) {
        EXPECT_TRUE(fs::exists(share + name)) << name;
    }

    const std::string program = scratch / "root/usr/bin/tickmark";
    run_program({{"init", scratch / "ws"}, {}, "", program});
    run_tool(program, {"-C", scratch / "ws", "check"});
    const std::string planted =
        scratch.file("root/usr/share/tickmark/datasets/training.yaml", "id: [");
    const ProgramRun broken = run_program({{"-C", scratch / "ws", "check"}, {}, "", program});
    EXPECT_EQ(broken.exit_code, 2);
    EXPECT_THAT(broken.out + broken.err, HasSubstr(planted));
}

} // namespace tickmark::testing
