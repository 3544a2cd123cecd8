#include "tickmark/base/text.hpp"
#include "tickmark/obligations/catalog.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <algorithm>
#include <sstream>

namespace tickmark {
namespace {

/// First words of the lines of an id list beside the project.
std::vector<std::string> listed_ids(const std::string& name) {
    const std::string path = testing::sample_file("obligation-ids/" + name);
    std::vector<std::string> ids;
    if (path.empty()) {
        return ids;
    }
    std::istringstream lines(read_file(path));
    for (std::string line; std::getline(lines, line);) {
        ids.push_back(line.substr(0, line.find('\t')));
    }
    return ids;
}

Catalog load_one(const std::string& name) {
    Problems problems;
    auto catalogs = load_catalogs({name}, problems);
    for (const Problem& problem : problems) {
        ADD_FAILURE() << problem.at.text() << ": " << problem.what;
    }
    return catalogs.empty() ? Catalog() : std::move(catalogs.front());
}

TEST(HipaaCatalog, has_every_listed_citation_once) {
    const Catalog hipaa = load_one("hipaa");
    std::size_t listed = 0;
    for (const char* file : {"hipaa_security.txt", "hipaa_privacy.txt", "hipaa_breach.txt"}) {
        for (const std::string& id : listed_ids(file)) {
            EXPECT_NE(hipaa.find(id), nullptr) << id;
            ++listed;
        }
    }
    if (listed == 0) {
        GTEST_SKIP() << "the id lists are not beside the project";
    }
    const auto vacated =
        std::count_if(hipaa.obligations.begin(), hipaa.obligations.end(), [](const Obligation& o) {
            return o.status == "vacated";
        });
    EXPECT_EQ(hipaa.obligations.size(), listed + static_cast<std::size_t>(vacated));
}

TEST(HipaaCatalog, says_what_is_required_and_what_is_addressable) {
    const Catalog hipaa = load_one("hipaa");
    EXPECT_EQ(hipaa.find("164.308(a)(1)(ii)(A)")->specification, "required");
    EXPECT_EQ(hipaa.find("164.312(a)(2)(iv)")->specification, "addressable");
    EXPECT_EQ(hipaa.find("164.308(a)(5)")->parent, "164.308");
    EXPECT_EQ(hipaa.find("164.308(a)(5)")->depth, 1);
    EXPECT_FALSE(hipaa.find("164.308(a)(5)")->statement.empty());
    EXPECT_EQ(hipaa.citation_prefix, "45 CFR");
}

TEST(HipaaCatalog, resolves_a_deeper_citation_to_its_nearest_listed_parent) {
    const Catalog hipaa = load_one("hipaa");
    EXPECT_EQ(hipaa.nearest("164.308(a)(5)(ii)(A)(1)")->citation, "164.308(a)(5)(ii)(A)");
    EXPECT_EQ(hipaa.nearest("164.530(b)(2)(i)")->citation, "164.530(b)");
    EXPECT_EQ(hipaa.nearest("999.1(a)"), nullptr);
}

TEST(GdprCatalog, has_every_listed_citation) {
    const Catalog gdpr = load_one("gdpr");
    for (const char* file : {"gdpr_articles.txt", "gdpr_points.txt"}) {
        for (const std::string& id : listed_ids(file)) {
            EXPECT_NE(gdpr.find(std::string_view(id).substr(4)), nullptr) << id;
        }
    }
}

TEST(Catalogs, load_any_oscal_file_and_cite_by_id_without_labels) {
    const testing::Scratch scratch;
    const std::string path = scratch.file("own-policy.json", R"({"catalog":{
        "metadata":{"title":"Own policy","version":"3"},
        "groups":[{"id":"g","title":"Access","controls":[
          {"id":"ac-1","title":"One","props":[{"name":"label","class":"sp800-53a","value":"AC-01"},
             {"name":"label","value":"AC-1"}],
           "parts":[{"name":"statement","prose":"Do it.","parts":[{"name":"item","prose":"Daily."}]}]},
          {"id":"ac-2","title":"Two","controls":[{"id":"ac-2.1","title":"Deeper"}]}]}]}})");
    const Catalog own = load_one(path);
    EXPECT_EQ(own.id, "own-policy");
    EXPECT_EQ(own.find("AC-1")->statement, "Do it.\n\nDaily.");
    EXPECT_EQ(own.find("AC-1")->group, "Access");
    EXPECT_EQ(own.find("ac-2.1")->parent, "ac-2");
    EXPECT_EQ(own.find("ac-2")->status, "in-force");
}

TEST(Catalogs, a_misspelt_name_gets_the_nearest) {
    Problems problems;
    EXPECT_TRUE(load_catalogs({"hippa"}, problems).empty());
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].what.find("did you mean 'hipaa'?"), std::string::npos);
}

TEST(Catalogs, what_is_no_catalog_is_said) {
    const testing::Scratch scratch;
    Problems problems;
    load_catalogs({scratch.file("x.yaml", "profile: {}\n")}, problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].what, "not an OSCAL catalog: no 'catalog' at the top");
}

} // namespace
} // namespace tickmark
