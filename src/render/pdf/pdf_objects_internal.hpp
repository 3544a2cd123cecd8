#pragma once

#include "geometry_internal.hpp"
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <string_view>

namespace tickmark::pdf {

/// Decoded data of a stream.
std::string stream_text(QPDFObjectHandle stream);

/// Bytes in zlib's format.
std::string deflate(std::string_view bytes);

/// Replaces a stream's data with compressed bytes; the writer passes them on as they are.
void set_compressed(QPDFObjectHandle stream, std::string_view bytes);

QPDFObjectHandle new_compressed_stream(QPDF& document, std::string_view bytes);

/// Object from its text, such as "<< /S /URI >>".
QPDFObjectHandle parsed(const std::string& text);

Rect read_rect(QPDFObjectHandle array);
QPDFObjectHandle write_rect(const Rect& rect);

/// A text string: ASCII as it is, anything else as UTF-16.
QPDFObjectHandle text_string(const std::string& utf8);

/// Opens a file of ours without messages.
///
/// Errors: render_failed, with what was being done
void open_quietly(QPDF& document, const std::string& path, const std::string& doing);

} // namespace tickmark::pdf
