#include "tickmark/base/error.hpp"
#include "tickmark/formats/csv_reader.hpp"

#include <gtest/gtest.h>

#include "formats/rows.hpp"
#include <sstream>

namespace tickmark {
namespace {

using testing::read_all;
using testing::Rows;

Rows read_csv(
    std::string_view text,
    const std::vector<WantedColumn>& wanted,
    const CsvOptions& options = {}) {
    auto reader = open_csv(
        std::make_unique<std::istringstream>(std::string(text)), "test.csv", options, wanted);
    return read_all(*reader);
}

const std::vector<WantedColumn> id_and_name{{"id", true}, {"name", true}};

std::string failure(std::string_view text, const CsvOptions& options = {}) {
    try {
        read_csv(text, id_and_name, options);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::source_failed);
        return error.what();
    }
    return "no error";
}

TEST(CsvReader, reads_quoted_newlines_and_doubled_quotes) {
    const Rows rows =
        read_csv("id,name\r\n1,\"a\nb\"\r\n2,\"say \"\"hi\"\", he said\"\n", id_and_name);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].values[1].text, "a\nb");
    EXPECT_EQ(rows[0].locator, "line 2");
    EXPECT_EQ(rows[1].values[1].text, "say \"hi\", he said");
    EXPECT_EQ(rows[1].locator, "line 4");
}

TEST(CsvReader, finds_each_delimiter) {
    for (const char delimiter : {',', ';', '\t', '|'}) {
        std::string text = "id*name*note\n1*Ann*\"a,b;c\"\n2*Bob*x\n";
        for (char& c : text) {
            c = c == '*' ? delimiter : c;
        }
        const Rows rows = read_csv(text, id_and_name);
        ASSERT_EQ(rows.size(), 2U) << delimiter;
        EXPECT_EQ(rows[0].values[1].text, "Ann");
    }
}

TEST(CsvReader, finds_the_delimiter_when_another_is_in_every_field) {
    const Rows rows = read_csv("id;name\n1;Doe, Jane\n2;Roe, Rich\n3;Poe, Ed\n", id_and_name);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[2].values[1].text, "Poe, Ed");
}

TEST(CsvReader, takes_the_delimiter_excel_declares) {
    const Rows rows = read_csv("sep=^\nid^name\n1^Ann\n", id_and_name);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].locator, "line 3");
}

TEST(CsvReader, finds_the_header_below_a_title_block) {
    const Rows rows =
        read_csv("Vendor tracker\n\nAs of,2026-10-31\nName , ID\nAnn,1\n", id_and_name);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].values[0].text, "1");
    EXPECT_EQ(rows[0].values[1].text, "Ann");
    EXPECT_EQ(rows[0].locator, "line 5");
}

TEST(CsvReader, takes_the_header_row_it_is_given) {
    CsvOptions options;
    options.header_row = 3;
    const Rows rows = read_csv("id,name\n\nid,name\n1,Ann\n", id_and_name, options);
    ASSERT_EQ(rows.size(), 1U);
    options.header_row = 4;
    EXPECT_NE(failure("id,name\n\nid,name\n1,Ann\n", options).find("row 4"), std::string::npos);
}

TEST(CsvReader, prefers_the_title_as_written_to_one_in_other_case) {
    const Rows rows = read_csv("ID,id,name\n1,2,Ann\n", id_and_name);
    EXPECT_EQ(rows[0].values[0].text, "2");
}

TEST(CsvReader, rejects_a_row_with_the_wrong_number_of_fields_and_goes_on) {
    const Rows rows = read_csv("id,name,x\n1,Ann,\n2,Bob\n3,Cy,,\n4,Di,y\n", id_and_name);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[1].fault, "line 3 has 2 fields, the header has 3");
    EXPECT_EQ(rows[1].text, "2,Bob");
    EXPECT_EQ(rows[2].fault, "line 4 has 4 fields, the header has 3");
    EXPECT_FALSE(rows[3].fault);
}

TEST(CsvReader, an_empty_field_and_an_absent_optional_column_are_missing) {
    const Rows rows = read_csv("id,name\n1,\n", {{"id", true}, {"name", true}, {"tier", false}});
    EXPECT_EQ(rows[0].values[1].kind, RawValue::Kind::missing);
    EXPECT_EQ(rows[0].values[2].kind, RawValue::Kind::missing);
}

TEST(CsvReader, skips_blank_lines_and_counts_those_within) {
    auto reader = open_csv(
        std::make_unique<std::istringstream>("id,name\n1,a\n\n,\n2,b\n\n\n"), "t", {}, id_and_name);
    EXPECT_EQ(read_all(*reader).size(), 2U);
    EXPECT_EQ(
        reader->notes(),
        (ReaderNotes{
            "encoding ASCII", "delimiter ','", "header on line 1", "blank rows skipped: 2"}));
}

TEST(CsvReader, a_stray_quote_inside_a_field_is_text) {
    const Rows rows = read_csv("id,name\n1,5\" pipe\n2,\"a\"b\n", id_and_name);
    EXPECT_EQ(rows[0].values[1].text, "5\" pipe");
    EXPECT_EQ(rows[1].fault, "line 3 has text after a closing quote");
}

TEST(CsvReader, names_the_line_of_a_quote_left_open) {
    const std::string text = failure("id,name\n1,a\n2,\"b\n3,c\n");
    EXPECT_NE(text.find("a quote opened on line 3 is never closed"), std::string::npos) << text;
}

TEST(CsvReader, a_row_with_a_nul_or_undecodable_bytes_is_a_fault_not_an_end) {
    const std::string text =
        std::string("id,name\n1,Zo\xC3\xAB\n2,x") + '\0' + "y\n3,\xC3\xA9\xC3\xA9 \xFF\n4,d\n";
    const Rows rows = read_csv(text, id_and_name);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].values[1].text, "Zoë");
    EXPECT_EQ(rows[1].fault, "line 3 holds a NUL byte");
    EXPECT_EQ(rows[2].fault, "line 4 holds bytes that are not UTF-8");
    EXPECT_EQ(rows[2].text, "3,éé \xEF\xBF\xBD");
    EXPECT_EQ(rows[3].values[0].text, "4");
}

TEST(CsvReader, reads_windows_1252_without_being_told) {
    const Rows rows = read_csv("id;name\n1;Caf\xE9 \x80 \x93x\x94\n2;a\x81\n", id_and_name);
    EXPECT_EQ(rows[0].values[1].text, "Café € “x”");
    EXPECT_EQ(rows[1].fault, "line 3 holds bytes that are not Windows-1252");
}

TEST(CsvReader, lone_carriage_returns_end_lines) {
    const Rows rows = read_csv("id,name\r1,a\r2,b", id_and_name);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].locator, "line 3");
}

TEST(CsvReader, says_what_is_missing_and_what_there_is) {
    const std::string text = failure("id,names\n1,a\n");
    EXPECT_NE(
        text.find("no row has the required column 'name'; did you mean 'names'?"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("titles found: 'id', 'names'"), std::string::npos) << text;
}

TEST(CsvReader, refuses_duplicate_titles_only_where_they_are_wanted) {
    EXPECT_EQ(read_csv("id,x,x,name\n1,,,a\n", id_and_name).size(), 1U);
    EXPECT_NE(
        failure("id,name,name\n1,a,b\n").find("more than one column titled 'name'"),
        std::string::npos);
}

TEST(CsvReader, refuses_what_is_not_text) {
    EXPECT_NE(failure("PK\x03\x04whatever").find("collector: workbook"), std::string::npos);
    EXPECT_NE(failure("").find("no titles"), std::string::npos);
}

} // namespace
} // namespace tickmark
