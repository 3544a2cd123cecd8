#include "tickmark/data/expression.hpp"

#include "tickmark/base/error.hpp"

#include "expression_tree.hpp"
#include <algorithm>

namespace tickmark {
namespace {

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The line of `text` that holds `at`, shortened around it, with a caret line below.
std::string marked(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    constexpr std::size_t around = 60;
    std::size_t begin = at;
    while (begin > 0 && text[begin - 1] != '\n' && at - begin < around) {
        --begin;
    }
    std::size_t end = at;
    while (end < text.size() && text[end] != '\n' && end - at < around) {
        ++end;
    }
    while (begin < at && continues_character(text[begin])) {
        ++begin;
    }
    while (end < text.size() && end > at && continues_character(text[end])) {
        ++end;
    }
    std::string line(text.substr(begin, end - begin));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    const auto characters = std::count_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin),
        text.begin() + static_cast<std::ptrdiff_t>(at),
        [](char c) { return !continues_character(c); });
    return "\n    " + line + "\n    " + std::string(static_cast<std::size_t>(characters), ' ') +
           "^";
}

void collect_names(
    const TreeNode& node, std::set<std::string>& fields, std::set<std::string>& parameters) {
    if (node.kind == TreeKind::field) {
        fields.insert(node.text);
    }
    if (node.kind == TreeKind::parameter) {
        parameters.insert(node.text);
    }
    for (const TreePtr& child : node.children) {
        collect_names(*child, fields, parameters);
    }
}

} // namespace

void throw_expression_error(
    std::string_view text, std::size_t at, const Position& position, const std::string& why) {
    throw Error(
        ErrorCode::config_invalid,
        {"reading an expression", why + marked(text, at), position.text(), ""});
}

std::string_view name_of(ValueType type) noexcept {
    switch (type) {
    case ValueType::boolean:
        return "condition";
    case ValueType::integer:
    case ValueType::number:
        return "number";
    case ValueType::text:
        return "text";
    case ValueType::date:
        return "date";
    case ValueType::datetime:
        return "datetime";
    case ValueType::list:
        return "list";
    }
    return "value";
}

bool Expression::is_number() const noexcept {
    return tree_->root->type == ValueType::integer || tree_->root->type == ValueType::number;
}

Expression parse_expression(std::string_view text, const Dataset& dataset, const Position& at) {
    Expression made;
    made.text_ = std::string(text);
    auto tree = std::make_shared<ExpressionTree>();
    tree->root = parse_expression_tree(text, dataset, at);
    collect_names(*tree->root, made.fields_, made.parameters_);
    made.is_condition_ = tree->root->type == ValueType::boolean;
    made.tree_ = std::move(tree);
    return made;
}

Expression always_true(const Dataset& dataset) {
    return parse_expression("TRUE", dataset, {});
}

} // namespace tickmark
