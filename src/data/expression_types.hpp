#pragma once

#include "expression_lexer.hpp"

namespace tickmark {

/// Makes checked nodes: each function says what fits together, and turns literals into the type
/// their neighbour asks for.
class TreeBuilder {
public:
    TreeBuilder(std::string_view text, const Dataset& dataset, const Position& position) :
        text_(text), dataset_(dataset), position_(position) {}

    [[noreturn]] void fail(std::size_t at, const std::string& why) const;

    TreePtr field(const Token& word) const;
    TreePtr parameter(const Token& token) const;
    TreePtr literal(const Token& token) const;
    TreePtr truth(bool value, std::size_t at) const;
    TreePtr date(const Token& token) const;

    /// AND, OR.
    TreePtr joined(TreeKind kind, std::vector<TreePtr> terms) const;
    TreePtr negation(const TreePtr& operand) const;
    TreePtr comparison(const Token& symbol, const TreePtr& left, const TreePtr& right) const;
    TreePtr membership(const TreePtr& value, const std::vector<TreePtr>& items) const;
    TreePtr like(const TreePtr& value, const Token& pattern) const;
    TreePtr is_null(const TreePtr& value) const;
    TreePtr arithmetic(const Token& symbol, const TreePtr& left, const TreePtr& right) const;
    TreePtr minus(const TreePtr& operand, std::size_t at) const;
    /// `left` plus or minus a number of days, weeks, months, years or hours.
    TreePtr date_add(TreePtr left, const Token& sign, const Token& amount, const Token& unit) const;
    TreePtr call(const Token& name, std::vector<TreePtr> arguments) const;

private:
    TreePtr finish(TreeNode node, int weight = 1) const;
    TreePtr leaf(TreeKind kind, ValueType type, std::string text, std::size_t at) const;
    void need_condition(const TreePtr& node) const;
    void need_number(const TreePtr& node) const;
    TreePtr as_text(const TreePtr& node) const;
    TreePtr as_date(const TreePtr& node) const;
    /// A literal read as `type` ('2026-10-31' as a date, 1 as TRUE); other nodes as they are.
    TreePtr adapted(const TreePtr& node, ValueType type) const;
    TreePtr moment(const TreePtr& literal) const;
    /// Both of one type: literals adapted, a datetime beside a date turned into its local date.
    void unify(TreePtr& left, TreePtr& right) const;
    void check_words(const TreePtr& left, const TreePtr& right) const;
    TreePtr compared_truth(
        Comparison comparison, const TreePtr& left, const TreePtr& right, std::size_t at) const;
    TreePtr coalesce(const Token& name, std::vector<TreePtr> arguments) const;

    std::string_view text_;
    const Dataset& dataset_;
    const Position& position_;
};

} // namespace tickmark
