#include "tickmark/base/text.hpp"

#include "expression_types.hpp"
#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace tickmark {
namespace {

Comparison comparison_of(const std::string& symbol) {
    if (symbol == "=") {
        return Comparison::equal;
    }
    if (symbol == "<") {
        return Comparison::less;
    }
    if (symbol == "<=") {
        return Comparison::less_equal;
    }
    if (symbol == ">") {
        return Comparison::greater;
    }
    return symbol == ">=" ? Comparison::greater_equal : Comparison::not_equal;
}

bool is_equality(Comparison comparison) {
    return comparison == Comparison::equal || comparison == Comparison::not_equal;
}

bool is_truth_literal(const TreePtr& node) {
    return node->kind == TreeKind::literal && node->type == ValueType::boolean;
}

struct UnitLimit {
    std::string_view name;
    DateUnit unit;
    int most; ///< about a hundred years: results stay within the years a date can have
};
constexpr std::array<UnitLimit, 5> units = {{
    {"day", DateUnit::days, 36'525},
    {"week", DateUnit::weeks, 5'217},
    {"month", DateUnit::months, 1'200},
    {"year", DateUnit::years, 100},
    {"hour", DateUnit::hours, 876'600},
}};

struct FunctionShape {
    std::string_view name;
    std::size_t arguments;
    ValueType result;
};
constexpr std::array<FunctionShape, 8> functions = {{
    {"lower", 1, ValueType::text},
    {"length", 1, ValueType::integer},
    {"year", 1, ValueType::integer},
    {"month", 1, ValueType::integer},
    {"days_between", 2, ValueType::integer},
    {"hours_between", 2, ValueType::number},
    {"contains", 2, ValueType::boolean},
    {"coalesce", 0, ValueType::text},
}};

} // namespace

TreePtr TreeBuilder::compared_truth(
    Comparison comparison, const TreePtr& left, const TreePtr& right, std::size_t at) const {
    if (!is_equality(comparison)) {
        fail(at, "a condition has no order: compare it with = or <>");
    }
    if (is_truth_literal(right) || is_truth_literal(left)) {
        const TreePtr& known = is_truth_literal(right) ? right : left;
        const TreePtr& other = is_truth_literal(right) ? left : right;
        const bool is_true = (known->text == "1") == (comparison == Comparison::equal);
        return is_true ? other : negation(other);
    }
    if (left->kind != TreeKind::field || right->kind != TreeKind::field) {
        fail(at, "compare a condition with TRUE or FALSE, or two fields with each other");
    }
    TreeNode node;
    node.kind = TreeKind::comparison;
    node.comparison = comparison;
    node.at = at;
    node.children = {left, right};
    return finish(std::move(node));
}

TreePtr
TreeBuilder::comparison(const Token& symbol, const TreePtr& left, const TreePtr& right) const {
    for (const TreePtr& side : {left, right}) {
        if (side->type == ValueType::list) {
            fail(side->at, "a list is not compared: write contains(list, 'word')");
        }
    }
    TreePtr a = left;
    TreePtr b = right;
    unify(a, b);
    const Comparison comparison = comparison_of(symbol.text);
    if (a->type == ValueType::boolean) {
        return compared_truth(comparison, a, b, symbol.at);
    }
    if (a->type == ValueType::text && !is_equality(comparison)) {
        // Databases and spreadsheets sort texts differently, so that no order could agree.
        fail(symbol.at, "texts are compared with = and <> only");
    }
    check_words(a, b);
    check_words(b, a);
    TreeNode node;
    node.kind = TreeKind::comparison;
    node.comparison = comparison;
    node.at = symbol.at;
    node.children = {a, b};
    return finish(std::move(node), 2);
}

TreePtr TreeBuilder::membership(const TreePtr& value, const std::vector<TreePtr>& items) const {
    TreePtr first = value;
    if (first->type == ValueType::boolean || first->type == ValueType::list) {
        fail(first->at, fmt::format("IN does not take a {}", name_of(first->type)));
    }
    bool needs_date = false;
    for (const TreePtr& item : items) {
        TreePtr unused = first;
        TreePtr candidate = item;
        unify(unused, candidate);
        needs_date = needs_date || unused->type == ValueType::date;
        check_words(first, candidate);
    }
    if (needs_date) {
        first = as_date(first);
    }
    TreeNode node;
    node.kind = TreeKind::membership;
    node.at = value->at;
    node.children = {first};
    for (const TreePtr& item : items) {
        TreePtr candidate = item;
        unify(first, candidate);
        node.children.push_back(candidate);
    }
    return finish(std::move(node), 2);
}

TreePtr TreeBuilder::like(const TreePtr& value, const Token& pattern) const {
    TreeNode node;
    node.kind = TreeKind::like;
    node.at = value->at;
    node.text = pattern.text;
    node.children = {as_text(value)};
    return finish(std::move(node));
}

TreePtr TreeBuilder::is_null(const TreePtr& value) const {
    TreeNode node;
    node.kind = TreeKind::is_null;
    node.at = value->at;
    node.children = {value};
    return finish(std::move(node));
}

TreePtr
TreeBuilder::arithmetic(const Token& symbol, const TreePtr& left, const TreePtr& right) const {
    if (left->type == ValueType::date || left->type == ValueType::datetime) {
        const bool both = right->type == ValueType::date || right->type == ValueType::datetime;
        fail(
            symbol.at,
            both ? "two dates are not subtracted: write days_between(from, to)"
                 : "say of what: + 30 days, weeks, months, years or hours");
    }
    need_number(left);
    need_number(right);
    TreeNode node;
    node.kind = TreeKind::arithmetic;
    const bool whole = left->type == ValueType::integer && right->type == ValueType::integer;
    node.type = whole && symbol.text != "/" ? ValueType::integer : ValueType::number;
    node.text = symbol.text;
    node.at = symbol.at;
    node.children = {left, right};
    return finish(std::move(node), 2);
}

TreePtr TreeBuilder::minus(const TreePtr& operand, std::size_t at) const {
    need_number(operand);
    TreeNode node;
    node.kind = TreeKind::minus;
    node.type = operand->type;
    node.at = at;
    node.children = {operand};
    return finish(std::move(node));
}

TreePtr TreeBuilder::date_add(
    TreePtr left, const Token& sign, const Token& amount, const Token& unit) const {
    std::string name = to_lower(unit.text);
    if (!name.empty() && name.back() == 's') {
        name.pop_back();
    }
    const auto* found = std::find_if(
        units.begin(), units.end(), [&](const UnitLimit& u) { return u.name == name; });
    if (found == units.end()) {
        fail(unit.at, "a period is counted in days, weeks, months, years or hours");
    }
    if (amount.text.size() > 6 || std::stoi(amount.text) > found->most) {
        fail(amount.at, fmt::format("at most {} {}s", found->most, found->name));
    }
    if (found->unit == DateUnit::hours) {
        left = adapted(left, ValueType::datetime);
        if (left->type != ValueType::datetime) {
            fail(amount.at, "hours are added to a datetime only");
        }
    } else {
        left = as_date(left);
    }
    TreeNode node;
    node.kind = TreeKind::date_add;
    node.type = left->type;
    node.unit = found->unit;
    node.amount = std::stoi(amount.text) * (sign.text == "-" ? -1 : 1);
    node.at = sign.at;
    node.children = {std::move(left)};
    const bool by_month = found->unit == DateUnit::months || found->unit == DateUnit::years;
    return finish(std::move(node), by_month ? 5 : 1);
}

TreePtr TreeBuilder::call(const Token& name, std::vector<TreePtr> arguments) const {
    const std::string word = to_lower(name.text);
    const auto* shape = std::find_if(
        functions.begin(), functions.end(), [&](const FunctionShape& f) { return f.name == word; });
    if (shape == functions.end()) {
        std::vector<std::string> names;
        names.reserve(functions.size());
        for (const FunctionShape& known : functions) {
            names.emplace_back(known.name);
        }
        fail(
            name.at,
            fmt::format("there is no function '{}'{}", name.text, did_you_mean(word, names)));
    }
    if (word == "coalesce") {
        return coalesce(name, std::move(arguments));
    }
    if (arguments.size() != shape->arguments) {
        fail(name.at, fmt::format("{} takes {} argument(s)", word, shape->arguments));
    }
    if (word == "lower" || word == "length") {
        arguments[0] = as_text(arguments[0]);
    } else if (word == "contains") {
        if (arguments[0]->type != ValueType::list) {
            fail(arguments[0]->at, "contains looks into a list; for a text write LIKE '%word%'");
        }
        arguments[1] = as_text(arguments[1]);
    } else if (word == "hours_between") {
        for (TreePtr& argument : arguments) {
            argument = adapted(argument, ValueType::datetime);
            if (argument->type != ValueType::datetime) {
                fail(argument->at, "hours_between takes two datetimes");
            }
        }
    } else {
        for (TreePtr& argument : arguments) {
            argument = as_date(argument);
        }
    }
    TreeNode node;
    node.kind = TreeKind::call;
    node.type = shape->result;
    node.text = word;
    node.at = name.at;
    node.children = std::move(arguments);
    return finish(std::move(node), word == "contains" ? 5 : 2);
}

TreePtr TreeBuilder::coalesce(const Token& name, std::vector<TreePtr> arguments) const {
    if (arguments.size() < 2 || arguments.size() > 10) {
        fail(name.at, "coalesce takes 2 to 10 arguments");
    }
    // Each pair is brought to one type; twice round, so that the first learns of the last.
    for (std::size_t round = 0; round < 2; ++round) {
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            unify(arguments[i - 1], arguments[i]);
        }
        for (std::size_t i = arguments.size() - 1; i > 0; --i) {
            unify(arguments[i - 1], arguments[i]);
        }
    }
    TreeNode node;
    node.kind = TreeKind::call;
    node.type = arguments.front()->type;
    for (const TreePtr& argument : arguments) {
        if (argument->type == ValueType::number) {
            node.type = ValueType::number;
        }
    }
    node.text = "coalesce";
    node.at = name.at;
    node.children = std::move(arguments);
    return finish(std::move(node), 2);
}

} // namespace tickmark
