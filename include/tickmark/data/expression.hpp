#pragma once

#include "tickmark/base/time.hpp"
#include "tickmark/config/node.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/value.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
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
    bool is_number() const noexcept;
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

/// SQLite SQL of the expression: columns quoted, literals and parameters written out ("as_of" →
/// "2026-10-31"). TRUE is 1, FALSE 0, undetermined NULL.
std::string
emit_sqlite(const Expression& expression, const std::map<std::string, std::string>& parameters);

/// What an expression is worked out on, without a database.
struct EvaluationRow {
    std::function<StoredValue(const std::string& field)> value; ///< canonical stored text
    const std::map<std::string, std::string>& parameters;       ///< "as_of" → "2026-10-31"
    const TimeZone& zone;                                       ///< the organisation's
};

/// The reference every emitter agrees with: true, false, or none where it is undetermined.
std::optional<bool> evaluate(const Expression& expression, const EvaluationRow& row);

/// The same for an expression that is a value: its canonical stored text.
StoredValue evaluate_value(const Expression& expression, const EvaluationRow& row);

/// Where a spreadsheet formula finds things. Cells are typed: dates are date serials, datetimes
/// UTC serials, booleans TRUE/FALSE (or 1/0), lists texts joined with "; ", no value an empty cell.
struct FormulaPlaces {
    std::function<std::string(const std::string& field)> cell;          ///< "$C5"
    std::function<std::string(const std::string& parameter)> parameter; ///< "Legend!$B$3"
    /// Cell with the organisation's local date of a datetime field; without it, an expression that
    /// compares a datetime with a date has no formula.
    std::function<std::string(const std::string& field)> local_date;
};

/// A spreadsheet formula (no leading '=') that gives TRUE exactly where the expression is true;
/// `emit_formula_false` exactly where it is false; neither where it is undetermined.
///
/// Shape: empty where no formula of at most 8,192 characters says the same in Excel and
///        LibreOffice (docs/expressions.md "Formulas"): the value is written with a note then
std::string emit_formula_true(const Expression& expression, const FormulaPlaces& places);
std::string emit_formula_false(const Expression& expression, const FormulaPlaces& places);

} // namespace tickmark
