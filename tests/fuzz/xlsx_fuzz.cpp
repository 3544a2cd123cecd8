// Whatever the bytes, a workbook gives rows or an Error. The bytes are once a whole archive, and
// once the sheet inside a sound one, so that the parser behind the archive is reached.

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/formats/xlsx_reader.hpp"
#include "tickmark/ports/files.hpp"

#include "formats/zip_builder.hpp"
#include <cstdint>
#include <cstdlib>
#include <fstream>

namespace {

void read(const std::string& path, const std::string& bytes) {
    using namespace tickmark;
    std::ofstream(path, std::ios::binary) << bytes;
    try {
        auto reader = open_xlsx(path, "fuzz", {}, {{"id", true}, {"b", false}});
        RawRow row;
        while (reader->next(row)) {
            for (const RawValue& value : row.values) {
                if (!is_utf8(value.text)) {
                    std::abort();
                }
            }
        }
        reader->notes();
    } catch (const Error&) {
        return;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const tickmark::ScratchFolder folder("/dev/shm");
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const std::string path = folder.path() + "/fuzz.xlsx";
    read(path, bytes);
    tickmark::testing::TinyBook book;
    book.rows = bytes;
    book.strings = "<si><t>id</t></si><si><t>b</t></si>";
    book.styles =
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs>";
    read(path, book.builder().bytes());
    return 0;
}
