// Whatever the bytes, JSON gives rows or an Error; what is read to its end, nlohmann's parser
// takes too.

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/formats/json_reader.hpp"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

namespace {

bool reads_whole(const std::string& bytes, const tickmark::JsonOptions& options) {
    using namespace tickmark;
    try {
        auto reader = open_json(
            std::make_unique<std::istringstream>(bytes),
            "fuzz",
            options,
            {{"a", true}, {"/b/[c=d]/0", false}});
        RawRow row;
        while (reader->next(row)) {
            for (const RawValue& value : row.values) {
                if (!is_utf8(value.text)) {
                    std::abort();
                }
            }
        }
        reader->notes();
        return true;
    } catch (const Error&) {
        return false;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const bool is_array = reads_whole(bytes, {});
    reads_whole(bytes, {"/a/0/b", false});
    reads_whole(bytes, {"", true});
    // UTF-16 and lone surrogates are read by us alone.
    const bool comparable = bytes.find("\\u") == std::string::npos && !bytes.starts_with("\xFF") &&
                            !bytes.starts_with("\xFE") && bytes.find('e') == std::string::npos &&
                            bytes.find('E') == std::string::npos;
    if (is_array && comparable && !nlohmann::json::accept(bytes)) {
        std::abort();
    }
    return 0;
}
