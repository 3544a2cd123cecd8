#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark::formats {

/// A byte that no UTF-8 text holds: stands for what could not be decoded, so that the row it
/// falls into can be told apart and the rest be read.
constexpr char undecodable = '\xFF';

/// Bytes of a stream as UTF-8, block by block, whatever their encoding.
///
/// Without a BOM and a given encoding: UTF-16 by the place of its NUL bytes; UTF-8 as long as
/// the bytes are; Windows-1252 when the first block with bytes above 0x7F holds more of them
/// that are no UTF-8 than sequences that are.
///
/// Errors: source_failed: unknown encoding, a file that is plainly not text
class TextSource {
public:
    TextSource(std::istream& bytes, std::string name, const std::optional<std::string>& encoding);

    /// Appends the next block to `out`; false at the end.
    bool read(std::string& out);
    /// "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252", "ASCII"
    std::string_view encoding_name() const noexcept;
    bool had_bom() const noexcept { return had_bom_; }

private:
    enum class Encoding : std::uint8_t { undecided, utf8, utf16le, utf16be, windows1252 };

    bool fill();
    void detect(const std::optional<std::string>& encoding);
    void take_bom(std::string_view bom, Encoding encoding);
    void refuse_binary() const;
    void decide();
    void append_utf8_block(std::string& out);
    void append_utf16(std::string& out);
    void append_windows1252(std::string& out);
    static std::optional<Encoding> named(std::string_view encoding);

    std::istream& bytes_;
    std::string name_;
    Encoding encoding_ = Encoding::undecided;
    bool had_bom_ = false;
    bool fresh_ = true;  ///< the first block waits in `block_`
    bool ended_ = false; ///< the stream gave its last byte
    std::string block_;  ///< raw bytes not yet decoded
};

} // namespace tickmark::formats
