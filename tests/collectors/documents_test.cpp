#include "tickmark/base/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/collected.hpp"
#include "support/scratch.hpp"
#include <filesystem>
#include <set>

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* sources =
    "sources: {policies: {collector: documents, path: [\"docs/**/*.pdf\", docs/notes.txt]}}\n";

Collection collect(const Scratch& folder) {
    const auto collections = collect_in(folder.path(), sources);
    EXPECT_EQ(collections.size(), 1U);
    return collections.at(0);
}

std::vector<std::string> column(const Scratch& folder, const std::string& name) {
    return stored_column(folder.path(), "control_evidence", name);
}

TEST(Documents, a_document_is_kept_with_its_digest_and_what_its_sidecar_says) {
    const Scratch folder;
    folder.file("docs/hr/sanctions.pdf", "%PDF sanctions");
    folder.file(
        "docs/hr/sanctions.pdf.yaml",
        "title: Sanction policy\ncontrol: POL-01\neffective: 2026-02-01\nauthor: Ana\napprover: "
        "Bo\n"
        "version: \"4\"\nexpiry: 2027-02-01\nprivileged: true\ncitations: "
        "[\"hipaa:164.308(a)(1)\"]\n");
    folder.file("docs/notes.txt", "notes");
    const Collection collection = collect(folder);
    EXPECT_EQ(collection.outcome, Outcome::complete) << collection.note;
    EXPECT_EQ(collection.rows, 2);
    EXPECT_EQ(collection.details, R"({"documents":2,"without_sidecar":["docs/notes.txt"]})");
    EXPECT_THAT(
        column(folder, "evidence_id"),
        ElementsAre("document:docs/hr/sanctions.pdf", "document:docs/notes.txt"));
    EXPECT_THAT(column(folder, "title"), ElementsAre("Sanction policy", "notes.txt"));
    EXPECT_THAT(column(folder, "control_id"), ElementsAre("POL-01", "NULL"));
    EXPECT_THAT(column(folder, "valid_until"), ElementsAre("2027-02-01", "NULL"));
    EXPECT_THAT(column(folder, "privileged"), ElementsAre("1", "NULL"));
    EXPECT_THAT(column(folder, "detail"), ElementsAre("14 bytes; version 4", "5 bytes"));
    EXPECT_THAT(
        column(folder, "sha256"),
        ElementsAre(sha256("%PDF sanctions").hex(), sha256("notes").hex()));
    EXPECT_THAT(column(folder, "result"), ElementsAre("info", "info"));
    std::set<std::string> kept;
    for (const PayloadRef& payload : collection.payloads) {
        kept.insert(payload.digest.hex());
    }
    EXPECT_EQ(kept.size(), 4U) << "two documents, a sidecar, the manifest";
    EXPECT_EQ(kept.count(sha256("%PDF sanctions").hex()), 1U);
}

TEST(Documents, the_time_of_a_file_is_no_date_of_the_evidence) {
    const Scratch folder;
    folder.file("docs/notes.txt", "notes");
    folder.file("docs/a.pdf", "a");
    collect(folder);
    EXPECT_THAT(column(folder, "effective_on"), ElementsAre("NULL", "NULL"));
}

TEST(Documents, changed_added_and_vanished_ones_show_as_history) {
    const Scratch folder;
    folder.file("docs/a.pdf", "a");
    folder.file("docs/b.pdf", "b");
    folder.file("docs/notes.txt", "notes");
    EXPECT_EQ(collect(folder).added, 3);
    const Collection same = collect(folder);
    EXPECT_EQ(same.added + same.changed + same.closed, 0);
    folder.file("docs/a.pdf", "a, second edition");
    folder.file("docs/c.pdf", "c");
    std::filesystem::remove(folder / "docs/b.pdf");
    const Collection later = collect(folder);
    EXPECT_EQ(later.added, 1);
    EXPECT_EQ(later.changed, 1);
    EXPECT_EQ(later.closed, 1);
    EXPECT_THAT(column(folder, "uri"), ElementsAre("docs/a.pdf", "docs/c.pdf", "docs/notes.txt"));
}

TEST(Documents, the_details_name_those_that_changed_came_or_vanished_since) {
    const Scratch folder;
    folder.file("docs/a.pdf", "a");
    folder.file("docs/b.pdf", "b");
    folder.file("docs/notes.txt", "notes");
    EXPECT_THAT(collect(folder).details, Not(HasSubstr("vanished")));
    folder.file("docs/a.pdf.yaml", "title: A\n");
    folder.file("docs/c.pdf", "c");
    std::filesystem::remove(folder / "docs/b.pdf");
    EXPECT_THAT(
        collect(folder).details,
        HasSubstr(R"("since":"2026-11-30","added":["docs/c.pdf"],"changed":["docs/a.pdf"],)"
                  R"("vanished":[{"path":"docs/b.pdf","missed_on":"2026-11-30"}])"));
    // What vanished is said until it is back.
    EXPECT_THAT(
        collect(folder).details,
        HasSubstr(R"("added":[],"changed":[],"vanished":[{"path":"docs/b.pdf")"));
    folder.file("docs/b.pdf", "b");
    EXPECT_THAT(
        collect(folder).details, HasSubstr(R"("added":["docs/b.pdf"],"changed":[],"vanished":[])"));
}

TEST(Documents, a_sidecar_that_says_what_nobody_knows_is_a_reject) {
    const Scratch folder;
    folder.file("docs/notes.txt", "notes");
    folder.file("docs/notes.txt.yaml", "effectve: 2026-01-01\n");
    folder.file("docs/[draft] a.pdf", "a");
    folder.file("docs/[draft] a.pdf.yaml", "{broken");
    folder.file("docs/b.pdf", "b");
    const Collection collection = collect(folder);
    EXPECT_EQ(collection.outcome, Outcome::complete) << collection.note;
    EXPECT_EQ(collection.rows, 1);
    EXPECT_EQ(collection.rejected, 2);
}

TEST(Documents, a_folder_without_documents_is_absent_and_the_old_ones_stand) {
    const Scratch folder;
    folder.file("docs/notes.txt", "notes");
    folder.file("docs/a.pdf", "a");
    collect(folder);
    std::filesystem::remove(folder / "docs/a.pdf");
    const Collection collection = collect(folder);
    EXPECT_EQ(collection.outcome, Outcome::absent);
    EXPECT_THAT(collection.note, HasSubstr("docs/**/*.pdf"));
    EXPECT_EQ(column(folder, "uri").size(), 2U);
}

} // namespace
} // namespace tickmark::testing
