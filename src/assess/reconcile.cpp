#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <fmt/core.h>

namespace tickmark {

namespace {

/// The fields of `on` as one key: ("a", lower("b")).
std::string key_sql(const Assessing& assessing, const TestDefinition& test, bool any_case) {
    const Dataset& dataset = assessing.dataset(test.dataset);
    std::string key;
    for (const std::string& name : test.on) {
        const bool is_text = dataset.field(name)->type == FieldType::text;
        const std::string column = fmt::format("\"{}\"", name);
        key += (key.empty() ? "" : ", ") + (any_case && is_text ? "lower(" + column + ")" : column);
    }
    return key;
}

std::string
each_field(const TestDefinition& test, std::string_view form, std::string_view between) {
    std::string sql;
    for (const std::string& name : test.on) {
        sql += fmt::format("{}\"{}\" {}", sql.empty() ? "" : between, name, form);
    }
    return sql;
}

/// Whether the key is among those of the right rows that meet `condition`.
std::string matches_sql(
    const Assessing& assessing,
    const TestDefinition& test,
    const std::string& condition,
    bool any_case) {
    return fmt::format(
        "({0}) IN (SELECT {0} FROM \"{1}\" WHERE {2} AND {3})",
        key_sql(assessing, test, any_case),
        test.right_dataset,
        condition,
        each_field(test, "IS NOT NULL", " AND "));
}

/// Exceptions that have a match in another case.
std::int64_t count_of_other_case(const Assessing& assessing, const TestResult& result) {
    const TestDefinition& test = result.definition;
    const auto rows = assessing.query(fmt::format(
        "SELECT count(*) FROM ({}) WHERE {}",
        result.exception_rows.sql,
        matches_sql(assessing, test, assessing.sql(*test.right_where), true)));
    return rows->next() ? count_of(rows->text(0)) : 0;
}

} // namespace

std::string unmatched_sql(const Assessing& assessing, const TestDefinition& test) {
    const std::string where = assessing.sql(*test.right_where);
    return fmt::format(
        "(CASE WHEN {} THEN NULL WHEN {} THEN 0 WHEN {} THEN NULL ELSE 1 END)",
        each_field(test, "IS NULL", " OR "),
        matches_sql(assessing, test, where, test.ignore_case),
        matches_sql(assessing, test, "(" + where + " IS NULL)", test.ignore_case));
}

void name_unmatched(const Assessing& assessing, TestResult& result) {
    constexpr std::size_t most = 100;
    const auto keys = assessing.query(fmt::format(
        "SELECT DISTINCT {0} FROM ({1}) ORDER BY {0}",
        key_sql(assessing, result.definition, false),
        result.exception_rows.sql));
    for (; keys->next(); ++result.unmatched_count) {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < result.definition.on.size(); ++i) {
            parts.push_back(keys->text(i).value_or(""));
        }
        if (result.unmatched.size() < most) {
            result.unmatched.push_back(join(parts, " | "));
        }
    }
    if (result.definition.ignore_case) {
        return;
    }
    if (const std::int64_t number = count_of_other_case(assessing, result); number > 0) {
        result.reason +=
            fmt::format("; {} would match but for upper and lower case", counted(number, "record"));
    }
}

} // namespace tickmark
