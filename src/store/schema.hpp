#pragma once

#include "store/store_internal.hpp"
#include <string>
#include <vector>

/// Tables and views of store.db (docs/formats.md "store tables").
namespace tickmark::store {

/// A column of a history table that holds a dataset field.
struct StoredField {
    std::string name;
    std::string type; ///< TEXT, INTEGER or REAL, as declared when the column was made
};

/// "INTEGER" for integer and boolean, "REAL" for number, else "TEXT".
std::string column_type(FieldType type);
/// Dataset columns of a history table, in the order they were made; empty when it is not there.
std::vector<StoredField> stored_fields(SqlConnection& db, const std::string& dataset);
/// Ids of all datasets that have a history table.
std::vector<std::string> stored_datasets(SqlConnection& db);

/// Whether the database lacks a migration, a table, a column or a view that the dictionary needs.
bool needs_work(SqlConnection& db, const Dictionary& dictionary);
/// Migrates forward and makes what is lacking; called inside a write transaction.
///
/// Errors: config_invalid for a dataset that cannot be kept; store_io for a newer schema
void apply_schema(SqlConnection& db, const Dictionary& dictionary, Instant now);

/// Digest of every table, index and view as the database defines them.
Digest schema_digest(SqlConnection& db);
/// The schema digest in the newest custody entry about the schema; none in an empty log.
SqlValue recorded_schema(SqlConnection& db);

/// How the select list of a view names the store's own columns: a dataset field of the same name
/// stands, and the store's own is then "tm_<name>".
std::string view_name(const Dataset& dataset, const std::string& column);
/// The select list of a dataset's view over a history row `h` and its payload `p`.
std::string view_columns(const Dataset& dataset, const std::vector<StoredField>& fields);

} // namespace tickmark::store
