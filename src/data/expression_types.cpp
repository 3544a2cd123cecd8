#include "expression_types.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tickmark {
namespace {

ValueType type_of(FieldType type) {
    switch (type) {
    case FieldType::integer:
        return ValueType::integer;
    case FieldType::number:
        return ValueType::number;
    case FieldType::boolean:
        return ValueType::boolean;
    case FieldType::date:
        return ValueType::date;
    case FieldType::datetime:
        return ValueType::datetime;
    case FieldType::list:
        return ValueType::list;
    case FieldType::text:
    case FieldType::enumeration:
        break;
    }
    return ValueType::text;
}

bool is_number(ValueType type) {
    return type == ValueType::integer || type == ValueType::number;
}
bool is_day(ValueType type) {
    return type == ValueType::date || type == ValueType::datetime;
}
bool is_text_literal(const TreePtr& node) {
    return node->kind == TreeKind::literal && node->type == ValueType::text;
}

} // namespace

void TreeBuilder::fail(std::size_t at, const std::string& why) const {
    throw_expression_error(text_, at, position_, why);
}

TreePtr TreeBuilder::finish(TreeNode node, int weight) const {
    int deepest = 0;
    for (const TreePtr& child : node.children) {
        deepest = std::max(deepest, child->depth);
    }
    node.depth = deepest + weight;
    if (node.depth > max_expression_depth) {
        fail(node.at, "this is nested too deeply; split it into several tests or fields");
    }
    return std::make_shared<const TreeNode>(std::move(node));
}

TreePtr TreeBuilder::leaf(TreeKind kind, ValueType type, std::string text, std::size_t at) const {
    TreeNode node;
    node.kind = kind;
    node.type = type;
    node.text = std::move(text);
    node.at = at;
    return finish(std::move(node));
}

TreePtr TreeBuilder::field(const Token& word) const {
    const Field* found = dataset_.field(word.text);
    if (found == nullptr) {
        std::string hint = did_you_mean(word.text, dataset_.field_names());
        if (hint.empty()) {
            hint = "; a text stands in single quotes";
        }
        fail(
            word.at, fmt::format("dataset '{}' has no field '{}'{}", dataset_.id, word.text, hint));
    }
    TreeNode node;
    node.kind = TreeKind::field;
    node.type = type_of(found->type);
    node.text = found->name;
    node.at = word.at;
    node.from_enumeration = found->type == FieldType::enumeration;
    return finish(std::move(node));
}

TreePtr TreeBuilder::parameter(const Token& token) const {
    static const std::vector<std::string> known = {"as_of", "period_start", "period_end"};
    if (std::find(known.begin(), known.end(), token.text) == known.end()) {
        fail(
            token.at,
            fmt::format(
                "there is no parameter ':{}'{}", token.text, did_you_mean(token.text, known)));
    }
    return leaf(TreeKind::parameter, ValueType::date, token.text, token.at);
}

TreePtr TreeBuilder::literal(const Token& token) const {
    if (token.kind == TokenKind::text) {
        return leaf(TreeKind::literal, ValueType::text, token.text, token.at);
    }
    const auto type = token.kind == TokenKind::integer ? ValueType::integer : ValueType::number;
    return leaf(TreeKind::literal, type, token.text, token.at);
}

TreePtr TreeBuilder::truth(bool value, std::size_t at) const {
    return leaf(TreeKind::literal, ValueType::boolean, value ? "1" : "0", at);
}

TreePtr TreeBuilder::date(const Token& token) const {
    const auto day = Date::from_iso(token.text);
    if (!day) {
        fail(token.at, fmt::format("'{}' is not a date (YYYY-MM-DD)", token.text));
    }
    return leaf(TreeKind::literal, ValueType::date, day->iso(), token.at);
}

TreePtr TreeBuilder::moment(const TreePtr& literal) const {
    // Without an offset the moment would depend on where the program runs.
    const bool has_offset = literal->text.find_first_of("Zz+-", 11) != std::string::npos;
    const auto at = parse_iso_datetime(literal->text, TimeZone::utc());
    if (literal->text.size() <= 11 || !has_offset || !at) {
        fail(
            literal->at,
            fmt::format(
                "'{}' is neither a date (YYYY-MM-DD) nor a time with its offset "
                "(2026-10-31T13:45:00Z)",
                literal->text));
    }
    return leaf(TreeKind::literal, ValueType::datetime, at->iso(), literal->at);
}

TreePtr TreeBuilder::adapted(const TreePtr& node, ValueType type) const {
    if (node->kind != TreeKind::literal || node->type == type) {
        return node;
    }
    if (node->type == ValueType::text && is_day(type)) {
        const auto day = Date::from_iso(node->text);
        if (!day && type == ValueType::datetime) {
            return moment(node);
        }
        if (!day) {
            fail(node->at, fmt::format("'{}' is not a date (YYYY-MM-DD)", node->text));
        }
        return leaf(TreeKind::literal, ValueType::date, day->iso(), node->at);
    }
    if (node->type == ValueType::integer && type == ValueType::boolean &&
        (node->text == "1" || node->text == "0")) {
        return truth(node->text == "1", node->at);
    }
    return node;
}

void TreeBuilder::unify(TreePtr& left, TreePtr& right) const {
    right = adapted(right, left->type);
    left = adapted(left, right->type);
    if (is_day(left->type) && is_day(right->type) && left->type != right->type) {
        left = as_date(left);
        right = as_date(right);
    }
    const bool fits =
        left->type == right->type || (is_number(left->type) && is_number(right->type));
    if (!fits) {
        fail(
            right->at,
            fmt::format(
                "a {} cannot be compared with a {}", name_of(left->type), name_of(right->type)));
    }
}

void TreeBuilder::check_words(const TreePtr& left, const TreePtr& right) const {
    if (is_text_literal(right) && right->text.empty()) {
        fail(right->at, "an empty text is no value: write IS NULL");
    }
    if (!left->from_enumeration || !is_text_literal(right)) {
        return;
    }
    const auto& words = dataset_.field(left->text)->values;
    if (std::find(words.begin(), words.end(), right->text) == words.end()) {
        fail(
            right->at,
            fmt::format(
                "'{}' is not a value of {} ({}){}",
                right->text,
                left->text,
                join(words, ", "),
                did_you_mean(right->text, words)));
    }
}

void TreeBuilder::need_condition(const TreePtr& node) const {
    if (node->type != ValueType::boolean) {
        fail(node->at, fmt::format("a condition is due here, not a {}", name_of(node->type)));
    }
}

void TreeBuilder::need_number(const TreePtr& node) const {
    if (!is_number(node->type)) {
        fail(node->at, fmt::format("a number is due here, not a {}", name_of(node->type)));
    }
}

TreePtr TreeBuilder::as_text(const TreePtr& node) const {
    if (node->type != ValueType::text) {
        fail(node->at, fmt::format("a text is due here, not a {}", name_of(node->type)));
    }
    return node;
}

TreePtr TreeBuilder::as_date(const TreePtr& node) const {
    TreePtr day = adapted(node, ValueType::date);
    if (day->type == ValueType::date) {
        return day;
    }
    if (day->type != ValueType::datetime) {
        fail(day->at, fmt::format("a date is due here, not a {}", name_of(day->type)));
    }
    TreeNode made;
    made.kind = TreeKind::local_date;
    made.type = ValueType::date;
    made.at = day->at;
    made.children = {day};
    return finish(std::move(made));
}

TreePtr TreeBuilder::joined(TreeKind kind, std::vector<TreePtr> terms) const {
    if (terms.size() == 1) {
        return terms.front();
    }
    for (const TreePtr& term : terms) {
        need_condition(term);
    }
    TreeNode node;
    node.kind = kind;
    node.type = ValueType::boolean;
    node.at = terms.front()->at;
    node.children = std::move(terms);
    return finish(std::move(node));
}

TreePtr TreeBuilder::negation(const TreePtr& operand) const {
    need_condition(operand);
    TreeNode node;
    node.kind = TreeKind::negation;
    node.type = ValueType::boolean;
    node.at = operand->at;
    node.children = {operand};
    return finish(std::move(node));
}

} // namespace tickmark
