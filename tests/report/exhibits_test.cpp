#include <gmock/gmock.h>

#include "report/fixture.hpp"
#include <map>

namespace tickmark {
namespace {

using testing::SmallAudit;

/// The small audit with pictures among its evidence.
class Exhibits: public ::testing::Test {
protected:
    Exhibits() {
        Dataset evidence;
        evidence.id = "control_evidence";
        evidence.key = {"evidence_id"};
        for (const char* name :
             {"evidence_id", "control_id", "title", "uri", "sha256", "effective_on"}) {
            evidence.fields.push_back({});
            evidence.fields.back().name = name;
        }
        evidence.fields.push_back({});
        evidence.fields.back().name = "privileged";
        evidence.fields.back().type = FieldType::boolean;
        audit_.dictionary.emplace("control_evidence", evidence);
        audit_.snapshot->connection().execute(
            "CREATE TABLE control_evidence (record_key TEXT, evidence_id TEXT, control_id TEXT, "
            "title TEXT, uri TEXT, sha256 TEXT, effective_on TEXT, privileged INTEGER, source "
            "TEXT, "
            "collection TEXT, payload TEXT, locator TEXT)");
        audit_.snapshot->complete.push_back(SmallAudit::collection("C000009", "control_evidence"));
        audit_.snapshot->complete.back().payloads.clear();
        audit_.workspace.sources.emplace_back();
        audit_.workspace.sources.back().targets.emplace_back();
        audit_.workspace.sources.back().targets.back().dataset = "control_evidence";
        audit_.definition.exhibits = ExhibitsDefinition{};
    }

    void
    add(const std::string& id,
        const std::string& control,
        const std::string& file,
        const char* privileged = "0") {
        const Digest digest = sha256(id);
        audit_.snapshot->connection().execute(
            "INSERT INTO control_evidence VALUES (?, ?, ?, ?, ?, ?, '2026-05-01', ?, 'd', "
            "'C000009', '', '')",
            {id, id, control, "Title " + id, file, digest.hex(), privileged});
        audit_.snapshot->complete.back().payloads.push_back({digest, 100, file});
    }

    ReportModel model() {
        ReportInput input = audit_.input();
        input.load_picture = [this](const Digest& digest) {
            ++loaded_[digest.hex()];
            Picture picture;
            picture.bytes = "bytes";
            picture.media_type = "image/png";
            picture.width = 1280;
            picture.height = 640;
            return picture;
        };
        return make_report_model(input);
    }

    static std::string text(const Tree& item, const char* name) { return item.find(name)->text(); }

    SmallAudit audit_;
    std::map<std::string, int> loaded_;
};

TEST_F(Exhibits, AreThePicturesThatAreEvidenceOfControls) {
    add("e1", "TRN-01", "shots/list.PNG");
    add("e2", "TRN-01", "policy.pdf");
    add("e3", "NOT-01", "other.png");
    const ReportModel made = model();
    const Tree& list = made.root.find("exhibit_lists")->items().at(0);
    const auto& exhibits = list.find("exhibits")->items();
    ASSERT_EQ(exhibits.size(), 1U);
    EXPECT_EQ(text(exhibits[0], "file"), "shots/list.PNG");
    EXPECT_EQ(text(exhibits[0], "sha256"), sha256("e1").hex());
    EXPECT_EQ(text(exhibits[0], "box"), "width:170.0mm;height:85.0mm");
    EXPECT_EQ(text(exhibits[0], "href"), "collection-C000009");
    ASSERT_EQ(made.pictures.size(), 1U);
    EXPECT_EQ(made.pictures[0].name, text(exhibits[0], "picture"));
}

TEST_F(Exhibits, LeavePrivilegedPicturesOutAndCountThem) {
    add("e1", "TRN-01", "memo.png", "1");
    const ReportModel made = model();
    const Tree& list = made.root.find("exhibit_lists")->items().at(0);
    EXPECT_EQ(text(list, "privileged"), "1 picture is");
    EXPECT_TRUE(list.find("exhibits")->items().empty());
    EXPECT_TRUE(loaded_.empty()); // not even read
}

TEST_F(Exhibits, BeyondTheLimitAreListedAndNotShown) {
    audit_.definition.limits["exhibits"] = 1;
    add("e1", "TRN-01", "a.png");
    add("e2", "GOV-01", "b.jpg");
    const ReportModel made = model();
    const auto& exhibits = made.root.find("exhibit_lists")->items().at(0).find("exhibits")->items();
    ASSERT_EQ(exhibits.size(), 2U);
    EXPECT_EQ(text(exhibits[1], "not_shown"), "the limit of pictures in this report is reached");
    EXPECT_EQ(made.pictures.size(), 1U);
}

TEST_F(Exhibits, WithoutTheirBytesSaySo) {
    add("e1", "TRN-01", "a.png");
    audit_.snapshot->complete.back().payloads.clear();
    const ReportModel made = model();
    const auto& exhibits = made.root.find("exhibit_lists")->items().at(0).find("exhibits")->items();
    EXPECT_EQ(text(exhibits.at(0), "not_shown"), "its bytes are not in the store");
}

TEST_F(Exhibits, AreNotLookedForUnlessTheReportAsks) {
    audit_.definition.exhibits.reset();
    add("e1", "TRN-01", "a.png");
    EXPECT_TRUE(model().root.find("exhibit_lists")->items().empty());
}

} // namespace
} // namespace tickmark
