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

void add_once(const Problem& problem, Problems& problems) {
    const bool is_known = std::any_of(problems.begin(), problems.end(), [&](const Problem& one) {
        return one.at.text() == problem.at.text() && one.what == problem.what;
    });
    if (!is_known) {
        problems.push_back(problem);
    }
}

void check_target(const SourceTarget& target, const Dictionary& dictionary, Problems& problems) {
    const auto found = dictionary.find(target.dataset);
    if (found == dictionary.end()) {
        std::vector<std::string> ids;
        ids.reserve(dictionary.size());
        for (const auto& known : dictionary) {
            ids.push_back(known.first);
        }
        problems.push_back(
            {target.at,
             fmt::format("no dataset '{}'{}", target.dataset, did_you_mean(target.dataset, ids))});
        return;
    }
    const Dataset& dataset = found->second;
    for (const FieldSpec& spec : target.fields) {
        const Field* field = dataset.field(spec.name);
        if (field != nullptr) {
            check_spec(spec, *field, problems);
        } else if (!spec.shared) {
            problems.push_back(
                {spec.at,
                 fmt::format(
                     "dataset '{}' has no field '{}'{}",
                     dataset.id,
                     spec.name,
                     did_you_mean(spec.name, dataset.field_names()))});
        }
    }
}

/// A field written for all datasets of a source must be one of at least one of them.
void check_shared(const SourceConfig& source, const Dictionary& dictionary, Problems& problems) {
    std::vector<std::string> ids;
    std::vector<std::string> names;
    for (const SourceTarget& target : source.targets) {
        const auto found = dictionary.find(target.dataset);
        if (found == dictionary.end()) {
            return; // said already
        }
        ids.push_back(target.dataset);
        const auto fields = found->second.field_names();
        names.insert(names.end(), fields.begin(), fields.end());
    }
    for (const SourceTarget& target : source.targets) {
        for (const FieldSpec& spec : target.fields) {
            if (spec.shared && std::find(names.begin(), names.end(), spec.name) == names.end()) {
                add_once(
                    {spec.at,
                     fmt::format(
                         "none of the datasets {} has a field '{}'{}",
                         join(ids, ", "),
                         spec.name,
                         did_you_mean(spec.name, names))},
                    problems);
            }
        }
    }
}

} // namespace

void check_source_fields(
    const SourceConfig& source, const Dictionary& dictionary, Problems& problems) {
    Problems found;
    for (const SourceTarget& target : source.targets) {
        if (!target.dataset.empty()) { // an empty one is said by the schema
            check_target(target, dictionary, found);
        }
    }
    check_shared(source, dictionary, found);
    for (const Problem& problem : found) {
        add_once(problem, problems);
    }
}

} // namespace tickmark
