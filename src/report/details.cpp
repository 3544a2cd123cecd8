#include "parts.hpp"

namespace tickmark::report {

namespace {

std::set<std::string> fields_of(const std::optional<Expression>& expression) {
    return expression ? expression->fields() : std::set<std::string>{};
}

/// Fields of a detail sheet; moments are shown again as the organisation's local day when the test
/// reads them.
struct DetailFields {
    std::vector<const Field*> shown;
    std::vector<const Field*> moments;
};

std::vector<Column> detail_columns(const DetailFields& fields) {
    std::vector<Column> columns{{"record_key", "Record", 28, false}};
    for (const Field* field : fields.shown) {
        const bool numeric = field->type == FieldType::integer || field->type == FieldType::number;
        const int width = field->type == FieldType::datetime ? 21 : 16;
        columns.push_back({field->name, field_title(*field), width, numeric});
    }
    for (const Field* field : fields.moments) {
        columns.push_back(
            {field->name + "@local", field_title(*field) + " (local day)", 16, false});
    }
    columns.push_back({"source", "Source", 16, false});
    columns.push_back({"collection", "Collection", 12, false});
    columns.push_back({"locator", "Where in the payload", 22, false});
    columns.push_back({"tm_population", "Population", 14, false});
    columns.push_back({"tm_exception", "Exception", 14, false});
    return columns;
}

std::string among(const RowQuery& query) {
    return query.empty() ? "0" : "record_key IN (SELECT record_key FROM (" + query.sql + "))";
}

/// Every row of the test's dataset with what the test says of it: 1, 0, or NULL where it is
/// undetermined. The keys come from the very queries that were counted, so that rows and counts
/// cannot disagree.
std::string answered_rows(const TestResult& test, const Dataset& dataset) {
    const std::string undetermined = among(test.undetermined_rows);
    // Of statements only the one that counts is shown; the dataset holds those of all controls.
    const bool is_statement = test.definition.kind == TestKind::attestation;
    const std::string rows = is_statement ? test.population_rows.sql : all_rows(dataset);
    return "SELECT *, CASE WHEN " + among(test.population_rows) + " THEN 1 WHEN " + undetermined +
           " THEN NULL ELSE 0 END AS tm_population, CASE WHEN " + among(test.exception_rows) +
           " THEN 1 WHEN " + undetermined + " THEN NULL ELSE 0 END AS tm_exception FROM (" + rows +
           ")";
}

/// Why no formula over a row's own cells can give the test's answers; empty where one can.
std::string why_values(const TestDefinition& test) {
    if (test.kind == TestKind::attestation) {
        return "the newest statement is shown; whether it is valid is no matter of one cell";
    }
    if (test.kind == TestKind::reconcile) {
        return "the match is looked for in another dataset, " + test.right_dataset;
    }
    if (test.sample) {
        return "what a tester found stands in sample_results, not in the row";
    }
    return test.population ? "" : "the test has no condition";
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

Cell local_day(const TimeZone& zone, const SqlValue& stored) {
    const auto at = stored ? parse_iso_datetime(*stored, TimeZone::utc()) : std::nullopt;
    return at ? Cell::of_kind(Cell::Kind::date, zone.local_date(*at).iso()) : Cell{};
}

/// Goes through a query's rows on a connection and gives them as cells.
struct DetailRows {
    SqlConnection* connection;
    std::string sql;
    DetailFields fields;
    TimeZone zone;

    void operator()(const Table::UseRow& use) const {
        Row cells;
        each_row(*connection, sql, -1, [&](const NamedRow& row) {
            cells.clear();
            fill(cells, row);
            use(cells);
        });
    }

    void fill(Row& cells, const NamedRow& row) const {
        cells.push_back(Cell::of_text(row.value("record_key").value_or("")));
        for (const Field* field : fields.shown) {
            cells.push_back(Cell::of_field(*field, row.value(*field)));
        }
        for (const Field* field : fields.moments) {
            cells.push_back(local_day(zone, row.value(*field)));
        }
        for (const char* name : {"source", "collection", "locator"}) {
            cells.push_back(Cell::of_text(row.value(name).value_or("")));
        }
        const SqlValue population = row.value("tm_population");
        cells.push_back(population_cell(population));
        cells.push_back(exception_cell(population, row.value("tm_exception")));
    }
};

DetailSheet detail_sheet(const Parts& parts, const TestResult& test, const Dataset& dataset) {
    const TestDefinition& definition = test.definition;
    const std::string why = why_values(definition);
    const bool by_condition = why.empty();
    std::set<std::string> needed;
    if (by_condition) {
        needed = fields_of(definition.population);
        needed.merge(fields_of(definition.exception));
    }
    ShownFields shown = shown_fields(dataset, parts.input.definition, needed);
    DetailSheet sheet;
    sheet.id = definition.id;
    sheet.values_because = why;
    sheet.left_out = std::move(shown.personal);
    if (by_condition) {
        sheet.population = definition.population;
        sheet.exception = definition.exception;
    }
    sheet.table.id = definition.id;
    sheet.table.title = definition.id + (definition.title.empty() ? "" : " " + definition.title);
    DetailFields fields{std::move(shown.fields), {}};
    for (const Field* field : fields.shown) {
        if (field->type == FieldType::datetime && needed.contains(field->name)) {
            fields.moments.push_back(field);
        }
    }
    sheet.table.columns = detail_columns(fields);
    SqlConnection& connection = parts.input.snapshot.connection();
    const std::string sql = answered_rows(test, dataset);
    sheet.rows = std::stoll(connection.scalar("SELECT COUNT(*) FROM (" + sql + ")").value_or("0"));
    sheet.table.each = DetailRows{
        &connection,
        sql,
        std::move(fields),
        TimeZone(parts.input.workspace.organisation.time_zone)};
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
