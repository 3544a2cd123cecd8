#include "expression_formula.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tickmark {
namespace {

constexpr std::size_t longest_formula = 8'192;
constexpr std::size_t most_arguments = 250;
constexpr int deepest_formula = 60; ///< Excel nests functions 64 deep

std::string_view symbol_of(Comparison comparison) {
    switch (comparison) {
    case Comparison::equal:
        return "=";
    case Comparison::not_equal:
        return "<>";
    case Comparison::less:
        return "<";
    case Comparison::less_equal:
        return "<=";
    case Comparison::greater:
        return ">";
    case Comparison::greater_equal:
        return ">=";
    }
    return "=";
}

Comparison opposite(Comparison comparison) {
    switch (comparison) {
    case Comparison::equal:
        return Comparison::not_equal;
    case Comparison::not_equal:
        return Comparison::equal;
    case Comparison::less:
        return Comparison::greater_equal;
    case Comparison::less_equal:
        return Comparison::greater;
    case Comparison::greater:
        return Comparison::less_equal;
    case Comparison::greater_equal:
        return Comparison::less;
    }
    return Comparison::equal;
}

/// Two formulas for each condition, TRUE where it holds and TRUE where it does not: where neither
/// is TRUE it is undetermined, which a spreadsheet has no value for.
class FormulaWriter {
public:
    explicit FormulaWriter(const FormulaPlaces& places) : values_(places) {}

    std::string is(const TreeNode& node, bool truth) {
        std::string made = write(node, truth);
        // Repeated parts could make it grow without bound before anybody looks at the length.
        written_ += made.size();
        if (made.size() > longest_formula || written_ > 64 * longest_formula) {
            throw NoFormula();
        }
        return made;
    }

private:
    std::string write(const TreeNode& node, bool truth) {
        switch (node.kind) {
        case TreeKind::all_of:
            return joined(node, truth, truth ? "AND" : "OR");
        case TreeKind::any_of:
            return joined(node, truth, truth ? "OR" : "AND");
        case TreeKind::negation:
            return is(*node.children[0], !truth);
        case TreeKind::literal:
            return (node.text == "1") == truth ? "TRUE" : "FALSE";
        case TreeKind::field:
            return field(node, truth);
        case TreeKind::is_null:
            return is_null(*node.children[0], truth);
        case TreeKind::comparison:
            return comparison(node, truth);
        case TreeKind::membership:
            return membership(node, truth);
        case TreeKind::like:
            return like(node, truth);
        case TreeKind::call:
            return node.text == "coalesce" ? coalesce(node, 0, truth) : contains(node, truth);
        default:
            throw NoFormula();
        }
    }

    std::string joined(const TreeNode& node, bool truth, std::string_view function) {
        if (node.children.size() > most_arguments) {
            throw NoFormula();
        }
        std::string out;
        for (const TreePtr& term : node.children) {
            out += (out.empty() ? "" : ",") + is(*term, truth);
        }
        return fmt::format("{}({})", function, out);
    }

    /// The condition where all it reads is there, FALSE otherwise. IF, because AND would pass on
    /// the error of a part that is not.
    static std::string guarded(const std::vector<std::string>& known, const std::string& holds) {
        return known.empty() ? holds : fmt::format("IF({},{},FALSE)", formula_all(known), holds);
    }

    std::string field(const TreeNode& node, bool truth) {
        const FormulaValue value = values_.of(node);
        return guarded(value.known, value.value + (truth ? "=1" : "=0"));
    }

    std::string known(const TreeNode& node) {
        return node.type == ValueType::boolean
                   ? "OR(" + is(node, true) + "," + is(node, false) + ")"
                   : formula_all(known_of(node));
    }

    std::vector<std::string> known_of(const TreeNode& node) {
        const bool is_lower = node.kind == TreeKind::call && node.text == "lower";
        return is_lower ? known_of(*node.children[0]) : values_.of(node).known;
    }

    std::string is_null(const TreeNode& node, bool truth) {
        return truth ? "NOT(" + known(node) + ")" : known(node);
    }

    static std::string
    compare(const TreeNode& node, const FormulaValue& a, const FormulaValue& b, Comparison how) {
        const ValueType first = node.children[0]->type;
        if (first == ValueType::text) {
            const std::string same = fmt::format("EXACT({},{})", a.value, b.value);
            return how == Comparison::equal ? same : "NOT(" + same + ")";
        }
        const bool inexact =
            std::any_of(node.children.begin(), node.children.end(), [](const TreePtr& child) {
                return child->type == ValueType::number;
            });
        if (inexact) {
            return fmt::format("ROUND({}-{},9){}0", a.value, b.value, symbol_of(how));
        }
        return a.value + std::string(symbol_of(how)) + b.value;
    }

    std::string comparison(const TreeNode& node, bool truth) {
        const auto values = values_.operands(node);
        std::vector<std::string> known = values[0].known;
        add_known(known, values[1].known);
        const Comparison how = truth ? node.comparison : opposite(node.comparison);
        return guarded(known, compare(node, values[0], values[1], how));
    }

    std::string membership(const TreeNode& node, bool truth) {
        if (node.children.size() > most_arguments) {
            throw NoFormula();
        }
        const auto values = values_.operands(node);
        std::string any;
        for (std::size_t i = 1; i < values.size(); ++i) {
            any +=
                (any.empty() ? "" : ",") + compare(node, values[0], values[i], Comparison::equal);
        }
        any = "OR(" + any + ")";
        return guarded(values[0].known, truth ? any : "NOT(" + any + ")");
    }

    std::string like(const TreeNode& node, bool truth) {
        FormulaValue value;
        const TreeNode& child = *node.children[0];
        const bool is_lower = child.kind == TreeKind::call && child.text == "lower";
        const bool is_ascii = std::all_of(node.text.begin(), node.text.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x80;
        });
        if (is_lower && is_ascii) {
            value = values_.of(*child.children[0]);
            value.value = "LOWER(" + value.value + ")";
        } else {
            value = values_.of(child);
        }
        const std::string holds = formula_all(formula_like(value.value, node.text));
        return guarded(value.known, truth ? holds : "NOT(" + holds + ")");
    }

    std::string contains(const TreeNode& node, bool truth) {
        FormulaValue list = values_.of(*node.children[0]);
        const FormulaValue item = values_.of(*node.children[1]);
        add_known(list.known, item.known);
        const std::string found = fmt::format(
            "ISNUMBER(FIND(\"; \"&{}&\"; \",\"; \"&{}&\"; \"))", item.value, list.value);
        return guarded(list.known, truth ? found : "NOT(" + found + ")");
    }

    /// The first condition that is not undetermined decides.
    std::string coalesce(const TreeNode& node, std::size_t from, bool truth) {
        const TreeNode& first = *node.children[from];
        std::string holds = is(first, truth);
        if (from + 1 == node.children.size()) {
            return holds;
        }
        return fmt::format(
            "OR({},AND(NOT({}),{}))", holds, is(first, !truth), coalesce(node, from + 1, truth));
    }

    FormulaValues values_;
    std::size_t written_ = 0;
};

bool is_nested_too_deeply(const std::string& formula) {
    int depth = 0;
    bool in_text = false;
    for (const char c : formula) {
        in_text = in_text != (c == '"');
        depth += in_text ? 0 : (c == '(') - (c == ')');
        if (depth > deepest_formula) {
            return true;
        }
    }
    return false;
}

std::string emit(const Expression& expression, const FormulaPlaces& places, bool truth) {
    try {
        std::string formula = FormulaWriter(places).is(*expression.tree().root, truth);
        return is_nested_too_deeply(formula) ? std::string() : formula;
    } catch (const NoFormula&) {
        return {};
    }
}

} // namespace

std::string emit_formula_true(const Expression& expression, const FormulaPlaces& places) {
    return emit(expression, places, true);
}

std::string emit_formula_false(const Expression& expression, const FormulaPlaces& places) {
    return emit(expression, places, false);
}

} // namespace tickmark
