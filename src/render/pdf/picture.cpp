#include "tickmark/render/pdf/picture.hpp"

#include "tickmark/base/error.hpp"

#include "pictures_internal.hpp"
#include <exception>

namespace tickmark {

namespace {

/// Decodes every pixel; the wrong number of them is a fault too.
bool is_whole(QPDFObjectHandle image) {
    QPDFObjectHandle dictionary = image.getDict();
    const auto number = [&dictionary](const char* key) {
        return static_cast<std::size_t>(dictionary.getKey(key).getIntValue());
    };
    const std::size_t colours =
        dictionary.getKey("/ColorSpace").isNameAndEquals("/DeviceRGB") ? 3 : 1;
    const std::size_t row = (number("/Width") * colours * number("/BitsPerComponent") + 7) / 8;
    const auto pixels = image.getStreamData(qpdf_dl_all);
    return pixels->getSize() == row * number("/Height");
}

} // namespace

PictureFacts read_picture_facts(const std::string& bytes) {
    PictureFacts facts;
    try {
        QPDF scratch;
        scratch.emptyPDF();
        scratch.setSuppressWarnings(true);
        const pdf::PlacedImage image = pdf::make_image(scratch, bytes, "picture");
        facts.media_type = bytes[0] == '\x89' ? "image/png" : "image/jpeg";
        facts.width = static_cast<int>(image.width);
        facts.height = static_cast<int>(image.height);
        facts.refused = is_whole(image.object) ? "" : "the picture ends early";
    } catch (const Error& error) {
        facts.refused = error.parts().why;
    } catch (const std::exception&) { // qpdf's own, and of the decoder below it
        facts.refused = "the picture is damaged";
    }
    return facts;
}

} // namespace tickmark
