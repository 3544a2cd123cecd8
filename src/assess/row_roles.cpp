#include "tickmark/assess/row_roles.hpp"

#include <fmt/format.h>

namespace tickmark {

namespace {

constexpr std::string_view wanted = "record_key, source, collection, payload, locator";

std::string keys_of(const RowQuery& query) {
    return query.empty() ? "SELECT NULL WHERE 0" : "SELECT record_key FROM (" + query.sql + ")";
}

} // namespace

RowQuery rows_with_roles(const TestResult& test) {
    if (test.population_rows.empty()) {
        return {};
    }
    std::string sql = fmt::format(
        "SELECT {0}, CASE WHEN record_key IN ({2}) THEN 'exception' "
        "WHEN record_key IN ({3}) THEN 'undetermined' ELSE 'population' END AS role FROM ({1})",
        wanted,
        test.population_rows.sql,
        keys_of(test.exception_rows),
        keys_of(test.undetermined_rows));
    if (!test.undetermined_rows.empty()) {
        // Rows of which it is not known whether they belong to the population stand outside it.
        sql += fmt::format(
            " UNION ALL SELECT {0}, 'undetermined' AS role FROM ({1}) "
            "WHERE record_key NOT IN ({2})",
            wanted,
            test.undetermined_rows.sql,
            keys_of(test.population_rows));
    }
    return {sql + " ORDER BY record_key"};
}

RowQuery rows_with_roles(const FigureResult& figure) {
    if (figure.denominator_rows.empty()) {
        return {};
    }
    if (figure.definition.measure != Measure::share) {
        return {fmt::format(
            "SELECT {0}, 'counted' AS role FROM ({1}) ORDER BY record_key",
            wanted,
            figure.denominator_rows.sql)};
    }
    return {fmt::format(
        "SELECT {0}, CASE WHEN record_key IN ({2}) THEN 'numerator' ELSE 'denominator' END AS role "
        "FROM ({1}) ORDER BY record_key",
        wanted,
        figure.denominator_rows.sql,
        keys_of(figure.numerator_rows))};
}

} // namespace tickmark
