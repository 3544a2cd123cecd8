#include "expression_sql.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/time.hpp"

#include <fmt/core.h>

namespace tickmark {
namespace {

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

std::string quoted(std::string_view text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote) {
            out += c;
        }
        out += c;
    }
    return out + quote;
}

class SqlWriter {
public:
    SqlWriter(const SqlDialect& dialect, const std::map<std::string, std::string>& parameters) :
        dialect_(dialect), parameters_(parameters) {}

    std::string write(const TreeNode& node) const {
        switch (node.kind) {
        case TreeKind::field:
            return sql_name(node.text);
        case TreeKind::literal:
            return literal(node);
        case TreeKind::parameter:
            return parameter(node.text);
        case TreeKind::all_of:
            return joined(node, " AND ");
        case TreeKind::any_of:
            return joined(node, " OR ");
        case TreeKind::negation:
            return "(NOT " + child(node, 0) + ")";
        case TreeKind::comparison:
            return comparison(*node.children[0], *node.children[1], node.comparison);
        case TreeKind::membership:
            return membership(node);
        case TreeKind::like:
            return dialect_.like(child(node, 0), node.text);
        case TreeKind::is_null:
            return "(" + child(node, 0) + " IS NULL)";
        case TreeKind::arithmetic:
            return node.text == "/"
                       ? dialect_.divided(child(node, 0), child(node, 1))
                       : "(" + child(node, 0) + " " + node.text + " " + child(node, 1) + ")";
        case TreeKind::minus:
            return "(- " + child(node, 0) + ")";
        case TreeKind::date_add:
            return dialect_.date_add(child(node, 0), node);
        case TreeKind::call:
            return call(node);
        case TreeKind::local_date:
            return dialect_.local_date(child(node, 0));
        }
        return "NULL";
    }

private:
    std::string child(const TreeNode& node, std::size_t i) const {
        return write(*node.children[i]);
    }

    std::string literal(const TreeNode& node) const {
        switch (node.type) {
        case ValueType::boolean:
            return dialect_.truth(node.text == "1");
        case ValueType::integer:
        case ValueType::number:
            return node.text;
        case ValueType::date:
            return dialect_.date(node.text);
        case ValueType::datetime:
            return dialect_.moment(node.text);
        case ValueType::text:
        case ValueType::list:
            break;
        }
        return sql_text(node.text);
    }

    std::string parameter(const std::string& name) const {
        const auto found = parameters_.find(name);
        if (found == parameters_.end() || !Date::from_iso(found->second)) {
            throw Error(
                ErrorCode::internal,
                {"writing an expression as SQL", "parameter :" + name + " has no date", "", ""});
        }
        return dialect_.date(found->second);
    }

    std::string joined(const TreeNode& node, std::string_view joint) const {
        std::string out = "(";
        for (const TreePtr& term : node.children) {
            out += (out.size() > 1 ? joint : std::string_view());
            out += write(*term);
        }
        return out + ")";
    }

    std::string comparison(const TreeNode& a, const TreeNode& b, Comparison how) const {
        const bool inexact = a.type == ValueType::number || b.type == ValueType::number;
        if (inexact) {
            // Nine decimals, so that binary fractions compare as the decimals people wrote.
            return fmt::format("(round({} - {}, 9) {} 0)", write(a), write(b), symbol_of(how));
        }
        return fmt::format("({} {} {})", write(a), symbol_of(how), write(b));
    }

    std::string membership(const TreeNode& node) const {
        const TreeNode& value = *node.children[0];
        bool inexact = value.type == ValueType::number;
        for (const TreePtr& item : node.children) {
            inexact = inexact || item->type == ValueType::number;
        }
        std::string out;
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            if (inexact) {
                out +=
                    (i > 1 ? " OR " : "") + comparison(value, *node.children[i], Comparison::equal);
            } else {
                out += (i > 1 ? ", " : "") + child(node, i);
            }
        }
        return inexact ? "(" + out + ")" : "(" + write(value) + " IN (" + out + "))";
    }

    std::string call(const TreeNode& node) const {
        const std::string first = child(node, 0);
        if (node.text == "lower") {
            return dialect_.lower(first);
        }
        if (node.text == "length") {
            return "length(" + first + ")";
        }
        if (node.text == "year") {
            return dialect_.year(first);
        }
        if (node.text == "month") {
            return dialect_.month(first);
        }
        if (node.text == "coalesce") {
            std::string out = "coalesce(" + first;
            for (std::size_t i = 1; i < node.children.size(); ++i) {
                out += ", " + child(node, i);
            }
            return out + ")";
        }
        const std::string second = child(node, 1);
        if (node.text == "contains") {
            return dialect_.contains(first, second);
        }
        return node.text == "days_between" ? dialect_.days(first, second)
                                           : dialect_.hours(first, second);
    }

    const SqlDialect& dialect_;
    const std::map<std::string, std::string>& parameters_;
};

} // namespace

std::string sql_text(std::string_view text) {
    return quoted(text, '\'');
}
std::string sql_name(std::string_view name) {
    return quoted(name, '"');
}

std::string emit_sql(
    const TreeNode& tree,
    const SqlDialect& dialect,
    const std::map<std::string, std::string>& parameters) {
    return SqlWriter(dialect, parameters).write(tree);
}

} // namespace tickmark
