#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "parts.hpp"

namespace tickmark::report {

namespace {

[[noreturn]] void reject_table(const TableDefinition& definition, const std::string& why) {
    throw Error(
        ErrorCode::config_invalid,
        {"reading table '" + definition.id + "' of the report", why, definition.at.text(), ""});
}

std::vector<const Field*> fields_of(const Dataset& dataset, const TableDefinition& definition) {
    std::vector<const Field*> fields;
    for (const std::string& name : definition.columns) {
        const Field* field = dataset.field(name);
        if (field == nullptr) {
            reject_table(
                definition,
                "dataset '" + dataset.id + "' has no field '" + name + "'" +
                    did_you_mean(name, dataset.field_names()));
        }
        fields.push_back(field);
    }
    return fields;
}

std::string
query_of(const Parts& parts, const Dataset& dataset, const TableDefinition& definition) {
    std::string where;
    if (!definition.where.empty()) {
        const Expression condition = parse_expression(definition.where, dataset, definition.at);
        where = emit_sqlite(condition, parameter_values(parts));
    }
    return all_rows(dataset, where);
}

} // namespace

Table extra_table(const Parts& parts, const TableDefinition& definition) {
    const Dataset* dataset = parts.dataset(definition.dataset);
    if (dataset == nullptr) {
        reject_table(definition, "there is no dataset '" + definition.dataset + "'");
    }
    const auto fields = fields_of(*dataset, definition);
    Table table;
    table.id = definition.id;
    table.title = definition.title;
    for (const Field* field : fields) {
        const bool numeric = field->type == FieldType::integer || field->type == FieldType::number;
        table.columns.push_back({field->name, field_title(*field), 18, numeric});
    }
    SqlConnection& connection = parts.input.snapshot.connection();
    table.each = [&connection, fields, sql = query_of(parts, *dataset, definition)](
                     const Table::UseRow& use) {
        each_row(connection, sql, -1, [&](const NamedRow& row) {
            Row cells;
            for (const Field* field : fields) {
                cells.push_back(Cell::of_field(*field, row.value(*field)));
            }
            use(cells);
        });
    };
    table.missing =
        "No record of " + parts.dataset_title(definition.dataset) + " meets the condition.";
    return table;
}

Tree extra_tables_part(const Parts& parts) {
    Tree list = Tree::make_list();
    for (const TableDefinition& definition : parts.input.definition.tables) {
        const Table table = extra_table(parts, definition);
        const auto limit = static_cast<std::size_t>(parts.limit("tables", 200));
        std::vector<Row> rows;
        std::size_t total = 0;
        table.each([&](const Row& row) {
            if (++total <= limit) {
                rows.push_back(row);
            }
        });
        list.add(Tree::make_map()
                     .set("id", definition.id)
                     .set("anchor", anchor_id("table", definition.id))
                     .set("title", definition.title)
                     .set("missing", rows.empty() ? table.missing : "")
                     .set(
                         "shown",
                         total > limit
                             ? "First " + number_text(static_cast<std::int64_t>(limit)) + " of " +
                                   number_text(static_cast<std::int64_t>(total)) +
                                   "; all in the workbook."
                             : "")
                     .set("table", printed_rows(table.columns, rows)));
    }
    return list;
}

} // namespace tickmark::report
