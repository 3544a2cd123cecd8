#include "tickmark/data/dataset.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/shipped.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <set>

namespace tickmark {

namespace {

constexpr std::array<std::pair<std::string_view, FieldType>, 8> type_words{
    {{"text", FieldType::text},
     {"integer", FieldType::integer},
     {"number", FieldType::number},
     {"boolean", FieldType::boolean},
     {"date", FieldType::date},
     {"datetime", FieldType::datetime},
     {"enum", FieldType::enumeration},
     {"list", FieldType::list}}};

/// Ids and field names become names of tables and columns: plain words keep every SQL client happy.
bool is_word(std::string_view text) {
    constexpr std::size_t longest = 63;
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && text.size() <= longest && text[0] >= 'a' && text[0] <= 'z' &&
           std::all_of(text.begin(), text.end(), fits);
}

void check_word(
    const Node& where, const std::string& word, std::string_view what, Problems& problems) {
    if (!is_word(word)) {
        problems.push_back(
            {where.at(),
             fmt::format(
                 "{} '{}': expected small letters, digits and underscores, a letter first",
                 what,
                 word)});
    }
}

FieldType type_of(const Node& node, Problems& problems) {
    std::vector<std::string> words;
    std::transform(
        type_words.begin(), type_words.end(), std::back_inserter(words), [](const auto& pair) {
            return std::string(pair.first);
        });
    if (node.find("type") == nullptr) {
        problems.push_back({node.at(), "the key 'type' is missing"});
        return FieldType::text;
    }
    const std::string word = enum_text(node, "type", words, "text", problems);
    const auto* found = std::find_if(
        type_words.begin(), type_words.end(), [&](const auto& pair) { return pair.first == word; });
    return found->second;
}

Personal personal_of(const Node& node, Problems& problems) {
    const std::string word =
        enum_text(node, "personal", {"identifier", "quasi", "sensitive"}, "none", problems);
    if (word == "identifier") {
        return Personal::identifier;
    }
    if (word == "quasi") {
        return Personal::quasi;
    }
    return word == "sensitive" ? Personal::sensitive : Personal::none;
}

void read_range(const Node& node, Field& field, Problems& problems) {
    const Node* range = node.find("range");
    if (range == nullptr) {
        return;
    }
    const auto& items = range->items();
    const bool bounds =
        items.size() == 2 && is_number_word(items[0].text()) && is_number_word(items[1].text());
    if (!bounds) {
        problems.push_back(
            {range->at(),
             "range: expected two numbers such as [0, 100], found " + found_phrase(*range)});
        return;
    }
    if (field.type != FieldType::integer && field.type != FieldType::number) {
        problems.push_back({range->at(), fmt::format("range: a {} has none", name_of(field.type))});
        return;
    }
    field.range = {std::stod(items[0].text()), std::stod(items[1].text())};
    if (field.range->first > field.range->second) {
        problems.push_back({range->at(), "range: the lower bound comes first"});
    }
}

void read_values(const Node& node, Field& field, Problems& problems) {
    const Node* values = list_member(node, "values", problems);
    if (field.type != FieldType::enumeration) {
        if (values != nullptr) {
            problems.push_back(
                {values->at(), fmt::format("values: a {} has none", name_of(field.type))});
        }
        return;
    }
    field.values = text_list(node, "values", problems);
    if (field.values.empty()) {
        problems.push_back({node.at(), "an enum needs its values: values: [open, closed]"});
    }
}

Field read_field(const Node& key, const Node& node, Problems& problems) {
    Field field;
    field.name = key.text();
    check_word(key, field.name, "field", problems);
    if (!check_keys(
            node,
            {"type",
             "title",
             "required",
             "personal",
             "unit",
             "range",
             "values",
             "fallback",
             "description"},
            problems)) {
        return field;
    }
    field.type = type_of(node, problems);
    field.title = optional_text(node, "title", field.name, problems);
    field.required = truth_of(node, "required", false, problems);
    field.personal = personal_of(node, problems);
    field.unit = optional_text(node, "unit", "", problems);
    field.fallback = optional_text(node, "fallback", "", problems);
    read_range(node, field, problems);
    read_values(node, field, problems);
    return field;
}

void read_fields(const Node& root, Dataset& dataset, Problems& problems) {
    const Node* fields = map_member(root, "fields", problems);
    if (fields == nullptr) {
        return;
    }
    check_free_keys(*fields, problems);
    for (const auto& [key, node] : fields->members()) {
        Field field = read_field(key, node, problems);
        const auto same =
            std::find_if(dataset.fields.begin(), dataset.fields.end(), [&](const Field& other) {
                return other.name == field.name;
            });
        if (same == dataset.fields.end()) {
            dataset.fields.push_back(std::move(field));
        } else {
            *same = std::move(field);
        }
    }
}

void read_key(const Node& root, Dataset& dataset, Problems& problems) {
    std::vector<std::string> key = text_list(root, "key", problems);
    const Node* node = root.find("key");
    if (node != nullptr && !dataset.key.empty() && key != dataset.key) {
        problems.push_back(
            {node->at(),
             fmt::format(
                 "key: dataset '{}' has the key [{}] already; an extension cannot change it",
                 dataset.id,
                 join(dataset.key, ", "))});
        return;
    }
    if (dataset.key.empty()) {
        dataset.key = std::move(key);
    }
    if (dataset.key.empty()) {
        problems.push_back({root.at(), "the key 'key' is missing: the fields that name a record"});
    }
}

/// A key is what a record is found by: its fields are there in every record, and are one value.
void check_key_fields(const Node& root, Dataset& dataset, Problems& problems) {
    const Node* node = root.find("key");
    const Position& at = node == nullptr ? root.at() : node->at();
    std::set<std::string> seen;
    for (const std::string& name : dataset.key) {
        const auto field =
            std::find_if(dataset.fields.begin(), dataset.fields.end(), [&](const Field& f) {
                return f.name == name;
            });
        if (field == dataset.fields.end()) {
            problems.push_back(
                {at,
                 fmt::format(
                     "key: no field '{}'{}", name, did_you_mean(name, dataset.field_names()))});
            continue;
        }
        if (field->type == FieldType::list) {
            problems.push_back({at, fmt::format("key: '{}' is a list and cannot be a key", name)});
        }
        if (!seen.insert(name).second) {
            problems.push_back({at, fmt::format("key: '{}' is named twice", name)});
        }
        field->required = field->required || field->fallback.empty();
    }
}

/// A fallback is another field whose value can stand in as it is: of the same type, or any into
/// a text.
void check_fallbacks(const Node& root, const Dataset& dataset, Problems& problems) {
    for (const Field& field : dataset.fields) {
        if (field.fallback.empty()) {
            continue;
        }
        const Field* other = dataset.field(field.fallback);
        if (other == nullptr) {
            problems.push_back(
                {root.at(),
                 fmt::format(
                     "{}: fallback: no field '{}'{}",
                     field.name,
                     field.fallback,
                     did_you_mean(field.fallback, dataset.field_names()))});
        } else if (field.type != FieldType::text && field.type != other->type) {
            problems.push_back(
                {root.at(),
                 fmt::format("{}: fallback: '{}' is of another type", field.name, field.fallback)});
        }
    }
}

void read_dataset(const Node& root, Dictionary& dictionary, Problems& problems) {
    const std::vector<std::string> keys{"id", "title", "description", "key", "time", "fields"};
    if (!check_keys(root, keys, problems)) {
        return;
    }
    const std::string id = required_text(root, "id", problems);
    if (id.empty()) {
        return;
    }
    check_word(*root.find("id"), id, "dataset", problems);
    Dataset& dataset = dictionary[id];
    const bool is_new = dataset.id.empty();
    dataset.id = id;
    dataset.title = optional_text(root, "title", is_new ? id : dataset.title, problems);
    dataset.description = optional_text(root, "description", dataset.description, problems);
    const std::string_view time = dataset.time == Dataset::Time::state ? "state" : "event";
    dataset.time = enum_text(root, "time", {"event", "state"}, time, problems) == "state"
                       ? Dataset::Time::state
                       : Dataset::Time::event;
    read_fields(root, dataset, problems);
    if (dataset.fields.empty()) {
        problems.push_back({root.at(), "the key 'fields' is missing"});
    }
    read_key(root, dataset, problems);
    check_key_fields(root, dataset, problems);
    check_fallbacks(root, dataset, problems);
}

} // namespace

std::string_view name_of(FieldType type) noexcept {
    for (const auto& [word, known] : type_words) {
        if (known == type) {
            return word;
        }
    }
    return "text";
}

const Field* Dataset::field(std::string_view name) const noexcept {
    const auto found = std::find_if(
        fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<std::string> Dataset::field_names() const {
    std::vector<std::string> names;
    names.reserve(fields.size());
    for (const Field& field : fields) {
        names.push_back(field.name);
    }
    return names;
}

Dictionary load_dictionary(const std::vector<std::string>& workspace_files, Problems& problems) {
    Dictionary dictionary;
    std::vector<std::string> files = shipped_files("datasets", ".yaml");
    files.insert(files.end(), workspace_files.begin(), workspace_files.end());
    for (const std::string& file : files) {
        if (const auto root = read_yaml(file, file, problems)) {
            read_dataset(*root, dictionary, problems);
        }
    }
    return dictionary;
}

} // namespace tickmark
