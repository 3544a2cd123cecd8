#pragma once

#include "expression_tree.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// Thrown inside the formula writer only: there is no formula that says the same.
struct NoFormula {};

/// A value in a formula, and what must be TRUE for it to be there. The conditions never give an
/// error themselves; the value may where they do not hold.
struct FormulaValue {
    std::string value;
    std::vector<std::string> known;
};

/// Values of an expression as formulas.
class FormulaValues {
public:
    explicit FormulaValues(const FormulaPlaces& places) : places_(places) {}

    FormulaValue of(const TreeNode& node) const;
    /// Operands of a comparison; `lower` may stand beside literals that LOWER treats alike.
    std::vector<FormulaValue> operands(const TreeNode& node) const;

private:
    FormulaValue field(const TreeNode& node) const;
    static std::string literal(const TreeNode& node);
    FormulaValue arithmetic(const TreeNode& node) const;
    FormulaValue date_add(const TreeNode& node) const;
    FormulaValue local_date(const TreeNode& node) const;
    FormulaValue call(const TreeNode& node) const;
    FormulaValue coalesce(const TreeNode& node) const;

    const FormulaPlaces& places_;
};

/// "text" with its quotes doubled, in pieces a formula can hold.
std::string formula_text(std::string_view text);
/// Conditions that together say that `value` has this pattern of % and _.
std::vector<std::string> formula_like(const std::string& value, const std::string& pattern);
/// AND, or the condition itself where it is one, or TRUE where there is none.
std::string formula_all(const std::vector<std::string>& conditions);
/// Adds the conditions of `more` that are not there yet.
void add_known(std::vector<std::string>& known, const std::vector<std::string>& more);

} // namespace tickmark
