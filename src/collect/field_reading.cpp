#include "collect/field_reading.hpp"

#include "tickmark/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tickmark::collect {

std::string how_read(const Field& field, const FieldSpec& spec) {
    if (spec.constant) {
        return "always '" + *spec.constant + "'";
    }
    std::string how(name_of(field.type));
    if (spec.date_pattern) {
        how += ", " + *spec.date_pattern;
    }
    if (spec.zone) {
        how += ", times of " + *spec.zone;
    }
    if (spec.split) {
        how += ", split at '" + *spec.split + "'";
    }
    std::vector<std::string> words;
    for (const auto& [theirs, ours] : spec.map) {
        words.push_back(fmt::format("{} → {}", theirs, ours));
    }
    if (!words.empty()) {
        how += ": " + join(words, ", ");
    }
    if (spec.fallback) {
        how += ", else " + *spec.fallback;
    }
    return how;
}

std::vector<FieldReading>
field_readings(const Dataset& dataset, const std::vector<FieldSpec>& specs) {
    std::vector<FieldReading> readings;
    for (const Field& field : dataset.fields) {
        const auto spec = std::find_if(specs.begin(), specs.end(), [&](const FieldSpec& one) {
            return one.name == field.name;
        });
        FieldReading reading;
        reading.field = field.name;
        reading.is_key =
            std::find(dataset.key.begin(), dataset.key.end(), field.name) != dataset.key.end();
        reading.is_mapped = spec != specs.end();
        const FieldSpec& how = reading.is_mapped ? *spec : FieldSpec{};
        if (!how.constant) {
            reading.from = how.from.empty() ? field.name : how.from;
        }
        reading.how = how_read(field, how);
        readings.push_back(std::move(reading));
    }
    return readings;
}

} // namespace tickmark::collect
