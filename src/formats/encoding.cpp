#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/encoding_internal.hpp"
#include <algorithm>
#include <array>

namespace tickmark::formats {

namespace {

constexpr std::size_t block_size = std::size_t{256} * 1024;

// Code points of the bytes 0x80 to 0x9F; 0 where Windows-1252 has none.
constexpr std::array<char32_t, 32> windows1252_high{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_ascii(std::string_view bytes) noexcept {
    unsigned char any = 0;
    for (const char byte : bytes) {
        any = static_cast<unsigned char>(any | static_cast<unsigned char>(byte));
    }
    return any < 0x80;
}

/// Bytes at the end that may begin a UTF-8 sequence the next block completes.
std::size_t open_tail(std::string_view bytes) noexcept {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if (byte >= 0xC0) {
            const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
            return length > back ? back : 0;
        }
        if (byte < 0x80) {
            return 0;
        }
    }
    return 0;
}

struct HighBytes {
    std::size_t sequences = 0; ///< well-formed UTF-8 above ASCII
    std::size_t strays = 0;    ///< bytes that belong to none
};

HighBytes count_high_bytes(std::string_view bytes) noexcept {
    HighBytes counts;
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t start = at;
        next_code_point(bytes, at);
        (at - start > 1 ? counts.sequences : counts.strays) += 1;
    }
    return counts;
}

struct ZeroBytes {
    std::size_t even = 0;
    std::size_t odd = 0;
};

ZeroBytes count_zeros(std::string_view bytes) noexcept {
    ZeroBytes zeros;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\0') {
            (i % 2 == 0 ? zeros.even : zeros.odd) += 1;
        }
    }
    return zeros;
}

struct Signature {
    std::string_view bytes;
    std::string_view what;
    std::string_view hint;
};

constexpr std::array<Signature, 5> signatures{{
    {"PK\x03\x04", "this is a ZIP archive or a workbook, not text", "use collector: workbook"},
    {"\xD0\xCF\x11\xE0", "this is an old Office file, not text", "save it as CSV or .xlsx"},
    {"%PDF-", "this is a PDF, not text", "export the table as CSV"},
    {"\x1F\x8B", "this is gzip-compressed", "unpack it first"},
    {"\x28\xB5\x2F\xFD", "this is zstd-compressed", "unpack it first"},
}};

} // namespace

TextSource::TextSource(
    std::istream& bytes, std::string name, const std::optional<std::string>& encoding) :
    bytes_(bytes), name_(std::move(name)) {
    fill();
    detect(encoding);
}

bool TextSource::fill() {
    if (ended_) {
        return false;
    }
    const std::size_t before = block_.size();
    block_.resize(before + block_size);
    bytes_.read(block_.data() + before, static_cast<std::streamsize>(block_size));
    block_.resize(before + static_cast<std::size_t>(bytes_.gcount()));
    if (bytes_.bad()) {
        throw Error(
            ErrorCode::source_failed,
            {"reading " + name_, "the bytes could not be read to the end", name_, ""});
    }
    ended_ = !bytes_.good();
    return block_.size() > before;
}

std::optional<TextSource::Encoding> TextSource::named(std::string_view encoding) {
    const std::string word = to_lower(encoding);
    if (word == "utf-8" || word == "utf8" || word == "ascii") {
        return Encoding::utf8;
    }
    if (word == "utf-16le" || word == "utf-16") {
        return Encoding::utf16le;
    }
    if (word == "utf-16be") {
        return Encoding::utf16be;
    }
    if (word == "windows-1252" || word == "cp1252" || word == "latin-1" || word == "iso-8859-1") {
        return Encoding::windows1252;
    }
    return std::nullopt;
}

void TextSource::take_bom(std::string_view bom, Encoding encoding) {
    block_.erase(0, bom.size());
    encoding_ = encoding;
    had_bom_ = true;
}

void TextSource::refuse_binary() const {
    for (const Signature& signature : signatures) {
        if (block_.starts_with(signature.bytes)) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name_,
                 std::string(signature.what),
                 name_,
                 std::string(signature.hint)});
        }
    }
}

void TextSource::detect(const std::optional<std::string>& encoding) {
    using namespace std::string_view_literals;
    if (encoding) {
        const std::optional<Encoding> known = named(*encoding);
        if (!known) {
            const std::vector<std::string> words{
                "utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252"};
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name_,
                 "the encoding '" + *encoding + "' is not known" + did_you_mean(*encoding, words),
                 name_,
                 "encodings: " + join(words, ", ")});
        }
        encoding_ = *known;
    }
    refuse_binary();
    if (block_.starts_with("\xFF\xFE\0\0"sv) || block_.starts_with("\0\0\xFE\xFF"sv)) {
        throw Error(
            ErrorCode::source_failed,
            {"reading " + name_, "the text is UTF-32", name_, "save it as UTF-8"});
    }
    // A BOM is stronger than what was said: it is in the bytes themselves.
    if (block_.starts_with("\xEF\xBB\xBF")) {
        take_bom("\xEF\xBB\xBF", Encoding::utf8);
    } else if (block_.starts_with("\xFF\xFE")) {
        take_bom("\xFF\xFE", Encoding::utf16le);
    } else if (block_.starts_with("\xFE\xFF")) {
        take_bom("\xFE\xFF", Encoding::utf16be);
    }
    if (encoding_ != Encoding::undecided && !(encoding && to_lower(*encoding) == "utf-16")) {
        return;
    }
    if (had_bom_) {
        return;
    }
    // Delimiters, digits and line ends put a NUL into every other byte of UTF-16 in any script.
    const ZeroBytes zeros = count_zeros(block_);
    const std::size_t enough = block_.size() / 20 + 1;
    if (zeros.odd > enough && zeros.odd > 8 * zeros.even) {
        encoding_ = Encoding::utf16le;
    } else if (zeros.even > enough && zeros.even > 8 * zeros.odd) {
        encoding_ = Encoding::utf16be;
    }
}

void TextSource::decide() {
    if (encoding_ != Encoding::undecided || is_ascii(block_)) {
        return;
    }
    const std::size_t tail = ended_ ? 0 : open_tail(block_);
    const HighBytes counts =
        count_high_bytes(std::string_view(block_).substr(0, block_.size() - tail));
    if (counts.strays == 0 && counts.sequences == 0) {
        return;
    }
    encoding_ = counts.strays > counts.sequences ? Encoding::windows1252 : Encoding::utf8;
}

bool TextSource::read(std::string& out) {
    if (!fresh_) {
        fill();
    }
    fresh_ = false;
    if (block_.empty()) {
        return false;
    }
    decide();
    switch (encoding_) {
    case Encoding::utf16le:
    case Encoding::utf16be:
        append_utf16(out);
        break;
    case Encoding::windows1252:
        append_windows1252(out);
        break;
    default:
        append_utf8_block(out);
    }
    return true;
}

void TextSource::append_utf8_block(std::string& out) {
    // A sequence cut by the block's end waits, so that an undecided block can still turn out to
    // be Windows-1252 without having given half of it away.
    const std::size_t tail = ended_ ? 0 : open_tail(block_);
    out.append(block_, 0, block_.size() - tail);
    block_.erase(0, block_.size() - tail);
}

void TextSource::append_windows1252(std::string& out) {
    for (const char byte : block_) {
        const auto code = static_cast<unsigned char>(byte);
        if (code < 0x80) {
            out += byte;
        } else if (code >= 0xA0) {
            append_utf8(out, code);
        } else if (const char32_t code_point = windows1252_high.at(code - 0x80U); code_point != 0) {
            append_utf8(out, code_point);
        } else {
            out += undecodable;
        }
    }
    block_.clear();
}

void TextSource::append_utf16(std::string& out) {
    const std::size_t high = encoding_ == Encoding::utf16be ? 0 : 1;
    const auto unit_at = [&](std::size_t at) {
        return static_cast<char32_t>(
            (static_cast<unsigned char>(block_[at + high]) << 8U) |
            static_cast<unsigned char>(block_[at + 1 - high]));
    };
    std::size_t at = 0;
    while (at + 2 <= block_.size()) {
        const char32_t unit = unit_at(at);
        const bool leads = unit >= 0xD800 && unit <= 0xDBFF;
        if (leads && at + 4 > block_.size() && !ended_) {
            break;
        }
        const char32_t next = leads && at + 4 <= block_.size() ? unit_at(at + 2) : 0;
        if (leads && next >= 0xDC00 && next <= 0xDFFF) {
            append_utf8(out, 0x10000 + ((unit - 0xD800) << 10U) + (next - 0xDC00));
            at += 4;
            continue;
        }
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            out += undecodable;
        } else {
            append_utf8(out, unit);
        }
        at += 2;
    }
    if (ended_ && at < block_.size()) {
        out += undecodable;
        at = block_.size();
    }
    block_.erase(0, at);
}

std::string_view TextSource::encoding_name() const noexcept {
    switch (encoding_) {
    case Encoding::utf8:
        return "UTF-8";
    case Encoding::utf16le:
        return "UTF-16LE";
    case Encoding::utf16be:
        return "UTF-16BE";
    case Encoding::windows1252:
        return "Windows-1252";
    case Encoding::undecided:
        break;
    }
    return "ASCII";
}

} // namespace tickmark::formats
