#pragma once

#include "expression_tree.hpp"
#include <map>
#include <string>

namespace tickmark {

/// Where databases differ. Operands are SQL already, in brackets where they need them.
class SqlDialect {
public:
    SqlDialect() = default;
    SqlDialect(const SqlDialect&) = delete;
    SqlDialect& operator=(const SqlDialect&) = delete;
    SqlDialect(SqlDialect&&) = delete;
    SqlDialect& operator=(SqlDialect&&) = delete;
    virtual ~SqlDialect() = default;

    virtual std::string truth(bool value) const = 0;
    virtual std::string date(const std::string& iso) const = 0;
    virtual std::string moment(const std::string& iso) const = 0;
    virtual std::string divided(const std::string& a, const std::string& b) const = 0;
    virtual std::string date_add(const std::string& start, const TreeNode& node) const = 0;
    /// Case-sensitive; `pattern` with % and _ as its author wrote it.
    virtual std::string like(const std::string& value, const std::string& pattern) const = 0;
    virtual std::string contains(const std::string& list, const std::string& item) const = 0;
    virtual std::string lower(const std::string& text) const = 0;
    virtual std::string year(const std::string& date) const = 0;
    virtual std::string month(const std::string& date) const = 0;
    virtual std::string days(const std::string& from, const std::string& to) const = 0;
    virtual std::string hours(const std::string& from, const std::string& to) const = 0;
    virtual std::string local_date(const std::string& moment) const = 0;
};

/// 'text' with its quotes doubled.
std::string sql_text(std::string_view text);
/// A column's name in double quotes.
std::string sql_name(std::string_view name);

/// The tree as SQL of that dialect, parameters written out as literals.
std::string emit_sql(
    const TreeNode& tree,
    const SqlDialect& dialect,
    const std::map<std::string, std::string>& parameters);

} // namespace tickmark
