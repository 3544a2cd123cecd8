#include "tickmark/app/project.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <filesystem>
#include <string>

namespace tickmark {
namespace {

namespace fs = std::filesystem;

constexpr const char* workspace_yaml = R"(
organisation: {name: Elsewhere, bates_prefix: ELS, timezone: Europe/Berlin, page: A4}
operator: tester
catalogs: [hipaa]
controls: [shipped:hipaa, controls/*.yaml]
sources: {}
)";

constexpr const char* controls_yaml = R"(
- id: OWN-01
  title: A control of the workspace's own
  owner: Legal
  domain: privacy
  satisfies: [hipaa:164.308(b)(1)]
  tests: [{id: OWN-01.a, kind: attestation, statement: It is done.}]
)";

class ProjectDigests: public ::testing::Test {
protected:
    ~ProjectDigests() override { fs::current_path(before_); }

    auto digests_of(const std::string& name) const {
        scratch_.file(name + "/tickmark.yaml", workspace_yaml);
        scratch_.file(name + "/controls/own.yaml", controls_yaml);
        return project_digests(load_project(scratch_ / name));
    }

    testing::Scratch scratch_;
    fs::path before_ = fs::current_path();
};

TEST_F(ProjectDigests, read_the_shipped_files_from_any_working_folder) {
    const auto here = digests_of("ws");
    fs::current_path(scratch_.path());
    EXPECT_EQ(digests_of("ws"), here);
}

TEST_F(ProjectDigests, are_the_same_wherever_the_workspace_lies) {
    EXPECT_EQ(digests_of("a"), digests_of("some/other/place"));
}

} // namespace
} // namespace tickmark
