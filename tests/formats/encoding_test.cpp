#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/formats/csv_reader.hpp"

#include <gtest/gtest.h>

#include "formats/csv_splitter_internal.hpp"
#include "formats/encoding_internal.hpp"
#include "formats/rows.hpp"
#include <sstream>

namespace tickmark::formats {
namespace {

std::string in_utf16(std::string_view text, bool big_endian) {
    std::string out;
    const auto put = [&](char32_t unit) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xFFU);
        out += big_endian ? high : low;
        out += big_endian ? low : high;
    };
    std::size_t at = 0;
    while (at < text.size()) {
        const char32_t code_point = next_code_point(text, at);
        if (code_point >= 0x10000) {
            put(0xD800 + ((code_point - 0x10000) >> 10U));
            put(0xDC00 + ((code_point - 0x10000) & 0x3FFU));
        } else {
            put(code_point);
        }
    }
    return out;
}

std::string decoded(const std::string& bytes, std::string& encoding) {
    std::istringstream stream(bytes);
    TextSource source(stream, "t", std::nullopt);
    std::string out;
    while (source.read(out)) {
    }
    encoding = source.encoding_name();
    return out;
}

// Long enough to cross the boundary of a block at every alignment of a four-byte character.
std::string long_text(std::size_t shift) {
    std::string text(shift, 'x');
    while (text.size() < 600000) {
        text += "id,Zoë 張三 🩺,ok\n";
    }
    return text;
}

TEST(TextSource, gives_utf16_and_utf8_back_whole_over_block_boundaries) {
    for (std::size_t shift = 0; shift < 8; ++shift) {
        const std::string text = long_text(shift);
        std::string encoding;
        EXPECT_TRUE(decoded(text, encoding) == text) << shift;
        EXPECT_EQ(encoding, "UTF-8");
        EXPECT_TRUE(decoded("\xEF\xBB\xBF" + text, encoding) == text) << shift;
        EXPECT_TRUE(decoded(in_utf16(text, false), encoding) == text) << shift;
        EXPECT_EQ(encoding, "UTF-16LE");
        EXPECT_TRUE(decoded(in_utf16(text, true), encoding) == text) << shift;
        EXPECT_EQ(encoding, "UTF-16BE");
        EXPECT_TRUE(decoded("\xFE\xFF" + in_utf16(text, true), encoding) == text) << shift;
    }
}

TEST(TextSource, decides_between_utf8_and_windows_1252_where_the_first_high_byte_stands) {
    std::string encoding;
    const std::string ascii(700000, 'a');
    EXPECT_TRUE(decoded(ascii + "\xE9", encoding) == ascii + "é");
    EXPECT_EQ(encoding, "Windows-1252");
    EXPECT_TRUE(decoded(ascii + "é", encoding) == ascii + "é");
    EXPECT_EQ(encoding, "UTF-8");
    decoded(ascii, encoding);
    EXPECT_EQ(encoding, "ASCII");
}

TEST(TextSource, marks_half_a_surrogate_pair_and_an_odd_byte) {
    std::string encoding;
    const std::string bytes = "\xFF\xFE" + in_utf16("ab", false) + std::string("\x00\xD8", 2) + "c";
    EXPECT_EQ(decoded(bytes, encoding), "ab\xFF\xFF");
}

TEST(TextSource, refuses_an_encoding_it_does_not_know) {
    std::istringstream stream("x");
    try {
        const TextSource source(stream, "t", "utf-15");
        FAIL() << "taken";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("did you mean"), std::string::npos);
    }
}

/// Gives a text in pieces of `size`.
CsvSplitter::Feed in_pieces(const std::string& text, std::size_t size) {
    return [&text, size, at = std::size_t{0}](std::string& out) mutable {
        if (at >= text.size()) {
            return false;
        }
        out += text.substr(at, size);
        at += size;
        return true;
    };
}

std::string split_in_pieces(const std::string& text, std::size_t size) {
    CsvSplitter splitter(in_pieces(text, size), ',', "t");
    CsvRecord record;
    std::string out;
    while (splitter.next(record)) {
        out += std::to_string(record.line) + "/" + std::to_string(record.number) + ":";
        for (const std::string_view field : record.fields) {
            out += "<" + std::string(field) + ">";
        }
        out += record.text_after_quote ? "!" : "";
        out += "{" + std::string(record.raw) + "}\n";
    }
    return out;
}

TEST(CsvSplitter, gives_the_same_records_wherever_blocks_end) {
    const std::string text =
        "a,b\r\n\"x\r\ny\",\"\"\"q\"\"\"\r\r\n,,\n\"a\"b,c\n\"\",\"\rz\"\nlast,é";
    const std::string whole = split_in_pieces(text, text.size());
    EXPECT_EQ(
        whole,
        "1/1:<a><b>{a,b}\n2/2:<x\r\ny><\"q\">{\"x\r\ny\",\"\"\"q\"\"\"}\n4/3:<>{}\n"
        "5/4:<><><>{,,}\n6/5:<ab><c>!{\"a\"b,c}\n7/6:<><\rz>{\"\",\"\rz\"}\n9/"
        "7:<last><é>{last,é}\n");
    for (std::size_t size = 1; size < text.size(); ++size) {
        EXPECT_EQ(split_in_pieces(text, size), whole) << size;
    }
}

TEST(CsvReader, reads_utf16_with_and_without_bom) {
    const std::string text = "id\tname\n1\t張 🩺\n";
    for (const bool big_endian : {false, true}) {
        for (const bool bom : {false, true}) {
            const std::string mark = big_endian ? "\xFE\xFF" : "\xFF\xFE";
            auto reader = open_csv(
                std::make_unique<std::istringstream>(
                    (bom ? mark : "") + in_utf16(text, big_endian)),
                "t",
                {},
                {{"id", true}, {"name", true}});
            const auto rows = testing::read_all(*reader);
            ASSERT_EQ(rows.size(), 1U);
            EXPECT_EQ(rows[0].values[1].text, "張 🩺");
        }
    }
}

} // namespace
} // namespace tickmark::formats
