#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <fmt/core.h>

namespace tickmark {

std::string store_column(const Dataset& dataset, std::string_view name) {
    return fmt::format("\"{}{}\"", dataset.field(name) == nullptr ? "" : "tm_", name);
}

RowQuery rows_where(const Dataset& dataset, const std::string& condition) {
    std::string columns = store_column(dataset, "record_key") + " AS record_key";
    for (const Field& field : dataset.fields) {
        const bool clashes =
            store_column(dataset, field.name) != fmt::format("\"{}\"", field.name) &&
            (field.name == "record_key" || field.name == "source" || field.name == "collection" ||
             field.name == "payload" || field.name == "locator");
        columns += fmt::format(", \"{}\"", field.name);
        columns += clashes ? " AS field_" + field.name : "";
    }
    for (const std::string_view name : {"source", "collection", "payload", "locator"}) {
        columns += fmt::format(", {} AS {}", store_column(dataset, name), name);
    }
    return {
        fmt::format("SELECT {} FROM \"{}\" WHERE {} ORDER BY 1", columns, dataset.id, condition)};
}

std::int64_t count_of(const SqlValue& value) {
    return value ? std::stoll(*value) : 0;
}

std::string counted(std::int64_t number, std::string_view noun) {
    return fmt::format("{} {}{}", with_thousands(number), noun, number == 1 ? "" : "s");
}

} // namespace tickmark
