#include <gmock/gmock.h>

#include "assess/assess_fixture.hpp"

namespace tickmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RollUp: public testing::AssessTest {
protected:
    RollUp() {
        Catalog law;
        law.id = "law";
        for (const auto& [citation, parent] : std::vector<std::pair<std::string, std::string>>{
                 {"1", ""},
                 {"1(a)", "1"},
                 {"1(b)", "1"},
                 {"2", ""},
                 {"2-x", "2"},
                 {"12", ""},
                 {"3", ""}}) {
            Obligation obligation;
            obligation.citation = citation;
            obligation.parent = parent;
            law.index[citation] = law.obligations.size();
            law.obligations.push_back(obligation);
        }
        catalogs_ = {law};
        configure("directory", "people");
        collect("directory", "people", {{{"person_id", "a"}}});
    }

    /// A control whose only test is effective, has exceptions or has no evidence.
    static std::string
    control(const std::string& id, const std::string& satisfies, const std::string& result) {
        const std::string dataset = result == "none" ? "vendors" : "people";
        const std::string exception = result == "bad" ? "TRUE" : "FALSE";
        return "- {id: " + id + ", title: " + id + ", satisfies: [" + satisfies +
               "], tests: [{id: " + id + ".a, dataset: " + dataset + ", exception: \"" + exception +
               "\"}]}\n";
    }

    static std::string status(const Assessment& found, const std::string& citation) {
        for (const ObligationResult& obligation : found.obligations) {
            if (obligation.citation == citation) {
                return std::string(name_of(obligation.status));
            }
        }
        return "?";
    }
};

TEST_F(RollUp, an_obligation_is_as_well_supported_as_its_controls) {
    const auto found = assess_with(
        control("A", "\"law:1\"", "good") + control("B", "\"law:1(a)\", \"law:12\"", "bad") +
        control("C", "\"law:1(a)\"", "good") + control("D", "\"law:2\"", "none") +
        control("E", "{obligation: \"law:1(b)\", coverage: partial}", "good") +
        control("F", "\"other:9\"", "bad"));
    EXPECT_EQ(status(found, "1"), "supported");
    EXPECT_EQ(status(found, "1(a)"), "partly-supported");
    EXPECT_EQ(status(found, "1(b)"), "partly-supported");
    EXPECT_EQ(status(found, "2"), "no-evidence");
    EXPECT_EQ(status(found, "12"), "not-supported");
    EXPECT_EQ(status(found, "3"), "no-control");
    EXPECT_THAT(found.obligations.at(1).controls, ElementsAre("B", "C"));
    EXPECT_EQ(found.obligations.at(1).reason, "B: exceptions");
    EXPECT_EQ(found.obligations.size(), 7U);
}

TEST_F(RollUp, scope_covers_the_citation_and_what_is_below_it) {
    workspace_.scope = {
        {"law:1", false, "no clinic", "Counsel", "2026-01-15", {}},
        {"law:2", false, "none", "", "", {}}};
    const auto found = assess_with("[]\n");
    EXPECT_EQ(status(found, "1"), "not-applicable");
    EXPECT_EQ(status(found, "1(a)"), "not-applicable");
    EXPECT_EQ(status(found, "2-x"), "not-applicable");
    EXPECT_EQ(status(found, "12"), "no-control");
    EXPECT_EQ(found.obligations.at(0).reason, "no clinic (approved by Counsel on 2026-01-15)");
    EXPECT_EQ(found.obligations.at(3).reason, "none (not approved)");
}

TEST_F(RollUp, a_deeper_citation_is_shown_above_and_counts_nowhere) {
    const auto found = assess_with(control("A", "\"law:1(a)(2)\"", "good"));
    EXPECT_EQ(status(found, "1(a)"), "no-control");
    ASSERT_EQ(found.obligations.at(1).deeper.size(), 1U);
    EXPECT_EQ(found.obligations.at(1).deeper[0].second, "1(a)(2)");
    Problems problems;
    check_citations(controls_, catalogs_, problems);
    EXPECT_TRUE(problems.empty());
    assess_with(control("A", "\"law:77\"", "good"));
    check_citations(controls_, catalogs_, problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].what, HasSubstr("catalog law has no '77'"));
}

TEST_F(RollUp, an_open_finding_stands_against_support_until_it_is_closed) {
    configure("register", "findings");
    const auto finding = [](const std::string& closed) {
        testing::Values row = {
            {"finding_id", "F-1"},
            {"control_id", "A"},
            {"status", "in progress"},
            {"raised_on", "2026-05-01"},
            {"owner", "IT"}};
        if (!closed.empty()) {
            row["closed_on"] = closed;
        }
        return row;
    };
    collect("register", "findings", {finding("")});
    const auto open = assess_with(control("A", "\"law:1\"", "good"));
    EXPECT_EQ(status(open, "1"), "partly-supported");
    EXPECT_EQ(open.obligations.at(0).reason, "finding F-1 is open");
    ASSERT_EQ(open.findings.size(), 1U);
    EXPECT_TRUE(open.findings[0].recorded);
    collect("register", "findings", {finding("2026-10-30")});
    EXPECT_EQ(status(assess_with(control("A", "\"law:1\"", "good")), "1"), "supported");
    collect("register", "findings", {finding("2026-11-01")});
    EXPECT_EQ(status(assess_with(control("A", "\"law:1\"", "good")), "1"), "partly-supported");
}

TEST_F(RollUp, exceptions_without_a_finding_in_the_register_are_findings_too) {
    configure("register", "findings");
    const auto alone = assess_with(control("B", "\"law:1\"", "bad"));
    ASSERT_EQ(alone.findings.size(), 1U);
    EXPECT_EQ(alone.findings[0].id, "B.a");
    EXPECT_FALSE(alone.findings[0].recorded);
    EXPECT_EQ(alone.findings[0].exceptions, 1);
    collect(
        "register",
        "findings",
        {{{"finding_id", "F-2"}, {"control_id", "B"}, {"origin", "B.a"}, {"status", "open"}}});
    const auto named = assess_with(control("B", "\"law:1\"", "bad"));
    ASSERT_EQ(named.findings.size(), 1U);
    EXPECT_EQ(named.findings[0].id, "F-2");
    EXPECT_EQ(named.findings[0].exceptions, 1);
}

} // namespace
} // namespace tickmark
