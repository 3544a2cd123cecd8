#include "formats/json_access_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

bool is_scalar(const JsonNode& node) {
    return node.kind == JsonNode::Kind::string || node.kind == JsonNode::Kind::number ||
           node.kind == JsonNode::Kind::boolean;
}

} // namespace

const JsonNode* member_of(const JsonNode& node, std::string_view name) {
    if (node.kind != JsonNode::Kind::object) {
        return nullptr;
    }
    const auto found =
        std::find_if(node.children.begin(), node.children.end(), [&](const JsonNode& child) {
            return child.name == name;
        });
    return found == node.children.end() ? nullptr : &*found;
}

const JsonNode* node_at(const JsonNode& node, JsonPath path) {
    const JsonNode* at = &node;
    for (const std::string_view name : path) {
        at = member_of(*at, name);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

std::string text_at(const JsonNode& node, JsonPath path) {
    const JsonNode* found = node_at(node, path);
    return found != nullptr && is_scalar(*found) ? found->text : std::string();
}

const std::vector<JsonNode>& items_at(const JsonNode& node, JsonPath path) {
    static const std::vector<JsonNode> none;
    const JsonNode* found = node_at(node, path);
    return found != nullptr && found->kind == JsonNode::Kind::array ? found->children : none;
}

std::vector<std::string> texts_at(const JsonNode& node, JsonPath path) {
    std::vector<std::string> texts;
    if (std::string text = text_at(node, path); !text.empty()) {
        texts.push_back(std::move(text));
    }
    for (const JsonNode& item : items_at(node, path)) {
        if (is_scalar(item) && !item.text.empty()) {
            texts.push_back(item.text);
        }
    }
    return texts;
}

} // namespace tickmark::formats
