#include "expression_sql.hpp"
#include <fmt/core.h>

namespace tickmark {
namespace {

std::string_view word_of(DateUnit unit) {
    switch (unit) {
    case DateUnit::days:
    case DateUnit::weeks:
        return "days";
    case DateUnit::months:
    case DateUnit::years:
        return "months";
    case DateUnit::hours:
        return "hours";
    }
    return "days";
}

/// SQLite 3.40: dates are texts, so that they compare as texts; local_date() is registered by the
/// store on the connections it hands out.
class SqliteDialect final: public SqlDialect {
public:
    std::string truth(bool value) const override { return value ? "1" : "0"; }
    std::string date(const std::string& iso) const override { return sql_text(iso); }
    std::string moment(const std::string& iso) const override { return sql_text(iso); }
    std::string divided(const std::string& a, const std::string& b) const override {
        // Division by zero is NULL in SQLite, as the language wants it.
        return "(CAST(" + a + " AS REAL) / " + b + ")";
    }

    std::string date_add(const std::string& start, const TreeNode& node) const override {
        if (node.unit == DateUnit::hours) {
            return fmt::format(
                "strftime('%Y-%m-%dT%H:%M:%fZ', {}, '{:+d} hours')", start, node.amount);
        }
        if (node.unit == DateUnit::days || node.unit == DateUnit::weeks) {
            const int days = node.unit == DateUnit::weeks ? node.amount * 7 : node.amount;
            return fmt::format("date({}, '{:+d} days')", start, days);
        }
        // A month that is too short runs over into the next one: take the last day before that.
        const int months = node.unit == DateUnit::years ? node.amount * 12 : node.amount;
        return fmt::format(
            "(SELECT min(date(d, '{0:+d} {2}'), date(d, 'start of month', '{1:+d} {2}', '-1 days'))"
            " FROM (SELECT {3} AS d))",
            months,
            months + 1,
            word_of(node.unit),
            start);
    }

    std::string like(const std::string& value, const std::string& pattern) const override {
        // SQLite's LIKE ignores the case of ASCII letters; GLOB does not.
        std::string glob;
        for (const char c : pattern) {
            if (c == '%') {
                glob += '*';
            } else if (c == '_') {
                glob += '?';
            } else if (c == '*' || c == '?' || c == '[') {
                glob += std::string("[") + c + "]";
            } else {
                glob += c;
            }
        }
        return "(" + value + " GLOB " + sql_text(glob) + ")";
    }

    std::string contains(const std::string& list, const std::string& item) const override {
        return fmt::format(
            "(SELECT CASE WHEN l IS NULL OR i IS NULL THEN NULL "
            "ELSE EXISTS (SELECT 1 FROM json_each(l) WHERE value = i) END "
            "FROM (SELECT {} AS l, {} AS i))",
            list,
            item);
    }

    std::string lower(const std::string& text) const override { return "lower(" + text + ")"; }
    std::string year(const std::string& date) const override {
        return "CAST(substr(" + date + ", 1, 4) AS INTEGER)";
    }
    std::string month(const std::string& date) const override {
        return "CAST(substr(" + date + ", 6, 2) AS INTEGER)";
    }
    std::string days(const std::string& from, const std::string& to) const override {
        return fmt::format("CAST(julianday({}) - julianday({}) AS INTEGER)", to, from);
    }
    std::string hours(const std::string& from, const std::string& to) const override {
        // Whole milliseconds first: a Julian day is a fraction with an error in its last digits.
        return fmt::format(
            "(round((julianday({}) - julianday({})) * 86400000.0) / 3600000.0)", to, from);
    }
    std::string local_date(const std::string& moment) const override {
        return "local_date(" + moment + ")";
    }
};

} // namespace

std::string
emit_sqlite(const Expression& expression, const std::map<std::string, std::string>& parameters) {
    return emit_sql(*expression.tree().root, SqliteDialect(), parameters);
}

} // namespace tickmark
