#pragma once

#include "tickmark/ports/sql.hpp"
#include "tickmark/report/model.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace tickmark::report {

/// A row of a query, values by column name.
class NamedRow {
public:
    explicit NamedRow(const SqlRows& rows) : rows_(rows) {}
    /// None for NULL and for a column the query does not have.
    SqlValue value(std::string_view name) const;
    /// A dataset's field, which has another name where the row has a column of its own so called.
    SqlValue value(const Field& field) const;

private:
    const SqlRows& rows_;
};

/// Runs a row query, at most `limit` rows (below 0: all) in the order of their keys.
void each_row(
    SqlConnection& connection,
    const std::string& sql,
    long long limit,
    const std::function<void(const NamedRow&)>& use);

/// SQL of a dataset's rows in the shape of a RowQuery; `where` is SQL, empty for all.
std::string all_rows(const Dataset& dataset, const std::string& where = "");

/// Which columns of a dataset are shown for a test, and which are held back.
struct ShownFields {
    std::vector<const Field*> fields;
    std::vector<std::string> personal; ///< titles: left out because they are personal data
    std::vector<std::string> further;  ///< titles: left out of print for want of room
};

/// All columns that this audience may see: not personal, or part of the key, or named in
/// `print_personal`, or in `needed`.
ShownFields shown_fields(
    const Dataset& dataset,
    const ReportDefinition& definition,
    const std::set<std::string>& needed);

/// Those of them that fit on a printed page: what the test reads first, then others in their order.
ShownFields printed_fields(
    const Dataset& dataset, const ReportDefinition& definition, const TestDefinition& test);

/// The table of a row query as print shows it: {columns, rows, count, note}.
Tree printed_rows(const std::vector<Column>& columns, const std::vector<Row>& rows);

std::string quoted_name(std::string_view name);
std::string field_title(const Field& field);

} // namespace tickmark::report
