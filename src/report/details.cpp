#include "parts.hpp"

namespace tickmark::report {

namespace {

std::set<std::string> fields_of(const std::optional<Expression>& expression) {
    return expression ? expression->fields() : std::set<std::string>{};
}

std::vector<Column> detail_columns(const ShownFields& shown) {
    std::vector<Column> columns{{"record_key", "Record", 28, false}};
    for (const Field* field : shown.fields) {
        const bool numeric = field->type == FieldType::integer || field->type == FieldType::number;
        columns.push_back({field->name, field_title(*field), 16, numeric});
    }
    columns.push_back({"source", "Source", 16, false});
    columns.push_back({"collection", "Collection", 12, false});
    columns.push_back({"locator", "Where in the payload", 22, false});
    columns.push_back({"tm_population", "Population", 14, false});
    columns.push_back({"tm_exception", "Exception", 14, false});
    return columns;
}

/// SQL of the dataset's rows with what the test says of each: 1, 0 or NULL as the condition has it.
std::string condition_rows(const Parts& parts, const TestDefinition& test) {
    const auto parameters = parameter_values(parts);
    const std::string population =
        test.population ? emit_sqlite(*test.population, parameters) : "1";
    const std::string exception = test.exception ? emit_sqlite(*test.exception, parameters) : "0";
    return "SELECT *, (" + population + ") AS tm_population, (" + exception +
           ") AS tm_exception FROM " + quoted_name(test.dataset);
}

/// The population a reconciliation or an attestation reads; its exceptions by key.
std::string keyed_rows(const TestResult& test) {
    const std::string exceptions =
        test.exception_rows.empty()
            ? "0"
            : "record_key IN (SELECT record_key FROM (" + test.exception_rows.sql + "))";
    std::string sql = "SELECT *, 1 AS tm_population, (" + exceptions + ") AS tm_exception FROM (" +
                      test.population_rows.sql + ")";
    if (!test.undetermined_rows.empty()) {
        sql += " UNION ALL SELECT *, NULL AS tm_population, NULL AS tm_exception FROM (" +
               test.undetermined_rows.sql + ")";
    }
    return sql;
}

Cell population_cell(const SqlValue& value) {
    return Cell::of_text(!value ? "undetermined" : *value == "0" ? "out" : "in");
}

Cell exception_cell(const SqlValue& population, const SqlValue& value) {
    if (!population || *population == "0") {
        return {};
    }
    return Cell::of_text(!value ? "undetermined" : *value == "0" ? "ok" : "exception");
}

std::function<void(const Table::UseRow&)>
row_source(SqlConnection& connection, std::string sql, std::vector<const Field*> fields) {
    return
        [&connection, sql = std::move(sql), fields = std::move(fields)](const Table::UseRow& use) {
            Row cells;
            each_row(connection, sql, -1, [&](const NamedRow& row) {
                cells.clear();
                cells.push_back(Cell::of_text(row.value("record_key").value_or("")));
                for (const Field* field : fields) {
                    cells.push_back(Cell::of_field(*field, row.value(field->name)));
                }
                for (const char* name : {"source", "collection", "locator"}) {
                    cells.push_back(Cell::of_text(row.value(name).value_or("")));
                }
                const SqlValue population = row.value("tm_population");
                cells.push_back(population_cell(population));
                cells.push_back(exception_cell(population, row.value("tm_exception")));
                use(cells);
            });
        };
}

DetailSheet detail_sheet(const Parts& parts, const TestResult& test, const Dataset& dataset) {
    const TestDefinition& definition = test.definition;
    const bool by_condition =
        definition.kind == TestKind::condition && definition.population.has_value();
    std::set<std::string> needed;
    if (by_condition) {
        needed = fields_of(definition.population);
        needed.merge(fields_of(definition.exception));
    }
    ShownFields shown = shown_fields(dataset, parts.input.definition, needed);
    DetailSheet sheet;
    sheet.id = definition.id;
    sheet.left_out = std::move(shown.personal);
    if (by_condition) {
        sheet.population = definition.population;
        sheet.exception = definition.exception;
    }
    sheet.table.id = definition.id;
    sheet.table.title = definition.id + (definition.title.empty() ? "" : " " + definition.title);
    sheet.table.columns = detail_columns(shown);
    SqlConnection& connection = parts.input.snapshot.connection();
    const std::string sql = by_condition ? condition_rows(parts, definition) : keyed_rows(test);
    sheet.rows = std::stoll(connection.scalar("SELECT COUNT(*) FROM (" + sql + ")").value_or("0"));
    sheet.table.each = row_source(connection, sql, std::move(shown.fields));
    sheet.table.missing =
        "not available: no record of " + parts.dataset_title(dataset.id) + " is known.";
    return sheet;
}

} // namespace

std::vector<DetailSheet> detail_sheets(const Parts& parts) {
    std::vector<DetailSheet> sheets;
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            const Dataset* dataset = parts.dataset(test.definition.dataset);
            if (dataset != nullptr && !test.population_rows.empty()) {
                sheets.push_back(detail_sheet(parts, test, *dataset));
            }
        }
    }
    return sheets;
}

} // namespace tickmark::report
