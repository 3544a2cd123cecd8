#pragma once

#include "tickmark/base/decimal.hpp"
#include "tickmark/data/expression.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tickmark {

/// Type of a value in an expression. An enumeration is text once its words are checked.
enum class ValueType { boolean, integer, number, text, date, datetime, list };
std::string_view name_of(ValueType type) noexcept;

enum class TreeKind {
    field,      ///< text: its name
    literal,    ///< text: canonical stored text
    parameter,  ///< text: its name
    all_of,     ///< AND
    any_of,     ///< OR
    negation,   ///< NOT
    comparison, ///< two children of one type
    membership, ///< IN: the first child against the others, which are literals or parameters
    like,       ///< text: the pattern
    is_null,
    arithmetic, ///< text: + - * /
    minus,
    date_add,  ///< amount and unit
    call,      ///< text: the function's name
    local_date ///< the organisation's local date of a datetime
};

enum class Comparison { equal, not_equal, less, less_equal, greater, greater_equal };
enum class DateUnit { days, weeks, months, years, hours };

struct TreeNode;
using TreePtr = std::shared_ptr<const TreeNode>;

/// One node of a checked expression.
struct TreeNode {
    TreeKind kind = TreeKind::literal;
    ValueType type = ValueType::boolean;
    std::string text;
    std::size_t at = 0; ///< offset in the expression's text, for carets
    int depth = 1;      ///< levels of nesting it costs when written out
    Comparison comparison = Comparison::equal;
    DateUnit unit = DateUnit::days;
    int amount = 0;
    bool from_enumeration = false; ///< a field whose words are given
    std::vector<TreePtr> children;
};

struct ExpressionTree {
    TreePtr root;
};

/// Deepest nesting: what SQLite's parser (a stack of 100) still reads when written out.
constexpr int max_expression_depth = 24;
constexpr std::size_t max_expression_length = 20'000;
constexpr std::size_t max_expression_terms = 400;

/// Throws config_invalid with the place marked by a caret.
[[noreturn]] void throw_expression_error(
    std::string_view text, std::size_t at, const Position& position, const std::string& why);

/// Reads a checked tree; the parts of Expression are filled in by `parse_expression`.
TreePtr parse_expression_tree(std::string_view text, const Dataset& dataset, const Position& at);

} // namespace tickmark
