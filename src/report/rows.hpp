#pragma once

#include "tickmark/ports/sql.hpp"
#include "tickmark/report/model.hpp"

#include <functional>
#include <memory>
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

/// Goes through the rows of a query in the order of their keys, one at a time, for whoever takes
/// long between them: the query is asked anew after every 20,000, so that no statement stays open
/// until its time limit.
class PulledRows {
public:
    PulledRows(SqlConnection& connection, std::string sql);
    /// Moves to the next row; false at the end.
    bool next();
    SqlValue value(const Field& field) const { return NamedRow(*rows_).value(field); }

private:
    void ask();

    SqlConnection& connection_;
    std::string sql_;
    std::unique_ptr<SqlRows> rows_;
    std::string last_key_;
    std::size_t asked_ = 0; ///< rows taken from the query that is open
};

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

/// The heading and one row of a table as print shows them.
Tree printed_heads(const std::vector<Column>& columns);
Tree printed_row(const std::vector<Column>& columns, const Row& row);
/// The table of a row query as print shows it: {columns, rows}.
Tree printed_rows(const std::vector<Column>& columns, const std::vector<Row>& rows);

/// Whether this report's reader may see a field: it is not personal, or part of the key, or named
/// in `print_personal`.
bool may_show(const Field& field, const Dataset& dataset, const ReportDefinition& definition);

std::string quoted_name(std::string_view name);
std::string field_title(const Field& field);

} // namespace tickmark::report
