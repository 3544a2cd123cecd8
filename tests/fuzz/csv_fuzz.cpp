// Whatever the bytes, a CSV gives rows or an Error, and every value is UTF-8.

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/formats/csv_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <sstream>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tickmark;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try {
        auto reader = open_csv(
            std::make_unique<std::istringstream>(bytes), "fuzz", {}, {{"id", true}, {"b", false}});
        RawRow row;
        while (reader->next(row)) {
            for (const RawValue& value : row.values) {
                if (!is_utf8(value.text) || (row.fault && !value.text.empty())) {
                    std::abort();
                }
            }
            if (!is_utf8(row.text)) {
                std::abort();
            }
        }
        reader->notes();
    } catch (const Error&) {
        return 0;
    }
    return 0;
}
