#include "tickmark/base/digest.hpp"
#include "tickmark/inspect/pdf_lint.hpp"
#include "tickmark/ports/files.hpp"

#include <gtest/gtest.h>

#include "support/places.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Whole packs by the built program: a small workspace whose fields hold hostile text.

namespace tickmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ProgramRun;

constexpr const char* workspace_yaml = R"(
organisation: {name: "Müller & Söhne <GmbH>", bates_prefix: MS, timezone: Europe/Berlin, page: A4}
operator: tester
catalogs: [hipaa]
controls: [controls/*.yaml]
sources:
  tracker: {collector: csv, path: vendors.csv, dataset: vendors}
  absent: {collector: csv, path: nowhere/*.csv, dataset: people}
)";

constexpr const char* controls_yaml = R"(
- id: VEN-01
  title: "Vendors have an agreement <b>signed</b>"
  owner: Legal
  domain: privacy
  satisfies: [hipaa:164.308(b)(1)]
  tests:
    - id: VEN-01.a
      dataset: vendors
      population: business_associate = TRUE
      exception: baa_signed_on IS NULL
)";

class SystemReport: public ::testing::Test {
protected:
    SystemReport() {
        std::string csv = "vendor_id,name,service,business_associate,baa_signed_on\n";
        for (std::size_t i = 0; i < hostile().size(); ++i) {
            csv += "V" + std::to_string(i) + "," + quoted(hostile()[i]) + "," +
                   quoted(hostile()[i]) + ",yes,\n";
        }
        scratch_.file("ws/vendors.csv", csv);
        scratch_.file("ws/tickmark.yaml", workspace_yaml);
        scratch_.file("ws/controls/vendors.yaml", controls_yaml);
        EXPECT_EQ(run({"collect"}).exit_code, 3); // the absent source
    }

    static const std::vector<std::string>& hostile() {
        static const std::vector<std::string> texts{
            "<script>document.title='owned'</script>",
            "=cmd|' /C calc'!A0",
            "\"quotes\" 'and' `more` & <i>tags</i>",
            "\xE2\x80\xAEright-to-left\xE2\x80\xAC \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
            "control \x01 and \x1B[31m bytes",
            "{{title}} {{{title}}} {{#controls}}",
            "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>"};
        return texts;
    }

    static std::string quoted(std::string text) {
        for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) {
            text.insert(at, "\"");
        }
        return "\"" + text + "\"";
    }

    ProgramRun run(std::vector<std::string> words) const {
        words.insert(words.begin(), {"-C", scratch_ / "ws"});
        return testing::run_program({words, {}, "", testing::built_program()});
    }

    json report(const std::string& out, const std::string& known_at, const std::string& jobs) {
        const ProgramRun made = run(
            {"--json",
             "report",
             "audit",
             "--as-of",
             "2026-10-31",
             "--known-at",
             known_at,
             "--jobs",
             jobs,
             "--out",
             scratch_ / out});
        EXPECT_EQ(made.exit_code, 0) << made.err << made.out;
        return json::parse(made.out, nullptr, false);
    }

    testing::Scratch scratch_;
};

TEST_F(SystemReport, is_the_same_bytes_on_one_core_and_on_two) {
    const json one = report("one", "2099-01-01", "1");
    const json two = report("two", "2099-01-01", "2");
    std::size_t compared = 0;
    for (const json& file : one["files"]) {
        const std::string path = file["path"];
        if (path.rfind("data/", 0) == 0) {
            EXPECT_EQ(sha256(read_file(scratch_ / ("one/" + path))).hex(), file["sha256"]);
            EXPECT_EQ(
                sha256(read_file(scratch_ / ("two/" + path))).hex(),
                sha256(read_file(scratch_ / ("one/" + path))).hex())
                << path;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 4U);
    EXPECT_EQ(check_pdf(scratch_ / "one/data/report.pdf").size(), 0U)
        << describe(check_pdf(scratch_ / "one/data/report.pdf"));
    EXPECT_EQ(run({"verify", scratch_ / "one"}).exit_code, 0);
}

TEST_F(SystemReport, names_its_bates_range_and_what_no_font_has) {
    scratch_.file(
        "ws/vendors.csv",
        "vendor_id,name,service,business_associate,baa_signed_on\nV0,\"x \xEE\x84\xA3\",s,yes,\n");
    EXPECT_EQ(run({"collect"}).exit_code, 3);
    const json made = report("pack", "2099-01-01", "2");
    json pdf;
    for (const json& file : made["files"]) {
        pdf = file["path"] == "data/report.pdf" ? file : pdf;
    }
    const std::string last = "MS-" +
                             std::string(6 - std::to_string(pdf["pages"].get<int>()).size(), '0') +
                             std::to_string(pdf["pages"].get<int>());
    EXPECT_EQ(made["bates"], (json{{"first", "MS-000001"}, {"last", last}}));
    EXPECT_EQ(pdf["bates"], made["bates"]);
    ASSERT_EQ(made["substitutions"].size(), 1U) << made["substitutions"];
    EXPECT_EQ(made["substitutions"][0]["character"], "U+E123");
    EXPECT_EQ(made["substitutions"][0]["section"], "control VEN-01");
    const ProgramRun title = testing::run_program(
        {{"-l", "1", scratch_ / "pack/data/report.pdf", "-"}, {}, "", "/usr/bin/pdftotext"});
    EXPECT_NE(title.out.find("MS-000001 to"), std::string::npos) << title.out;
    EXPECT_NE(title.out.find(last), std::string::npos) << title.out;
    EXPECT_NE(
        read_file(scratch_ / "pack/data/report.html").find("MS-000001 to " + last),
        std::string::npos);
    const ProgramRun inside = testing::run_program(
        {{"-list", scratch_ / "pack/data/report.pdf"}, {}, "", "/usr/bin/pdfdetach"});
    EXPECT_NE(inside.out.find("figures.csv"), std::string::npos) << inside.out;
    EXPECT_NE(inside.out.find("provenance.json"), std::string::npos) << inside.out;
}

TEST_F(SystemReport, prints_hostile_text_as_text) {
    report("pack", "2099-01-01", "2");
    const std::string html = read_file(scratch_ / "pack/data/report.html");
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<meta http-equiv=refresh"), std::string::npos);
    EXPECT_NE(html.find("&lt;script&gt;document.title"), std::string::npos);
    EXPECT_NE(html.find("{{title}} {{{title}}} {{#controls}}"), std::string::npos);
    EXPECT_NE(html.find("Müller &amp; Söhne &lt;GmbH&gt;"), std::string::npos);
    const ProgramRun text = testing::run_program(
        {{"-layout", scratch_ / "pack/data/report.pdf", "-"}, {}, "", "/usr/bin/pdftotext"});
    EXPECT_NE(text.out.find("=cmd|"), std::string::npos);
    std::string joined = text.out; // a cell breaks long words over lines
    joined.erase(
        std::remove_if(joined.begin(), joined.end(), [](char c) { return c == ' ' || c == '\n'; }),
        joined.end());
    EXPECT_NE(joined.find("cmd|"), std::string::npos);
    EXPECT_NE(joined.find("V0"), std::string::npos);
}

TEST_F(SystemReport, prints_a_hundred_thousand_characters_and_long_headings) {
    const std::string word(100000, 'x');
    std::string words;
    while (words.size() <= 100000) {
        words += "Wort ";
    }
    words.pop_back(); // collecting trims
    const std::string heading(120, 'H');
    std::string dataset = "id: wide\nkey: [id]\nfields:\n  id: {type: text, required: true}\n";
    std::string sum = "n0";
    for (int i = 0; i < 5; ++i) {
        const std::string name = "n" + std::to_string(i);
        dataset += "  " + name + ": {type: number, title: \"" + heading + name + "\"}\n";
        sum += i == 0 ? "" : " + " + name;
    }
    scratch_.file("ws/datasets/wide.yaml", dataset);
    scratch_.file(
        "ws/controls/wide.yaml",
        "- id: WID-01\n  title: \"" + std::string(300, 'T') +
            "\"\n  owner: o\n  domain: privacy\n  satisfies: [hipaa:164.308(b)(1)]\n"
            "  tests: [{id: WID-01.a, dataset: wide, exception: \"" +
            sum + " > 0\"}]\n");
    scratch_.file(
        "ws/wide.csv",
        "id,n0,n1,n2,n3,n4\n" + word +
            ",12345678901234,12345678901234,12345678901234,12345678901234,12345678901234\n");
    scratch_.file(
        "ws/vendors.csv",
        "vendor_id,name,service,business_associate,baa_signed_on\nV0," + word + "," + words +
            ",yes,\nV1,=cmd|' /C calc'!A0,,yes,\n");
    scratch_.file(
        "ws/tickmark.yaml",
        std::string(workspace_yaml) + "  wide: {collector: csv, path: wide.csv, dataset: wide}\n");
    EXPECT_EQ(run({"collect"}).exit_code, 3);
    report("pack", "2099-01-01", "2");

    const std::string html = read_file(scratch_ / "pack/data/report.html");
    EXPECT_NE(html.find(word), std::string::npos);
    EXPECT_NE(html.find(words), std::string::npos);
    std::string text =
        testing::run_program(
            {{"-raw", scratch_ / "pack/data/report.pdf", "-"}, {}, "", "/usr/bin/pdftotext"})
            .out;
    EXPECT_EQ(text.find("\xE2\x80\x8B"), std::string::npos); // no trace of where words may break
    text.erase(
        std::remove_if(
            text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\f'; }),
        text.end());
    EXPECT_NE(text.find(std::string(200, 'x')), std::string::npos);
    EXPECT_NE(text.find("96,000morecharacters;allintheworkbook"), std::string::npos);
    EXPECT_NE(text.find("WortWortWort"), std::string::npos);
    EXPECT_NE(text.find("12345678901234"), std::string::npos);

    const std::string workbook = scratch_ / "pack/data/workbook.xlsx";
    const ProgramRun cells =
        testing::run_program({{"-p", workbook, "xl/worksheets/*.xml"}, {}, "", "/usr/bin/unzip"});
    EXPECT_NE(cells.out.find(">=cmd|"), std::string::npos);
    EXPECT_EQ(cells.out.find("<f>cmd"), std::string::npos);
    EXPECT_EQ(cells.out.find("<f>=cmd"), std::string::npos);
}

TEST_F(SystemReport, says_that_a_source_could_not_be_looked_at) {
    report("pack", "2099-01-01", "2");
    const std::string html = read_file(scratch_ / "pack/data/report.html");
    EXPECT_NE(html.find("no file matches"), std::string::npos);
    EXPECT_NE(html.find("absent"), std::string::npos);
}

TEST_F(SystemReport, a_flipped_byte_in_any_file_is_named) {
    const json made = report("pack", "2099-01-01", "2");
    for (const json& file : made["files"]) {
        const std::string name = file["path"];
        const std::string path = scratch_ / ("pack/" + name);
        const std::string before = read_file(path);
        std::string after = before;
        char& middle = after[after.size() / 2];
        middle = static_cast<char>(middle ^ 1);
        std::ofstream(path, std::ios::binary) << after;
        const ProgramRun checked = run({"verify", scratch_ / "pack"});
        EXPECT_EQ(checked.exit_code, 4) << name;
        EXPECT_NE(checked.out.find(name), std::string::npos) << checked.out;
        std::ofstream(path, std::ios::binary) << before;
    }
}

TEST_F(SystemReport, leaves_nothing_when_it_cannot_be_made) {
    const ProgramRun made = testing::run_program(
        {{"-C", scratch_ / "ws", "report", "audit", "--out", scratch_ / "none/pack"},
         {{"PATH", "/nonexistent"}},
         "",
         testing::built_program()});
    EXPECT_EQ(made.exit_code, 5) << made.err;
    EXPECT_TRUE(!fs::exists(scratch_ / "none") || fs::is_empty(scratch_ / "none"));
}

} // namespace
} // namespace tickmark
