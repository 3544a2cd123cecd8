#include "tickmark/render/pdf/picture.hpp"

#include <gtest/gtest.h>

#include "render/pdf/pdf_objects_internal.hpp"
#include "render/pdf/png_internal.hpp"

namespace tickmark {

namespace {

std::string number(std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU);
    }
    return bytes;
}

std::string chunk(const std::string& name, const std::string& data) {
    return number(data.size()) + name + data + std::string(4, '\0');
}

/// A grey PNG of 3 by 2 pixels whose pixels are what is given.
std::string png_of(const std::string& rows, char interlaced = 0) {
    const std::string head =
        number(3) + number(2) + std::string("\x08\x00\x00\x00", 4) + interlaced;
    return "\x89PNG\r\n\x1A\n" + chunk("IHDR", head) + chunk("IDAT", pdf::deflate(rows)) +
           chunk("IEND", "");
}

const std::string whole_rows("\0abc\0def", 8);

} // namespace

TEST(PictureFacts, AreThoseOfAWholePicture) {
    const PictureFacts facts = read_picture_facts(png_of(whole_rows));
    EXPECT_EQ(facts.refused, "");
    EXPECT_EQ(facts.media_type, "image/png");
    EXPECT_EQ(facts.width, 3);
    EXPECT_EQ(facts.height, 2);
}

TEST(PictureFacts, RefuseWhatWouldFailTheDocument) {
    EXPECT_EQ(read_picture_facts("GIF89a").refused, "it is neither a JPEG nor a PNG");
    EXPECT_EQ(read_picture_facts("").refused, "it is neither a JPEG nor a PNG");
    EXPECT_NE(read_picture_facts(png_of(whole_rows.substr(0, 4))).refused, "");
    EXPECT_NE(
        read_picture_facts(png_of(whole_rows, 1)).refused.find("interlaced"), std::string::npos);
    std::string damaged = png_of(whole_rows);
    damaged[42] = static_cast<char>(~damaged[42]); // the head of the packed pixels
    EXPECT_NE(read_picture_facts(damaged).refused, "");
    EXPECT_NE(read_picture_facts("\xFF\xD8\xFF\xE0 no frame").refused, "");
}

} // namespace tickmark
