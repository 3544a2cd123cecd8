#include "tickmark/data/source_check.hpp"

#include "tickmark/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace tickmark {

namespace {

bool is_time(const Field& field) {
    return field.type == FieldType::date || field.type == FieldType::datetime;
}

/// Says that a way of reading does not go with the field's type.
void refuse(const FieldSpec& spec, const Field& field, std::string_view way, Problems& problems) {
    problems.push_back(
        {spec.at,
         fmt::format("{}: '{}' does not go with a {} field", spec.name, way, name_of(field.type))});
}

void check_word(
    const FieldSpec& spec, const Field& field, const std::string& word, Problems& problems) {
    if (field.type == FieldType::enumeration && !word.empty() &&
        std::find(field.values.begin(), field.values.end(), word) == field.values.end()) {
        problems.push_back(
            {spec.at,
             fmt::format(
                 "{}: expected one of {}, found '{}'{}",
                 spec.name,
                 join(field.values, ", "),
                 word,
                 did_you_mean(word, field.values))});
    }
    constexpr std::array<std::string_view, 8> truths{
        "true", "false", "yes", "no", "1", "0", "y", "n"};
    if (field.type == FieldType::boolean && !word.empty() &&
        std::find(truths.begin(), truths.end(), to_lower(word)) == truths.end()) {
        problems.push_back(
            {spec.at, fmt::format("{}: expected true or false, found '{}'", spec.name, word)});
    }
}

void check_spec(const FieldSpec& spec, const Field& field, Problems& problems) {
    if (spec.date_pattern && !is_time(field)) {
        refuse(spec, field, "date", problems);
    }
    if (spec.zone && !is_time(field)) {
        refuse(spec, field, "zone", problems);
    }
    if (spec.split && field.type != FieldType::list) {
        refuse(spec, field, "split", problems);
    }
    for (const auto& [from, to] : spec.map) {
        check_word(spec, field, to, problems);
    }
    if (spec.fallback) {
        check_word(spec, field, *spec.fallback, problems);
    }
    if (spec.constant) {
        check_word(spec, field, *spec.constant, problems);
    }
}

} // namespace

void check_source_fields(
    const SourceConfig& source, const Dictionary& dictionary, Problems& problems) {
    if (source.dataset.empty()) {
        return; // said by the schema, or fixed by the collector
    }
    const auto found = dictionary.find(source.dataset);
    if (found == dictionary.end()) {
        std::vector<std::string> ids;
        ids.reserve(dictionary.size());
        for (const auto& known : dictionary) {
            ids.push_back(known.first);
        }
        const Node* node = source.options.find("dataset");
        problems.push_back(
            {node == nullptr ? source.at : node->at(),
             fmt::format("no dataset '{}'{}", source.dataset, did_you_mean(source.dataset, ids))});
        return;
    }
    const Dataset& dataset = found->second;
    for (const FieldSpec& spec : source.fields) {
        const Field* field = dataset.field(spec.name);
        if (field != nullptr) {
            check_spec(spec, *field, problems);
            continue;
        }
        problems.push_back(
            {spec.at,
             fmt::format(
                 "dataset '{}' has no field '{}'{}",
                 dataset.id,
                 spec.name,
                 did_you_mean(spec.name, dataset.field_names()))});
    }
}

} // namespace tickmark
