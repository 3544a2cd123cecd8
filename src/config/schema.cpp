#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/ports/files.hpp"

#include "schema_internal.hpp"
#include <charconv>
#include <fmt/format.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace tickmark::config_internal {

namespace {

using nlohmann::json;

json json_of_scalar(const Node& node) {
    const std::string& text = node.text();
    if (!node.quoted()) {
        const std::string lower = to_lower(text);
        if (lower == "true" || lower == "false") {
            return lower == "true";
        }
        if (is_number_word(text)) {
            std::int64_t whole = 0;
            const char* end = text.data() + text.size();
            const auto parsed = std::from_chars(text.data(), end, whole);
            if (parsed.ec == std::errc() && parsed.ptr == end) {
                return whole;
            }
            double number = 0;
            std::from_chars(text.data(), end, number);
            return number;
        }
    }
    return text.substr(0, longest_pattern_value);
}

/// The node that a validator's path ("<root>", "[sources]", "[lms]", "[0]") leads to.
const Node& node_at(const Node& root, const std::vector<std::string>& path) {
    const Node* node = &root;
    for (const std::string& step : path) {
        if (step.size() < 2 || step.front() != '[') {
            continue;
        }
        const std::string name = step.substr(1, step.size() - 2);
        const Node* next = node->find(name);
        if (next == nullptr && node->is_list()) {
            std::size_t index = 0;
            std::from_chars(name.data(), name.data() + name.size(), index);
            next = index < node->items().size() ? &node->items()[index] : nullptr;
        }
        if (next == nullptr) {
            break;
        }
        node = next;
    }
    return *node;
}

} // namespace

json json_of(const Node& node) {
    switch (node.kind()) {
    case Node::Kind::null:
        return nullptr;
    case Node::Kind::scalar:
        return json_of_scalar(node);
    case Node::Kind::list: {
        json list = json::array();
        for (const Node& item : node.items()) {
            list.push_back(json_of(item));
        }
        return list;
    }
    case Node::Kind::map:
        break;
    }
    json map = json::object();
    for (const auto& [key, value] : node.members()) {
        map[key.text()] = json_of(value);
    }
    return map;
}

bool follows_schema(const Node& root, const std::string& schema_text, Problems& problems) {
    using Adapter = valijson::adapters::NlohmannJsonAdapter;
    const json schema_json = json::parse(schema_text);
    const json document = json_of(root);
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(schema_json), schema);
    valijson::ValidationResults results;
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    if (validator.validate(schema, Adapter(document), &results)) {
        return true;
    }
    valijson::ValidationResults::Error fault;
    while (results.popError(fault)) {
        problems.push_back(
            {node_at(root, fault.context).at(),
             fmt::format("does not follow the schema: {}", fault.description)});
    }
    return false;
}

void check_schema(const Node& root, const std::string& schema_file, Problems& problems) {
    const std::string text = read_file(schema_file);
    try {
        const std::size_t before = problems.size();
        explain_schema(root, nlohmann::ordered_json::parse(text), problems);
        if (problems.size() == before) {
            follows_schema(root, text, problems);
        }
    } catch (const nlohmann::json::exception& fault) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading the schema of tickmark.yaml",
             fault.what(),
             schema_file,
             "install the program again"});
    } catch (const std::runtime_error& fault) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading the schema of tickmark.yaml",
             fault.what(),
             schema_file,
             "install the program again"});
    }
}

} // namespace tickmark::config_internal
