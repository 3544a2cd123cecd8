#include "tickmark/base/error.hpp"

#include "content_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "pictures_internal.hpp"
#include "png_internal.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
    throw Error(
        ErrorCode::render_failed,
        {"placing picture \"" + what + "\"", why, "", "give a JPEG or a PNG"});
}

unsigned byte_at(const std::string& bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

unsigned word_at(const std::string& bytes, std::size_t at) {
    return byte_at(bytes, at) * 256U + byte_at(bytes, at + 1);
}

/// Position of the frame header (SOF), 0 if there is none.
std::size_t find_frame(const std::string& jpeg) {
    std::size_t at = 2;
    while (at + 9 < jpeg.size() && byte_at(jpeg, at) == 0xFF) {
        const unsigned marker = byte_at(jpeg, at + 1);
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            return at;
        }
        at += marker == 0xFF ? 1 : 2 + word_at(jpeg, at + 2);
    }
    return 0;
}

QPDFObjectHandle image_stream(QPDF& document, const std::string& data, const std::string& keys) {
    QPDFObjectHandle stream = document.newStream(data);
    QPDFObjectHandle dictionary = parsed("<< /Type /XObject /Subtype /Image " + keys + " >>");
    stream.replaceDict(dictionary);
    return stream;
}

PlacedImage make_jpeg(QPDF& document, const std::string& bytes, const std::string& what) {
    const std::size_t frame = find_frame(bytes);
    const unsigned components = byte_at(bytes, frame + 9);
    if (frame == 0 || (components != 1 && components != 3)) {
        refuse(what, frame == 0 ? "the JPEG has no frame" : "the JPEG is neither grey nor RGB");
    }
    const unsigned height = word_at(bytes, frame + 5);
    const unsigned width = word_at(bytes, frame + 7);
    const std::string keys = fmt::format(
        "/Width {} /Height {} /BitsPerComponent {} /ColorSpace {} /Filter /DCTDecode",
        width,
        height,
        byte_at(bytes, frame + 4),
        components == 1 ? "/DeviceGray" : "/DeviceRGB");
    return {
        image_stream(document, bytes, keys),
        static_cast<double>(width),
        static_cast<double>(height)};
}

PlacedImage make_png(QPDF& document, const std::string& bytes, const std::string& what) {
    const Png png = read_png(bytes, what);
    const std::string size = fmt::format("/Width {} /Height {} ", png.width, png.height);
    const std::string predictor = fmt::format(
        "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors {} /BitsPerComponent {} "
        "/Columns {} >> ",
        png.colours,
        png.bits,
        png.width);
    std::string space = png.colours == 1 ? "/DeviceGray" : "/DeviceRGB";
    if (!png.palette.empty()) {
        std::string hex;
        for (const char c : png.palette) {
            hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
        }
        space = fmt::format("[/Indexed /DeviceRGB {} <{}>]", png.palette.size() / 3 - 1, hex);
    }
    const std::string depth = fmt::format("/BitsPerComponent {} ", png.bits);
    PlacedImage image{
        image_stream(document, png.pixels, size + predictor + depth + "/ColorSpace " + space),
        static_cast<double>(png.width),
        static_cast<double>(png.height)};
    if (!png.alpha.empty()) {
        image.object.getDict().replaceKey(
            "/SMask",
            image_stream(
                document,
                deflate(png.alpha),
                size + depth + "/ColorSpace /DeviceGray /Filter /FlateDecode"));
    }
    return image;
}

} // namespace

PlacedImage make_image(QPDF& document, const std::string& bytes, const std::string& what) {
    if (bytes.rfind("\xFF\xD8\xFF", 0) == 0) {
        return make_jpeg(document, bytes, what);
    }
    if (bytes.rfind("\x89PNG\r\n\x1A\n", 0) == 0) {
        return make_png(document, bytes, what);
    }
    refuse(what, "it is neither a JPEG nor a PNG");
}

std::string place_image(
    const PictureContext& context,
    const std::string& name,
    const Rect& rect,
    const std::string& open) {
    auto known = context.placed.find(name);
    if (known == context.placed.end()) {
        const auto found =
            std::find_if(context.images.begin(), context.images.end(), [&](const PdfImage& image) {
                return image.name == name;
            });
        if (found == context.images.end()) {
            throw Error(
                ErrorCode::render_failed,
                {"rendering section \"" + context.section + "\"",
                 "there is no picture \"" + name + "\"",
                 "",
                 ""});
        }
        known =
            context.placed.emplace(name, make_image(context.document, found->bytes, name)).first;
    }
    const PlacedImage& image = known->second;
    const std::size_t index =
        static_cast<std::size_t>(std::distance(context.placed.begin(), known));
    const std::string key = fmt::format("TkImage{}", index);
    QPDFObjectHandle resources = context.resources;
    QPDFObjectHandle objects = resources.getKey("/XObject").isDictionary()
                                   ? resources.getKey("/XObject").shallowCopy()
                                   : QPDFObjectHandle::newDictionary();
    objects.replaceKey("/" + key, image.object);
    resources.replaceKey("/XObject", objects);

    const double scale = std::min(rect.width() / image.width, rect.height() / image.height);
    const double width = image.width * scale;
    const double height = image.height * scale;
    const std::string content = fmt::format(
        "q {} 0 0 {} {} {} cm /{} Do Q\n",
        pdf_number(width),
        pdf_number(height),
        pdf_number(rect.left),
        pdf_number(rect.top - height),
        key);
    return open.empty() ? content : open + "\n" + content + "EMC\n";
}

} // namespace tickmark::pdf
