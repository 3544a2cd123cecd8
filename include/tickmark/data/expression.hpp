#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/data/dataset.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace tickmark {

struct ExpressionTree;

/// A condition or value over the fields of one dataset, in tickmark's own small typed language
/// (DESIGN 6; docs/expressions.md). Parsed and type-checked once; NULL is three-valued.
class Expression {
public:
    /// The text as its author wrote it.
    const std::string& text() const noexcept { return text_; }
    /// Dataset fields it reads.
    const std::set<std::string>& fields() const noexcept { return fields_; }
    /// Parameters it reads ("as_of").
    const std::set<std::string>& parameters() const noexcept { return parameters_; }
    bool is_condition() const noexcept { return is_condition_; }
    const ExpressionTree& tree() const noexcept { return *tree_; }

private:
    friend Expression parse_expression(std::string_view, const Dataset&, const Position&);
    std::string text_;
    std::set<std::string> fields_;
    std::set<std::string> parameters_;
    bool is_condition_ = true;
    std::shared_ptr<const ExpressionTree> tree_;
};

/// Errors: config_invalid with a caret under the place: unknown field (and the nearest), types
///         that do not fit, unknown function or parameter, syntax
Expression parse_expression(std::string_view text, const Dataset& dataset, const Position& at);

/// A condition that must hold for all rows: used where `where` is absent.
Expression always_true(const Dataset& dataset);

/// SQLite SQL of the expression: columns quoted, literals written out, parameters as :name bound
/// by the caller through `parameters`. TRUE is 1, FALSE 0, undetermined NULL.
std::string
emit_sqlite(const Expression& expression, const std::map<std::string, std::string>& parameters);

/// Where a spreadsheet formula finds things.
struct FormulaPlaces {
    std::function<std::string(const std::string& field)> cell;          ///< "$C5"
    std::function<std::string(const std::string& parameter)> parameter; ///< "Legend!$B$3"
};

/// A spreadsheet formula (no leading '=') that gives TRUE exactly where the expression is true;
/// `emit_formula_false` exactly where it is false; neither where it is undetermined.
std::string emit_formula_true(const Expression& expression, const FormulaPlaces& places);
std::string emit_formula_false(const Expression& expression, const FormulaPlaces& places);

} // namespace tickmark
