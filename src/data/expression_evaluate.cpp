#include "tickmark/base/text.hpp"

#include "expression_tree.hpp"
#include <cmath>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <variant>

namespace tickmark {
namespace {

using Value = std::variant<std::monostate, bool, double, std::string, Date, Instant>;

bool is_null(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

Value finite(double value) {
    return std::isfinite(value) ? Value(value) : Value();
}

/// Negative, zero or positive; numbers that differ by less than half of 10^-9 are equal.
int order(const Value& a, const Value& b) {
    if (const auto* x = std::get_if<double>(&a)) {
        const double difference = *x - std::get<double>(b);
        if (std::abs(difference) < 5e-10) {
            return 0;
        }
        return difference < 0 ? -1 : 1;
    }
    if (a == b) {
        return 0;
    }
    return a < b ? -1 : 1;
}

bool holds(Comparison comparison, int order) {
    switch (comparison) {
    case Comparison::equal:
        return order == 0;
    case Comparison::not_equal:
        return order != 0;
    case Comparison::less:
        return order < 0;
    case Comparison::less_equal:
        return order <= 0;
    case Comparison::greater:
        return order > 0;
    case Comparison::greater_equal:
        return order >= 0;
    }
    return false;
}

std::u32string code_points(std::string_view text) {
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        out += next_code_point(text, at);
    }
    return out;
}

/// % any run, _ any one character; steps back to the last % only, so time stays quadratic.
bool is_like(const std::u32string& text, const std::u32string& pattern) {
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::u32string::npos;
    std::size_t from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == U'%') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && (pattern[p] == U'_' || pattern[p] == text[t])) {
            ++t;
            ++p;
        } else if (star != std::u32string::npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == U'%') {
        ++p;
    }
    return p == pattern.size();
}

class Evaluator {
public:
    explicit Evaluator(const EvaluationRow& row) : row_(row) {}

    Value work_out(const TreeNode& node) const {
        switch (node.kind) {
        case TreeKind::field:
            return read(row_.value(node.text), node.type);
        case TreeKind::literal:
            return read(node.text, node.type);
        case TreeKind::parameter:
            return read(row_.parameters.at(node.text), node.type);
        case TreeKind::all_of:
            return joined(node, false);
        case TreeKind::any_of:
            return joined(node, true);
        case TreeKind::negation:
            return negated(child(node, 0));
        case TreeKind::is_null:
            return is_null(child(node, 0));
        case TreeKind::call:
            return call(node);
        default:
            return strict(node);
        }
    }

private:
    Value child(const TreeNode& node, std::size_t i) const { return work_out(*node.children[i]); }

    static Value read(const StoredValue& stored, ValueType type) {
        if (!stored) {
            return {};
        }
        switch (type) {
        case ValueType::boolean:
            return *stored == "1";
        case ValueType::integer:
        case ValueType::number:
            if (const auto number = Decimal::from_text(*stored)) {
                return number->approximate();
            }
            return {};
        case ValueType::date:
            if (const auto day = Date::from_iso(*stored)) {
                return *day;
            }
            return {};
        case ValueType::datetime:
            if (const auto at = parse_iso_datetime(*stored, TimeZone::utc())) {
                return *at;
            }
            return {};
        case ValueType::text:
        case ValueType::list:
            break;
        }
        return *stored;
    }

    static Value negated(const Value& value) {
        return is_null(value) ? Value() : Value(!std::get<bool>(value));
    }

    /// AND ends at the first false, OR at the first true; otherwise one unknown makes it unknown.
    Value joined(const TreeNode& node, bool deciding) const {
        bool unknown = false;
        for (const TreePtr& term : node.children) {
            const Value value = work_out(*term);
            unknown = unknown || is_null(value);
            if (!is_null(value) && std::get<bool>(value) == deciding) {
                return deciding;
            }
        }
        return unknown ? Value() : Value(!deciding);
    }

    /// What has no value as soon as one operand has none.
    Value strict(const TreeNode& node) const {
        std::vector<Value> values;
        values.reserve(node.children.size());
        for (const TreePtr& operand : node.children) {
            values.push_back(work_out(*operand));
            if (is_null(values.back())) {
                return {};
            }
        }
        switch (node.kind) {
        case TreeKind::comparison:
            return holds(node.comparison, order(values[0], values[1]));
        case TreeKind::membership:
            return is_member(values);
        case TreeKind::like:
            return is_like(code_points(std::get<std::string>(values[0])), code_points(node.text));
        case TreeKind::arithmetic:
            return arithmetic(node.text, std::get<double>(values[0]), std::get<double>(values[1]));
        case TreeKind::minus:
            return -std::get<double>(values[0]);
        case TreeKind::date_add:
            return later(node, values[0]);
        case TreeKind::local_date:
            return row_.zone.local_date(std::get<Instant>(values[0]));
        default:
            return function(node.text, values);
        }
    }

    static bool is_member(const std::vector<Value>& values) {
        for (std::size_t i = 1; i < values.size(); ++i) {
            if (order(values[0], values[i]) == 0) {
                return true;
            }
        }
        return false;
    }

    static Value arithmetic(const std::string& symbol, double a, double b) {
        switch (symbol.front()) {
        case '+':
            return finite(a + b);
        case '-':
            return finite(a - b);
        case '*':
            return finite(a * b);
        default:
            return b == 0 ? Value() : finite(a / b);
        }
    }

    static Value later(const TreeNode& node, const Value& start) {
        if (node.unit == DateUnit::hours) {
            return Instant(std::get<Instant>(start).milliseconds() + node.amount * 3'600'000LL);
        }
        const Date day = std::get<Date>(start);
        switch (node.unit) {
        case DateUnit::weeks:
            return day.plus_days(7 * node.amount);
        case DateUnit::months:
            return day.plus_months(node.amount);
        case DateUnit::years:
            return day.plus_months(12 * node.amount);
        default:
            return day.plus_days(node.amount);
        }
    }

    Value call(const TreeNode& node) const {
        if (node.text != "coalesce") {
            return strict(node);
        }
        Value value;
        for (std::size_t i = 0; i < node.children.size() && is_null(value); ++i) {
            value = child(node, i);
        }
        return value;
    }

    static Value function(const std::string& name, const std::vector<Value>& values) {
        if (name == "lower") {
            return to_lower(std::get<std::string>(values[0]));
        }
        if (name == "length") {
            return static_cast<double>(code_points(std::get<std::string>(values[0])).size());
        }
        if (name == "year") {
            return static_cast<double>(std::get<Date>(values[0]).year());
        }
        if (name == "month") {
            return static_cast<double>(std::get<Date>(values[0]).month());
        }
        if (name == "days_between") {
            return static_cast<double>(
                std::get<Date>(values[1]).days() - std::get<Date>(values[0]).days());
        }
        if (name == "hours_between") {
            const auto elapsed = std::get<Instant>(values[1]).milliseconds() -
                                 std::get<Instant>(values[0]).milliseconds();
            return static_cast<double>(elapsed) / 3'600'000.0;
        }
        return contains(std::get<std::string>(values[0]), std::get<std::string>(values[1]));
    }

    static bool contains(const std::string& list, const std::string& item) {
        const auto items = nlohmann::json::parse(list, nullptr, false);
        for (const auto& found : items) {
            if (found.is_string() && found.get_ref<const std::string&>() == item) {
                return true;
            }
        }
        return false;
    }

    const EvaluationRow& row_;
};

} // namespace

std::optional<bool> evaluate(const Expression& expression, const EvaluationRow& row) {
    const Value value = Evaluator(row).work_out(*expression.tree().root);
    const bool* truth = std::get_if<bool>(&value);
    return truth == nullptr ? std::nullopt : std::optional<bool>(*truth);
}

StoredValue evaluate_value(const Expression& expression, const EvaluationRow& row) {
    const Value value = Evaluator(row).work_out(*expression.tree().root);
    if (const auto* truth = std::get_if<bool>(&value)) {
        return *truth ? "1" : "0";
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return fmt::format("{:.15g}", *number);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return *text;
    }
    if (const auto* day = std::get_if<Date>(&value)) {
        return day->iso();
    }
    if (const auto* at = std::get_if<Instant>(&value)) {
        return at->iso();
    }
    return std::nullopt;
}

} // namespace tickmark
