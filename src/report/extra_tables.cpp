#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <optional>

namespace tickmark::report {

namespace {

[[noreturn]] void reject_table(const TableDefinition& definition, const std::string& why) {
    throw Error(
        ErrorCode::config_invalid,
        {"reading table '" + definition.id + "' of the report", why, definition.at.text(), ""});
}

struct TableFields {
    std::vector<const Field*> shown;
    std::vector<std::string> personal; ///< titles: asked for, and not for this reader
};

TableFields
fields_of(const Parts& parts, const Dataset& dataset, const TableDefinition& definition) {
    TableFields fields;
    for (const std::string& name : definition.columns) {
        const Field* field = dataset.field(name);
        if (field == nullptr) {
            reject_table(
                definition,
                "dataset '" + dataset.id + "' has no field '" + name + "'" +
                    did_you_mean(name, dataset.field_names()));
        }
        if (may_show(*field, dataset, parts.input.definition)) {
            fields.shown.push_back(field);
        } else {
            fields.personal.push_back(field_title(*field));
        }
    }
    if (fields.shown.empty()) {
        reject_table(definition, "it has no column that this report's reader may see");
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

/// Dates, numbers and words of a fixed set need little room; texts share the rest.
Column column_of(const Field& field, const Dataset& dataset) {
    const bool numeric = field.type == FieldType::integer || field.type == FieldType::number;
    const bool narrow = field.type == FieldType::date || field.type == FieldType::boolean ||
                        field.type == FieldType::enumeration;
    const bool key = field.name == dataset.key.front();
    return {
        field.name,
        field_title(field),
        18,
        numeric,
        numeric || narrow || (key && dataset.key.size() == 1) ? "w-8" : ""};
}

/// Why a table has no rows.
std::string missing_text(const Parts& parts, const TableDefinition& definition) {
    const std::string title = parts.dataset_title(definition.dataset);
    if (parts.input.snapshot.collections(definition.dataset).empty()) {
        return "not available: " + title + " was never collected completely.";
    }
    return definition.where.empty() ? "None: " + title + " holds no record."
                                    : "None: no record of " + title + " meets the condition.";
}

} // namespace

Table extra_table(const Parts& parts, const TableDefinition& definition) {
    const Dataset* dataset = parts.dataset(definition.dataset);
    if (dataset == nullptr) {
        reject_table(definition, "there is no dataset '" + definition.dataset + "'");
    }
    const TableFields fields = fields_of(parts, *dataset, definition);
    Table table;
    table.id = definition.id;
    table.title = definition.title;
    for (const Field* field : fields.shown) {
        table.columns.push_back(column_of(*field, *dataset));
    }
    SqlConnection& connection = parts.input.snapshot.connection();
    table.open =
        [&connection, shown = fields.shown, sql = query_of(parts, *dataset, definition)]() {
            const auto rows = std::make_shared<PulledRows>(connection, sql);
            return [rows, shown]() -> std::optional<Row> {
                if (!rows->next()) {
                    return std::nullopt;
                }
                Row cells;
                for (const Field* field : shown) {
                    cells.push_back(Cell::of_field(*field, rows->value(*field)));
                }
                return cells;
            };
        };
    table.each = [open = table.open](const Table::UseRow& use) {
        const Table::Next next = open();
        while (const std::optional<Row> row = next()) {
            use(*row);
        }
    };
    table.missing = missing_text(parts, definition);
    if (!fields.personal.empty()) {
        table.notes.push_back("Not shown, as personal data: " + join(fields.personal, ", ") + ".");
    }
    return table;
}

namespace {

/// Where the records of a table come from: ids of collections, linked where the report has them.
Tree collection_links(const Parts& parts, const std::string& dataset) {
    Tree list = Tree::make_list();
    const auto collections = parts.input.snapshot.collections(dataset);
    for (const Collection& collection : collections) {
        const bool known = parts.collections.contains(collection.id);
        list.add(Tree::make_map()
                     .set("id", collection.id)
                     .set("comma", &collection == &collections.back() ? "." : ",")
                     .set("href", known ? anchor_id("collection", collection.id) : ""));
    }
    return list;
}

/// All rows, made for print one at a time.
Tree row_stream(const Table& table) {
    return Tree::make_stream([open = table.open, columns = table.columns]() -> Tree::Next {
        return [next = open(), columns]() -> std::optional<Tree> {
            const std::optional<Row> row = next();
            return row ? std::optional(printed_row(columns, *row)) : std::nullopt;
        };
    });
}

} // namespace

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
                     .set("note", join(table.notes, " "))
                     .set("collections", collection_links(parts, definition.dataset))
                     .set("total", counted(static_cast<std::int64_t>(total), "record", "records"))
                     .set(
                         "shown",
                         total > limit
                             ? "First " + number_text(static_cast<std::int64_t>(limit)) + " of " +
                                   number_text(static_cast<std::int64_t>(total)) +
                                   "; all in the workbook."
                             : "")
                     .set("table", printed_rows(table.columns, rows))
                     .set("all_columns", printed_heads(table.columns))
                     .set("all_rows", row_stream(table)));
    }
    return list;
}

} // namespace tickmark::report
