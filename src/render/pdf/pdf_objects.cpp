#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "pdf_objects_internal.hpp"
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/BufferInputSource.hh>
#include <qpdf/Pl_Flate.hh>
#include <qpdf/Pl_String.hh>
#include <stdexcept>

namespace tickmark::pdf {

std::string stream_text(QPDFObjectHandle stream) {
    const auto buffer = stream.getStreamData(qpdf_dl_generalized);
    return {
        reinterpret_cast<const char*>(buffer->getBuffer()),
        buffer->getSize()}; // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

std::string deflate(std::string_view bytes) {
    std::string out;
    Pl_String collected("compressed", nullptr, out);
    Pl_Flate packer("deflate", &collected, Pl_Flate::a_deflate);
    packer.writeString(std::string(bytes));
    packer.finish();
    return out;
}

void set_compressed(QPDFObjectHandle stream, std::string_view bytes) {
    stream.replaceStreamData(
        deflate(bytes), QPDFObjectHandle::newName("/FlateDecode"), QPDFObjectHandle::newNull());
}

QPDFObjectHandle new_compressed_stream(QPDF& document, std::string_view bytes) {
    QPDFObjectHandle stream = document.newStream();
    set_compressed(stream, bytes);
    return stream;
}

QPDFObjectHandle parsed(const std::string& text) {
    return QPDFObjectHandle::parse(text);
}

Rect read_rect(QPDFObjectHandle array) {
    const QPDFObjectHandle::Rectangle box = array.getArrayAsRectangle();
    return {box.llx, box.lly, box.urx, box.ury};
}

QPDFObjectHandle write_rect(const Rect& rect) {
    return QPDFObjectHandle::newFromRectangle({rect.left, rect.bottom, rect.right, rect.top});
}

QPDFObjectHandle text_string(const std::string& utf8) {
    constexpr std::size_t most = 16'000; // of 32,767 bytes that PDF/A allows, at least two for each
    if (utf8.size() <= most) {
        return QPDFObjectHandle::newUnicodeString(utf8);
    }
    std::size_t end = 0;
    for (std::size_t at = 0; at <= most; next_code_point(utf8, at)) {
        end = at;
    }
    return QPDFObjectHandle::newUnicodeString(utf8.substr(0, end) + "\xE2\x80\xA6");
}

void open_quietly(QPDF& document, const std::string& path, const std::string& doing) {
    document.setSuppressWarnings(true);
    try {
        // Read whole: a file would be asked for its place at every token.
        document.processInputSource(std::make_shared<BufferInputSource>(path, read_file(path)));
    } catch (const Error& problem) {
        throw Error(ErrorCode::render_failed, {doing, problem.parts().why, path, ""});
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::render_failed, {doing, problem.what(), "", ""});
    }
}

} // namespace tickmark::pdf
