#include "store/cells.hpp"

#include "tickmark/base/error.hpp"

#include <charconv>
#include <string>

namespace tickmark::store {

namespace {

template <class Number>
Number number_of(std::string_view text) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc() || stop != end) {
        throw Error(
            ErrorCode::internal,
            {"keeping a record",
             "'" + std::string(text) + "' is not a number that its column holds",
             "",
             ""});
    }
    return number;
}

} // namespace

CellType cell_type(const StoredField& field) {
    if (field.type == "TEXT") {
        return CellType::text;
    }
    return field.type == "REAL" ? CellType::real : CellType::whole;
}

SqlCell cell_of(CellType type, std::string_view text) {
    switch (type) {
    case CellType::text:
        break;
    case CellType::real:
        return number_of<double>(text);
    case CellType::whole:
        return number_of<std::int64_t>(text);
    }
    return text;
}

} // namespace tickmark::store
