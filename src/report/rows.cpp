#include "rows.hpp"

#include "tickmark/base/text.hpp"

#include <algorithm>
#include <set>

namespace tickmark::report {

namespace {

constexpr std::size_t most_printed_fields =
    5; ///< beside the key; more do not fit on a portrait page
constexpr std::size_t rows_between_queries = 20'000;

bool holds(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Name of a field in the rows of a RowQuery.
std::string row_name(const std::string& field) {
    const bool clashes = field == "record_key" || field == "source" || field == "collection" ||
                         field == "payload" || field == "locator";
    return clashes ? "field_" + field : field;
}

std::set<std::string> fields_read(const TestDefinition& test) {
    std::set<std::string> fields(test.on.begin(), test.on.end());
    for (const auto& expression : {test.population, test.exception}) {
        if (expression) {
            fields.insert(expression->fields().begin(), expression->fields().end());
        }
    }
    return fields;
}

} // namespace

bool may_show(const Field& field, const Dataset& dataset, const ReportDefinition& definition) {
    return field.personal == Personal::none || holds(dataset.key, field.name) ||
           holds(definition.print_personal, dataset.id + "." + field.name);
}

SqlValue NamedRow::value(std::string_view name) const {
    const auto& columns = rows_.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) {
            return rows_.text(i);
        }
    }
    return {};
}

SqlValue NamedRow::value(const Field& field) const {
    return value(row_name(field.name));
}

std::string all_rows(const Dataset& dataset, const std::string& where) {
    // A view calls its own columns tm_… where the dataset has a field of that name.
    const auto own = [&dataset](const char* name) {
        return quoted_name((dataset.field(name) == nullptr ? "" : "tm_") + std::string(name)) +
               " AS " + name;
    };
    std::string columns = own("record_key");
    for (const Field& field : dataset.fields) {
        columns += ", " + quoted_name(field.name) + " AS " + quoted_name(row_name(field.name));
    }
    for (const char* name : {"source", "collection", "payload", "locator"}) {
        columns += ", " + own(name);
    }
    return "SELECT " + columns + " FROM " + quoted_name(dataset.id) +
           (where.empty() ? "" : " WHERE " + where);
}

void each_row(
    SqlConnection& connection,
    const std::string& sql,
    long long limit,
    const std::function<void(const NamedRow&)>& use) {
    const auto rows = connection.query(
        "SELECT * FROM (" + sql + ") ORDER BY record_key LIMIT " + std::to_string(limit));
    const NamedRow row(*rows);
    while (rows->next()) {
        use(row);
    }
}

PulledRows::PulledRows(SqlConnection& connection, std::string sql) :
    connection_(connection), sql_(std::move(sql)) {
    ask();
}

void PulledRows::ask() {
    rows_ = connection_.query(
        "SELECT * FROM (" + sql_ + ") WHERE record_key > ? ORDER BY record_key LIMIT " +
            std::to_string(rows_between_queries),
        {last_key_});
    asked_ = 0;
}

bool PulledRows::next() {
    if (rows_->next()) {
        ++asked_;
        last_key_ = NamedRow(*rows_).value("record_key").value_or("");
        return true;
    }
    if (asked_ < rows_between_queries) {
        return false;
    }
    ask();
    return next();
}

ShownFields shown_fields(
    const Dataset& dataset,
    const ReportDefinition& definition,
    const std::set<std::string>& needed) {
    ShownFields shown;
    for (const Field& field : dataset.fields) {
        if (may_show(field, dataset, definition) || needed.contains(field.name)) {
            shown.fields.push_back(&field);
        } else {
            shown.personal.push_back(field_title(field));
        }
    }
    return shown;
}

ShownFields printed_fields(
    const Dataset& dataset, const ReportDefinition& definition, const TestDefinition& test) {
    const std::set<std::string> read = fields_read(test);
    const ShownFields allowed = shown_fields(dataset, definition, {});
    ShownFields shown;
    shown.personal = allowed.personal;
    std::set<const Field*> chosen;
    const auto choose = [&](bool only_read) {
        for (const Field* field : allowed.fields) {
            const bool wanted =
                read.contains(field->name) == only_read && !holds(dataset.key, field->name);
            if (wanted && chosen.size() < most_printed_fields) {
                chosen.insert(field);
            }
        }
    };
    choose(true);
    choose(false);
    for (const Field* field : allowed.fields) {
        if (chosen.contains(field)) {
            shown.fields.push_back(field);
        } else if (!holds(dataset.key, field->name)) {
            shown.further.push_back(field_title(*field));
        }
    }
    return shown;
}

namespace {

/// Keys of several parts need room; numbers stand at the right.
std::string class_of(const Column& column) {
    if (column.name == "record_key") {
        return column.print_class.empty() ? "w-25" : column.print_class;
    }
    const bool both = column.numeric && !column.print_class.empty();
    return (column.numeric ? "num" : "") + std::string(both ? " " : "") + column.print_class;
}

} // namespace

Tree printed_heads(const std::vector<Column>& columns) {
    Tree heads = Tree::make_list();
    for (const Column& column : columns) {
        heads.add(Tree::make_map().set("title", column.title).set("class", class_of(column)));
    }
    return heads;
}

Tree printed_row(const std::vector<Column>& columns, const Row& row) {
    Tree cells = Tree::make_list();
    for (std::size_t i = 0; i < row.size(); ++i) {
        cells.add(Tree::make_map()
                      .set("text", print_cell(row[i]))
                      .set("link", row[i].link)
                      .set("status", row[i].status)
                      .set("class", class_of(columns.at(i))));
    }
    return Tree::make_map().set("cells", std::move(cells));
}

Tree printed_rows(const std::vector<Column>& columns, const std::vector<Row>& rows) {
    Tree lines = Tree::make_list();
    for (const Row& row : rows) {
        lines.add(printed_row(columns, row));
    }
    return Tree::make_map().set("columns", printed_heads(columns)).set("rows", std::move(lines));
}

std::string quoted_name(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string field_title(const Field& field) {
    return field.title.empty() ? field.name : field.title;
}

} // namespace tickmark::report
