#include "tickmark/base/json.hpp"
#include "tickmark/config/node.hpp"

#include <sstream>

namespace tickmark {

namespace {

void write(JsonWriter& json, const Node& node) {
    switch (node.kind()) {
    case Node::Kind::null:
        json.null();
        return;
    case Node::Kind::scalar:
        json.value(node.text());
        return;
    case Node::Kind::list:
        json.begin_array();
        for (const Node& item : node.items()) {
            write(json, item);
        }
        json.end_array();
        return;
    case Node::Kind::map:
        json.begin_object();
        for (const auto& [key, value] : node.members()) {
            json.key(key.text());
            write(json, value);
        }
        json.end_object();
        return;
    }
}

} // namespace

std::string canonical_text(const Node& node) {
    std::ostringstream text;
    JsonWriter json(text, 0);
    write(json, node);
    return text.str();
}

} // namespace tickmark
