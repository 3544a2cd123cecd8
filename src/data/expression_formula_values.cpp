#include "tickmark/base/time.hpp"

#include "expression_formula.hpp"
#include <algorithm>
#include <fmt/core.h>

namespace tickmark {
namespace {

constexpr std::int64_t milliseconds_a_day = 86'400'000;
constexpr std::int64_t days_before_1970 = 25'569; ///< a spreadsheet's day 0 is 1899-12-30
constexpr std::int64_t milliseconds_an_hour = 3'600'000;
constexpr std::size_t longest_text = 250; ///< Excel takes 255 characters in one literal

bool is_ascii(std::string_view text) {
    return std::all_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_lower_call(const TreeNode& node) {
    return node.kind == TreeKind::call && node.text == "lower";
}

} // namespace

std::string formula_text(std::string_view text) {
    std::string out = "\"";
    std::size_t length = 0;
    bool is_split = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (length >= longest_text && starts) {
            out += "\"&\"";
            length = 0;
            is_split = true;
        }
        out += text[i];
        out += text[i] == '"' ? "\"" : "";
        ++length;
    }
    out += '"';
    return is_split ? "(" + out + ")" : out;
}

std::string formula_all(const std::vector<std::string>& conditions) {
    if (conditions.empty()) {
        return "TRUE";
    }
    std::string out;
    for (const std::string& condition : conditions) {
        out += (out.empty() ? "" : ",") + condition;
    }
    return conditions.size() == 1 ? out : "AND(" + out + ")";
}

void add_known(std::vector<std::string>& known, const std::vector<std::string>& more) {
    for (const std::string& condition : more) {
        if (std::find(known.begin(), known.end(), condition) == known.end()) {
            known.push_back(condition);
        }
    }
}

std::string FormulaValues::literal(const TreeNode& node) {
    switch (node.type) {
    case ValueType::date: {
        const Date day = Date::from_iso(node.text).value();
        return fmt::format("DATE({},{},{})", day.year(), day.month(), day.day());
    }
    case ValueType::datetime: {
        const Instant at = parse_iso_datetime(node.text, TimeZone::utc()).value();
        return std::to_string(at.milliseconds() + days_before_1970 * milliseconds_a_day);
    }
    case ValueType::integer:
    case ValueType::number:
    case ValueType::boolean:
        return node.text;
    case ValueType::text:
    case ValueType::list:
        break;
    }
    return formula_text(node.text);
}

FormulaValue FormulaValues::field(const TreeNode& node) const {
    const std::string cell = places_.cell(node.text);
    FormulaValue made = {cell, {cell + "<>\"\""}};
    if (node.type == ValueType::datetime) {
        // Whole milliseconds: a serial's fraction depends on who worked it out.
        made.value = fmt::format("ROUND({}*{},0)", cell, milliseconds_a_day);
    } else if (node.type == ValueType::boolean) {
        made.value = "N(" + cell + ")";
    }
    return made;
}

FormulaValue FormulaValues::arithmetic(const TreeNode& node) const {
    const FormulaValue a = of(*node.children[0]);
    const FormulaValue b = of(*node.children[1]);
    FormulaValue made = {"(" + a.value + node.text + b.value + ")", a.known};
    add_known(made.known, b.known);
    if (node.text == "/") {
        made.known.push_back("ISNUMBER(" + made.value + ")");
    }
    return made;
}

FormulaValue FormulaValues::date_add(const TreeNode& node) const {
    FormulaValue made = of(*node.children[0]);
    switch (node.unit) {
    case DateUnit::days:
    case DateUnit::weeks:
        made.value = fmt::format(
            "({}{:+d})", made.value, node.unit == DateUnit::weeks ? node.amount * 7 : node.amount);
        break;
    case DateUnit::months:
    case DateUnit::years:
        made.value = fmt::format(
            "EDATE({},{})",
            made.value,
            node.unit == DateUnit::years ? node.amount * 12 : node.amount);
        break;
    case DateUnit::hours:
        made.value = fmt::format("({}{:+d})", made.value, node.amount * milliseconds_an_hour);
        break;
    }
    return made;
}

FormulaValue FormulaValues::local_date(const TreeNode& node) const {
    const TreeNode& moment = *node.children[0];
    if (moment.kind != TreeKind::field || !places_.local_date) {
        throw NoFormula();
    }
    return {places_.local_date(moment.text), field(moment).known};
}

FormulaValue FormulaValues::coalesce(const TreeNode& node) const {
    FormulaValue made;
    std::string any;
    std::string closing;
    for (const TreePtr& child : node.children) {
        const FormulaValue part = of(*child);
        if (part.known.empty() || child == node.children.back()) {
            made.value += part.value + closing;
        }
        if (part.known.empty()) {
            return {made.value, {}};
        }
        if (child != node.children.back()) {
            made.value += "IF(" + formula_all(part.known) + "," + part.value + ",";
            closing += ")";
        }
        any += (any.empty() ? "" : ",") + formula_all(part.known);
    }
    made.known = {"OR(" + any + ")"};
    return made;
}

FormulaValue FormulaValues::call(const TreeNode& node) const {
    if (node.text == "coalesce") {
        return coalesce(node);
    }
    if (node.text == "lower") {
        throw NoFormula(); // LOWER goes beyond A to Z; see operands()
    }
    FormulaValue first = of(*node.children[0]);
    if (node.children.size() == 1) {
        const std::string name = node.text == "length" ? "LEN"
                                 : node.text == "year" ? "YEAR"
                                                       : "MONTH";
        first.value = name + "(" + first.value + ")";
        return first;
    }
    const FormulaValue second = of(*node.children[1]);
    add_known(first.known, second.known);
    first.value = "(" + second.value + "-" + first.value + ")";
    if (node.text == "hours_between") {
        first.value = fmt::format("({}/{})", first.value, milliseconds_an_hour);
    }
    return first;
}

FormulaValue FormulaValues::of(const TreeNode& node) const {
    switch (node.kind) {
    case TreeKind::field:
        return field(node);
    case TreeKind::literal:
        return {literal(node), {}};
    case TreeKind::parameter:
        return {places_.parameter(node.text), {}};
    case TreeKind::arithmetic:
        return arithmetic(node);
    case TreeKind::minus: {
        FormulaValue made = of(*node.children[0]);
        made.value = "(-" + made.value + ")";
        return made;
    }
    case TreeKind::date_add:
        return date_add(node);
    case TreeKind::local_date:
        return local_date(node);
    case TreeKind::call:
        return call(node);
    default:
        throw NoFormula();
    }
}

std::vector<FormulaValue> FormulaValues::operands(const TreeNode& node) const {
    const bool has_lower =
        std::any_of(node.children.begin(), node.children.end(), [](const TreePtr& c) {
            return is_lower_call(*c);
        });
    std::vector<FormulaValue> values;
    for (const TreePtr& child : node.children) {
        const bool is_plain = child->kind == TreeKind::literal && is_ascii(child->text);
        const bool is_lower = is_lower_call(*child);
        if (has_lower && !is_plain && !is_lower) {
            throw NoFormula();
        }
        if (!is_lower) {
            values.push_back(of(*child));
            continue;
        }
        // Beside another lower() the letters outside ASCII would decide.
        if (&*child != &*node.children.front() && is_lower_call(*node.children.front())) {
            throw NoFormula();
        }
        FormulaValue inner = of(*child->children[0]);
        inner.value = "LOWER(" + inner.value + ")";
        values.push_back(inner);
    }
    return values;
}

} // namespace tickmark
