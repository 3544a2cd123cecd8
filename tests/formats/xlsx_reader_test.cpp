#include "tickmark/base/error.hpp"
#include "tickmark/formats/xlsx_reader.hpp"

#include <gtest/gtest.h>

#include "formats/rows.hpp"
#include "formats/zip_builder.hpp"
#include "support/scratch.hpp"

namespace tickmark {
namespace {

using testing::project_file;
using testing::read_all;
using testing::Scratch;
using testing::shown;
using testing::TinyBook;
using testing::ZipBuilder;

using Lines = std::vector<std::string>;

const std::vector<WantedColumn> id_and_value{{"id", true}, {"value", false}};

Lines read_xlsx(
    const std::string& bytes,
    const std::vector<WantedColumn>& wanted = id_and_value,
    const XlsxOptions& options = {},
    ReaderNotes* notes = nullptr) {
    const Scratch scratch;
    auto reader = open_xlsx(scratch.file("t.xlsx", bytes), "t.xlsx", options, wanted);
    Lines lines;
    for (const RawRow& row : read_all(*reader)) {
        lines.push_back(shown(row));
    }
    if (notes != nullptr) {
        *notes = reader->notes();
    }
    return lines;
}

std::string failure(const std::string& bytes, const XlsxOptions& options = {}) {
    try {
        read_xlsx(bytes, id_and_value, options);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::source_failed);
        return error.what();
    }
    return "no error";
}

bool says(const std::string& text, std::string_view wanted) {
    return text.find(wanted) != std::string::npos;
}

std::string text_cell(const std::string& place, const std::string& text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

std::string heading(const std::string& row = "1") {
    return "<row r=\"" + row + "\">" + text_cell("A" + row, "id") + text_cell("B" + row, "value") +
           "</row>";
}

/// One row with a cell in column B.
std::string one_value(const std::string& attributes, const std::string& inside) {
    return heading() + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" " + attributes + ">" +
           inside + "</c></row>";
}

TEST(XlsxReader, reads_shared_inline_and_rich_strings_without_phonetic_runs) {
    TinyBook book;
    book.rows =
        heading() +
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><r><t>a </t></r><r><rPr><b/></rPr>"
        "<t>b</t></r></is></c><c r=\"B3\" t=\"s\"><v>9</v></c></row>";
    book.strings =
        "<si><t>plain</t></si><si><r><t xml:space=\"preserve\">東 </t></r><r><t>京</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>トウ</t></rPh><phoneticPr fontId=\"1\"/></si>";
    EXPECT_EQ(
        read_xlsx(book.builder().bytes()),
        (Lines{"S!2: [plain] [東 京]", "S!3: [a b] !a text the workbook does not hold (9)"}));
}

TEST(XlsxReader, undoes_escapes_of_characters_xml_cannot_hold) {
    TinyBook book;
    book.rows = one_value("t=\"str\"", "<f>x</f><v>a_x000D_\nb_x005F_x000D_ _x00zz_ _</v>");
    EXPECT_EQ(read_xlsx(book.builder().bytes()), (Lines{"S!2: [1] [a\r\nb_x000D_ _x00zz_ _]"}));
}

TEST(XlsxReader, reads_booleans_errors_and_stored_formula_results) {
    const auto value = [](const std::string& attributes, const std::string& inside) {
        TinyBook book;
        book.rows = one_value(attributes, inside);
        return read_xlsx(book.builder().bytes()).at(0).substr(9);
    };
    EXPECT_EQ(value("t=\"b\"", "<v>1</v>"), "[true]");
    EXPECT_EQ(value("t=\"b\"", "<v>0</v>"), "[false]");
    EXPECT_EQ(value("t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>"), "!#DIV/0!");
    EXPECT_EQ(value("", "<f>1+1</f><v>2</v>"), "[2]");
    EXPECT_EQ(value("t=\"str\"", "<f>\"\"</f><v></v>"), "-");
    EXPECT_EQ(value("", "<f>1+1</f><v></v>").substr(0, 34), "!a formula without a stored result");
    EXPECT_EQ(value("", "<v>0.30000000000000004</v>"), "[0.3]");
    EXPECT_EQ(value("", "<v>1E-3</v>"), "[0.001]");
    EXPECT_EQ(value("", "<v>9007199254740993</v>"), "[9007199254740993]");
    EXPECT_EQ(value("", "<v>x</v>"), "!'x' is no number");
    EXPECT_EQ(value("t=\"d\"", "<v>2026-10-31</v>"), "[2026-10-31]");
}

std::string
dated(const std::string& serial, const std::string& format, const std::string& properties = "") {
    TinyBook book;
    book.workbook_properties = properties;
    const bool built_in = format.find_first_not_of("0123456789") == std::string::npos;
    book.styles =
        (built_in ? ""
                  : "<numFmts><numFmt numFmtId=\"170\" formatCode=\"" + format + "\"/></numFmts>") +
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
        "<xf numFmtId=\"" +
        (built_in ? format : "170") + "\"/></cellXfs>";
    book.rows = one_value("s=\"1\"", "<v>" + serial + "</v>");
    return read_xlsx(book.builder().bytes()).at(0).substr(9);
}

TEST(XlsxReader, reads_dates_and_times_by_number_format) {
    EXPECT_EQ(dated("46053", "14"), "[2026-01-31]");
    EXPECT_EQ(dated("46053.5", "14"), "[2026-01-31T12:00:00]");
    EXPECT_EQ(dated("46053", "22"), "[2026-01-31T00:00:00]");
    EXPECT_EQ(dated("46053.57326388889", "yyyy\\-mm\\-dd hh:mm"), "[2026-01-31T13:45:30]");
    EXPECT_EQ(dated("0.5729166666666666", "h:mm AM/PM"), "[13:45:00]");
    EXPECT_EQ(dated("1.25", "[h]:mm:ss"), "[1.25]");
    EXPECT_EQ(dated("46053", "[$-409]mmmm\\ yyyy;@"), "[2026-01-31]");
    EXPECT_EQ(dated("46053", "mmm"), "[2026-01-31]");
    EXPECT_EQ(dated("5", "[Red]#,##0 &quot;days&quot;"), "[5]");
    EXPECT_EQ(dated("5", "General\\d"), "[5]");
    EXPECT_EQ(dated("5", "0.00E+00"), "[5]");
    EXPECT_EQ(dated("46053.9999999999", "22"), "[2026-02-01T00:00:00]");
}

TEST(XlsxReader, knows_both_epochs_and_the_day_that_never_was) {
    EXPECT_EQ(dated("1", "14"), "[1900-01-01]");
    EXPECT_EQ(dated("59", "14"), "[1900-02-28]");
    EXPECT_EQ(dated("60", "14"), "!the number 60 is no date");
    EXPECT_EQ(dated("61", "14"), "[1900-03-01]");
    EXPECT_EQ(dated("-1", "14"), "!the number -1 is no date");
    EXPECT_EQ(dated("99999999", "14"), "!the number 99999999 is no date");
    EXPECT_EQ(dated("44591", "14", "<x:workbookPr date1904=\"1\"/>"), "[2026-01-31]");
    EXPECT_EQ(dated("0", "14", "<x:workbookPr date1904=\"true\"/>"), "[1904-01-01]");
}

TEST(XlsxReader, follows_absolute_and_relative_part_names) {
    for (const char* target : {"/xl/worksheets/sheet1.xml", "worksheets/sheet1.xml", "s.xml"}) {
        TinyBook book;
        book.target = target;
        book.rows = one_value("", "<v>2</v>");
        EXPECT_EQ(read_xlsx(book.builder().bytes()), (Lines{"S!2: [1] [2]"})) << target;
    }
}

TEST(XlsxReader, counts_rows_and_cells_that_do_not_say_where_they_stand) {
    TinyBook book;
    book.rows = "<row><c t=\"inlineStr\"><is><t>id</t></is></c><c t=\"inlineStr\"><is><t>value</t>"
                "</is></c></row><row/><row><c><v>1</v></c><c><v>2</v></c></row>";
    EXPECT_EQ(read_xlsx(book.builder().bytes()), (Lines{"S!3: [1] [2]"}));
}

TEST(XlsxReader, joins_headings_merged_sideways_with_the_titles_below) {
    TinyBook book;
    book.rows = "<row r=\"1\">" + text_cell("A1", "Register") + "</row><row r=\"3\">" +
                text_cell("B3", "Inherent") + text_cell("D3", "Residual") + "</row><row r=\"4\">" +
                text_cell("A4", "ID") + text_cell("B4", "L") + text_cell("C4", "I") +
                text_cell("D4", "L") + text_cell("E4", "I") +
                "</row><row r=\"5\"><c r=\"A5\"><v>7</v></c><c r=\"B5\"><v>1</v></c><c r=\"C5\">"
                "<v>2</v></c><c r=\"D5\"><v>3</v></c><c r=\"E5\"><v>4</v></c></row>";
    book.behind = "<mergeCells count=\"3\"><mergeCell ref=\"A1:E1\"/><mergeCell ref=\"B3:C3\"/>"
                  "<mergeCell ref=\"D3:E3\"/></mergeCells>";
    EXPECT_EQ(
        read_xlsx(
            book.builder().bytes(),
            {{"id", true}, {"Inherent I", true}, {"Residual / L", true}, {"residual i", true}}),
        (Lines{"S!5: [7] [2] [3] [4]"}));
    EXPECT_EQ(failure(book.builder().bytes()), "no error"); // `value` is optional: `id` is enough
    try {
        read_xlsx(book.builder().bytes(), {{"id", true}, {"L", true}});
        FAIL() << "L stands twice";
    } catch (const Error& error) {
        EXPECT_TRUE(says(error.what(), "more than one column titled 'L'")) << error.what();
    }
}

TEST(XlsxReader, takes_titles_under_a_wide_heading_for_part_of_the_header) {
    TinyBook book;
    book.rows = "<row r=\"1\">" + text_cell("A1", "id") + text_cell("B1", "Risk") +
                "</row><row r=\"2\">" + text_cell("B2", "L") + text_cell("C2", "I") +
                "</row><row r=\"3\"><c r=\"A3\"><v>7</v></c><c r=\"C3\"><v>2</v></c></row>";
    book.behind = "<mergeCells><mergeCell ref=\"B1:C1\"/></mergeCells>";
    EXPECT_EQ(
        read_xlsx(book.builder().bytes(), {{"id", true}, {"Risk I", false}}),
        (Lines{"S!3: [7] [2]"}));
}

TEST(XlsxReader, skips_blank_rows_and_reports_hidden_ones) {
    TinyBook book;
    book.rows = heading("3") + "<row r=\"4\"><c r=\"A4\" s=\"1\"/></row><row r=\"5\">" +
                text_cell("A5", "  ") +
                "</row><row r=\"6\" hidden=\"1\"><c r=\"A6\"><v>1</v></c>"
                "</row><row r=\"9\"><c r=\"C9\"><v>1</v></c></row><row r=\"10\"/>";
    ReaderNotes notes;
    EXPECT_EQ(
        read_xlsx(book.builder().bytes(), id_and_value, {}, &notes),
        (Lines{"S!6: [1] -", "S!9: - -"}));
    EXPECT_EQ(notes, (ReaderNotes{"sheet 'S', header in row 3", "hidden rows, read: 1"}));
}

TEST(XlsxReader, takes_the_sheet_and_the_header_row_it_is_given) {
    TinyBook book;
    book.rows = heading("1") + heading("2") + "<row r=\"3\"><c r=\"A3\"><v>1</v></c></row>";
    EXPECT_EQ(read_xlsx(book.builder().bytes(), id_and_value, {"s", 2}), (Lines{"S!3: [1] -"}));
    const std::string text = failure(book.builder().bytes(), {"Sx", {}});
    EXPECT_TRUE(says(text, "there is no sheet 'Sx'; did you mean 'S'?")) << text;
    EXPECT_TRUE(says(failure(book.builder().bytes(), {{}, 3}), "S!3"));
}

TEST(XlsxReader, refuses_zip_bombs) {
    TinyBook book;
    book.rows = heading() + std::string(64 * 1024 * 1024, ' ');
    const std::string ratio = failure(book.builder().bytes());
    EXPECT_TRUE(says(ratio, "inflates more than 200 times; a zip bomb?")) << ratio;

    book.rows = heading();
    ZipBuilder lying = book.builder();
    lying.add_deflated("mimetype", std::string(100000, ' '), 10U);
    const std::string lie = failure(lying.bytes());
    EXPECT_TRUE(says(lie, "inflates beyond the size it declares")) << lie;
}

TEST(XlsxReader, refuses_document_types_and_broken_xml) {
    TinyBook book;
    book.rows = "<row>";
    EXPECT_TRUE(says(failure(book.builder().bytes()), "not well-formed XML"));
    ZipBuilder zip;
    zip.add("xl/workbook.xml", "<!DOCTYPE w [<!ENTITY a \"b\">]><workbook>&a;</workbook>");
    EXPECT_TRUE(says(failure(zip.bytes()), "declares a document type"));
}

TEST(XlsxReader, names_damage) {
    TinyBook book;
    book.rows = one_value("", "<v>2</v>");
    const std::string whole = book.builder().bytes();
    EXPECT_TRUE(says(failure(whole.substr(0, whole.size() / 2)), "no directory"));
    std::string flipped = whole;
    flipped[flipped.find("<sst>") + 1] = 'x';
    EXPECT_TRUE(says(failure(flipped), "damaged") || says(failure(flipped), "not well-formed"));
    EXPECT_TRUE(says(failure("id;value"), "collector: csv"));
    EXPECT_TRUE(says(failure(""), "the file is empty"));
    EXPECT_TRUE(says(failure(ZipBuilder().add("a", "b").bytes()), "not a workbook"));
}

TEST(XlsxReader, says_what_to_do_with_encrypted_xls_and_ods_files) {
    std::string encrypted = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(5000, '\0');
    for (const char c : std::string_view("EncryptedPackage")) {
        encrypted += c;
        encrypted += '\0';
    }
    EXPECT_TRUE(says(failure(encrypted), "save it without a password"));
    const auto file = [](const std::string& name) {
        return read_file(project_file("tests/formats/fixtures/risks_libreoffice." + name));
    };
    EXPECT_TRUE(says(failure(file("xls")), ".xls) (open it and save it as .xlsx)"))
        << failure(file("xls"));
    EXPECT_TRUE(says(failure(file("ods")), ".ods) (open it and save it as .xlsx)"));
}

TEST(XlsxReader, says_what_is_missing_and_what_there_is) {
    TinyBook book;
    book.rows = "<row>" + text_cell("A1", "idd") + text_cell("B1", "value") + "</row>";
    const std::string text = failure(book.builder().bytes());
    EXPECT_TRUE(says(text, "no row has the required column 'id'; did you mean 'idd'?")) << text;
    EXPECT_TRUE(says(text, "titles found: 'idd', 'value'")) << text;
    EXPECT_TRUE(says(text, "t.xlsx: S: ")) << text;
}

} // namespace
} // namespace tickmark
