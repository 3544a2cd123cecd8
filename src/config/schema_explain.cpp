#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"

#include "schema_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <regex>

namespace tickmark::config_internal {

namespace {

using Schema = nlohmann::ordered_json;

/// Name of the type a bare or quoted value has in JSON.
std::string type_of(const Node& node) {
    const nlohmann::json value = node.is_scalar() ? json_of(node) : nlohmann::json();
    switch (node.kind()) {
    case Node::Kind::null:
        return "null";
    case Node::Kind::list:
        return "array";
    case Node::Kind::map:
        return "object";
    case Node::Kind::scalar:
        break;
    }
    if (value.is_boolean()) {
        return "boolean";
    }
    if (value.is_number()) {
        return value.is_number_integer() ? "integer" : "number";
    }
    return "string";
}

std::vector<std::string> words_of(const Schema& value) {
    std::vector<std::string> words;
    if (value.is_string()) {
        words.push_back(value.get<std::string>());
    }
    if (value.is_array()) {
        for (const Schema& item : value) {
            words.push_back(item.is_string() ? item.get<std::string>() : item.dump());
        }
    }
    return words;
}

std::string words_for_type(const std::string& type) {
    static const std::map<std::string, std::string> words{
        {"string", "text"},
        {"integer", "a whole number"},
        {"number", "a number"},
        {"boolean", "true or false"},
        {"array", "a list"},
        {"object", "a map"}};
    const auto found = words.find(type);
    return found == words.end() ? type : found->second;
}

bool is_allowed(const std::string& type, const std::vector<std::string>& allowed) {
    return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& one) {
        return one == type || (one == "number" && type == "integer");
    });
}

bool matches(const std::string& text, const std::string& pattern) {
    return text.size() <= longest_pattern_value && std::regex_search(text, std::regex(pattern));
}

class Explainer {
public:
    Explainer(const Schema& root, Problems& problems) : root_(root), problems_(problems) {}

    /// `name` is the key the value stands under; empty at the top.
    void check(const Node& node, const Schema& written, const std::string& name) {
        const Schema& schema = resolve(written);
        if (!schema.is_object() || !check_type(node, schema, name) ||
            !check_words(node, schema, name)) {
            return;
        }
        if (node.is_scalar()) {
            check_scalar(node, schema, name);
        } else if (node.is_map()) {
            check_map(node, schema, name);
        } else if (node.is_list()) {
            check_list(node, schema, name);
        }
        if (schema.contains("allOf")) {
            for (const Schema& part : schema["allOf"]) {
                check_part(node, part, name);
            }
        }
    }

private:
    const Schema& resolve(const Schema& schema) const {
        if (schema.is_object() && schema.contains("$ref")) {
            const std::string pointer = schema["$ref"].get<std::string>().substr(1);
            return resolve(root_.at(Schema::json_pointer(pointer)));
        }
        return schema;
    }

    /// One member of allOf: plain, or for values that a condition picks.
    void check_part(const Node& node, const Schema& part, const std::string& name) {
        if (!part.contains("if")) {
            check(node, part, name);
            return;
        }
        Problems differences;
        Explainer(root_, differences).check(node, part["if"], name);
        const char* branch = differences.empty() ? "then" : "else";
        if (part.contains(branch)) {
            check(node, part[branch], name);
        }
    }

    void add(const Position& at, const std::string& name, const std::string& what) {
        problems_.push_back({at, name.empty() ? what : fmt::format("{}: {}", name, what)});
    }

    /// "expected …, found …": in the schema's own words where it has some.
    void
    expect(const Node& node, const Schema& schema, const std::string& name, std::string words) {
        if (schema.contains("expected")) {
            words = schema["expected"].get<std::string>();
        }
        const bool hidden = schema.value("hidden", false) && !node.is_null();
        add(node.at(),
            name,
            fmt::format("expected {}{}", words, hidden ? "" : ", found " + found_phrase(node)));
    }

    bool check_type(const Node& node, const Schema& schema, const std::string& name) {
        if (!schema.contains("type")) {
            return true;
        }
        const std::vector<std::string> allowed = words_of(schema["type"]);
        const std::string type = type_of(node);
        if (is_allowed(type, allowed)) {
            return true;
        }
        std::vector<std::string> words;
        std::transform(allowed.begin(), allowed.end(), std::back_inserter(words), words_for_type);
        expect(node, schema, name, join(words, " or "));
        if (quotes_help(node, schema, allowed)) {
            problems_.back().what = fmt::format(
                "{}: expected text, found {}; put it in quotes", name, found_phrase(node));
        }
        return false;
    }

    /// Whether a bare number or truth value would fit if it were written as text.
    static bool
    quotes_help(const Node& node, const Schema& schema, const std::vector<std::string>& allowed) {
        const bool fits = !schema.contains("pattern") ||
                          matches(node.text(), schema["pattern"].get<std::string>());
        return node.is_scalar() && fits && is_allowed("string", allowed) &&
               !schema.value("hidden", false);
    }

    /// Whether the value is the one, or one of those, that the schema lists.
    bool check_words(const Node& node, const Schema& schema, const std::string& name) {
        if (schema.contains("const")) {
            const bool same = json_of(node) == nlohmann::json(schema["const"]);
            if (!same) {
                expect(node, schema, name, words_of(schema["const"]).front());
            }
            return same;
        }
        if (!schema.contains("enum")) {
            return true;
        }
        const std::vector<std::string> words = words_of(schema["enum"]);
        const bool listed = type_of(node) == "string" &&
                            std::find(words.begin(), words.end(), node.text()) != words.end();
        if (!listed) {
            expect(node, schema, name, "one of " + join(words, ", "));
            problems_.back().what += did_you_mean(node.text(), words);
        }
        return listed;
    }

    void check_scalar(const Node& node, const Schema& schema, const std::string& name) {
        const std::string& text = node.text();
        if (text.empty() && schema.value("minLength", 0) > 0) {
            expect(node, schema, name, "text");
            return;
        }
        if (schema.contains("pattern") && type_of(node) == "string" &&
            !matches(text, schema["pattern"].get<std::string>())) {
            expect(node, schema, name, "text that fits " + schema["pattern"].get<std::string>());
            return;
        }
        if (schema.contains("minimum") && json_of(node) < nlohmann::json(schema["minimum"])) {
            expect(node, schema, name, fmt::format("{} or more", schema["minimum"].dump()));
        }
        if (schema.contains("maximum") && json_of(node) > nlohmann::json(schema["maximum"])) {
            expect(node, schema, name, fmt::format("{} or less", schema["maximum"].dump()));
        }
    }

    void check_list(const Node& node, const Schema& schema, const std::string& name) {
        if (node.items().size() < schema.value("minItems", std::size_t{0})) {
            add(node.at(), name, "expected at least one item, found an empty list");
        }
        if (schema.contains("items")) {
            for (const Node& item : node.items()) {
                check(item, schema["items"], name);
            }
        }
    }

    void check_map(const Node& node, const Schema& schema, const std::string& name) {
        const Schema none = Schema::object();
        const Schema& properties = schema.contains("properties") ? schema["properties"] : none;
        if (node.members().size() < schema.value("minProperties", std::size_t{0})) {
            expect(node, schema, name, "at least one key");
        }
        for (const std::string& key : words_of(schema.value("required", Schema::array()))) {
            if (node.find(key) == nullptr) {
                add(node.at(), name, fmt::format("the key '{}' is missing", key));
            }
        }
        for (const auto& [key, value] : node.members()) {
            if (properties.contains(key.text())) {
                check(value, properties[key.text()], key.text());
            } else {
                check_other_key(key, value, schema, properties);
            }
        }
    }

    void check_other_key(
        const Node& key, const Node& value, const Schema& schema, const Schema& properties) {
        if (schema.contains("propertyNames")) {
            check(key, schema["propertyNames"], "name");
        }
        const Schema others = schema.value("additionalProperties", Schema(true));
        if (others == Schema(false)) {
            std::vector<std::string> known;
            for (const auto& property : properties.items()) {
                known.push_back(property.key());
            }
            const std::string near = did_you_mean(key.text(), known);
            problems_.push_back(
                {key.at(),
                 fmt::format(
                     "unknown key '{}'{}",
                     key.text(),
                     near.empty() ? "; known here: " + join(known, ", ") : near)});
            return;
        }
        if (others.is_object()) {
            check(value, others, key.text());
        }
    }

    const Schema& root_;
    Problems& problems_;
};

} // namespace

void explain_schema(const Node& root, const Schema& schema, Problems& problems) {
    Explainer(schema, problems).check(root, schema, "");
}

} // namespace tickmark::config_internal
