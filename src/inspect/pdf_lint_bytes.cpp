#include "tickmark/ports/files.hpp"

#include "pdf_lint_internal.hpp"
#include <algorithm>

namespace tickmark::inspect {

namespace {

bool is_line_end(char c) noexcept {
    return c == '\n' || c == '\r';
}

/// "%PDF-1.7", a line end and a comment of four bytes beyond ASCII.
bool has_header(const std::string& bytes) {
    constexpr std::size_t line = 8;
    constexpr std::size_t marker = 5;
    if (bytes.size() < line + 1 + marker || bytes.rfind("%PDF-1.", 0) != 0 || bytes[7] < '0' ||
        bytes[7] > '7' || bytes[line] != '\n' || bytes[line + 1] != '%') {
        return false;
    }
    return std::all_of(bytes.begin() + line + 2, bytes.begin() + line + 1 + marker, [](char c) {
        return static_cast<unsigned char>(c) > 127;
    });
}

} // namespace

void check_bytes(PdfInspection& inspection, const std::filesystem::path& path) {
    const std::string bytes = read_file(path);
    inspection.expect(
        has_header(bytes), "file-header", "byte 0", "the header is not that of an archived PDF");
    const auto end = bytes.rfind("%%EOF");
    inspection.expect(
        end != std::string::npos && bytes.size() - end <= 6,
        "file-end",
        "end of the file",
        "something follows the last end-of-file mark");
    constexpr std::string_view keyword = "endstream";
    for (auto at = bytes.find(keyword); at != std::string::npos;
         at = bytes.find(keyword, at + keyword.size())) {
        inspection.expect(
            at > 0 && is_line_end(bytes[at - 1]),
            "stream-end",
            "byte " + std::to_string(at),
            "a stream does not end with a line end");
    }
}

} // namespace tickmark::inspect
