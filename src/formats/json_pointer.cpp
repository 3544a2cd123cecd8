#include "formats/json_pointer_internal.hpp"
#include <algorithm>
#include <charconv>

namespace tickmark::formats {

namespace {

std::string unescaped(std::string_view step) {
    std::string out;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escape = step[i] == '~' && i + 1 < step.size();
        if (escape && (step[i + 1] == '0' || step[i + 1] == '1')) {
            out += step[++i] == '0' ? '~' : '/';
        } else {
            out += step[i];
        }
    }
    return out;
}

/// The end of the step that starts at `at`; a selector's value may hold a '/'.
std::size_t end_of_step(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '[') {
        const std::size_t equals = text.find('=', at);
        const std::size_t close = text.find("]/", at);
        const std::size_t end = close != std::string_view::npos ? close + 1 : text.size();
        if (equals < end && text[end - 1] == ']') {
            return end;
        }
    }
    return std::min(text.find('/', at), text.size());
}

const JsonNode* member(const JsonNode& node, std::string_view name) {
    const auto found =
        std::find_if(node.children.begin(), node.children.end(), [&](const JsonNode& child) {
            return child.name == name;
        });
    return found == node.children.end() ? nullptr : &*found;
}

bool is_scalar(const JsonNode& node) {
    return node.kind != JsonNode::Kind::array && node.kind != JsonNode::Kind::object;
}

const JsonNode* selected(const JsonNode& array, const PointerStep& step) {
    for (const JsonNode& item : array.children) {
        const JsonNode* key =
            item.kind == JsonNode::Kind::object ? member(item, step.name) : nullptr;
        if (key != nullptr && is_scalar(*key) && key->text == *step.value) {
            return &item;
        }
    }
    return nullptr;
}

const JsonNode* one_step(const JsonNode& node, const PointerStep& step) {
    if (node.kind == JsonNode::Kind::array) {
        if (step.value) {
            return selected(node, step);
        }
        const std::optional<std::size_t> index = array_index(step);
        return index && *index < node.children.size() ? &node.children[*index] : nullptr;
    }
    return node.kind == JsonNode::Kind::object && !step.value ? member(node, step.name) : nullptr;
}

} // namespace

std::vector<PointerStep> parse_pointer(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    if (text.front() != '/') {
        return {{std::string(text), std::nullopt}};
    }
    std::vector<PointerStep> steps;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at + 1;
        at = end_of_step(text, begin);
        const std::string_view step = text.substr(begin, at - begin);
        const std::size_t equals = step.find('=');
        if (step.size() > 2 && step.front() == '[' && step.back() == ']' &&
            equals != std::string_view::npos) {
            steps.push_back(
                {std::string(step.substr(1, equals - 1)),
                 std::string(step.substr(equals + 1, step.size() - equals - 2))});
        } else {
            steps.push_back({unescaped(step), std::nullopt});
        }
    }
    return steps;
}

std::optional<std::size_t> array_index(const PointerStep& step) {
    std::size_t index = 0;
    const char* const end = step.name.data() + step.name.size();
    const auto [stop, error] = std::from_chars(step.name.data(), end, index);
    if (step.value || error != std::errc() || stop != end) {
        return std::nullopt;
    }
    return index;
}

const JsonNode* follow(const JsonNode& node, const std::vector<PointerStep>& steps) {
    const JsonNode* at = &node;
    for (const PointerStep& step : steps) {
        at = one_step(*at, step);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

} // namespace tickmark::formats
