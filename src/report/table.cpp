#include "tickmark/report/table.hpp"

#include "tickmark/base/text.hpp"

#include <memory>
#include <nlohmann/json.hpp>

namespace tickmark {

namespace {

Cell::Kind kind_of(FieldType type) noexcept {
    switch (type) {
    case FieldType::integer:
        return Cell::Kind::integer;
    case FieldType::number:
        return Cell::Kind::number;
    case FieldType::boolean:
        return Cell::Kind::boolean;
    case FieldType::date:
        return Cell::Kind::date;
    case FieldType::datetime:
        return Cell::Kind::datetime;
    case FieldType::text:
    case FieldType::enumeration:
    case FieldType::list:
        return Cell::Kind::text;
    }
    return Cell::Kind::text;
}

/// "[\"a\",\"b\"]" → "a; b", "[]" → "(none)"; anything else stays as it is.
std::string print_list(const std::string& stored) {
    const auto parsed = nlohmann::json::parse(stored, nullptr, false);
    if (!parsed.is_array()) {
        return stored;
    }
    std::vector<std::string> items;
    items.reserve(parsed.size());
    for (const auto& item : parsed) {
        items.push_back(item.is_string() ? item.get<std::string>() : item.dump());
    }
    return items.empty() ? "(none)" : join(items, "; ");
}

} // namespace

Cell Cell::of_text(std::string_view value) {
    return of_kind(Kind::text, value);
}

Cell Cell::of_integer(std::int64_t value) {
    return of_kind(Kind::integer, std::to_string(value));
}

Cell Cell::of_boolean(bool value) {
    return of_kind(Kind::boolean, value ? "1" : "0");
}

Cell Cell::of_kind(Kind kind, std::string_view text) {
    Cell cell;
    cell.kind = text.empty() ? Kind::none : kind;
    cell.text = text;
    return cell;
}

Cell Cell::of_status(std::string_view status, std::string_view words) {
    Cell cell = of_text(words);
    cell.status = status;
    return cell;
}

Cell Cell::of_link(std::string_view value, std::string_view id) {
    Cell cell = of_text(value);
    cell.link = id;
    return cell;
}

Cell Cell::of_field(const Field& field, const std::optional<std::string>& stored) {
    if (!stored) {
        return {};
    }
    return of_kind(
        kind_of(field.type), field.type == FieldType::list ? print_list(*stored) : *stored);
}

Table make_small_table(
    std::string id, std::string title, std::vector<Column> columns, std::vector<Row> rows) {
    Table table;
    table.id = std::move(id);
    table.title = std::move(title);
    table.columns = std::move(columns);
    const auto kept = std::make_shared<const std::vector<Row>>(std::move(rows));
    table.each = [kept](const Table::UseRow& use) {
        for (const Row& row : *kept) {
            use(row);
        }
    };
    return table;
}

std::string print_cell(const Cell& cell) {
    switch (cell.kind) {
    case Cell::Kind::none:
        return "";
    case Cell::Kind::boolean:
        return cell.text == "1" ? "yes" : "no";
    case Cell::Kind::datetime:
        if (cell.text.size() >= 19 && cell.text[10] == 'T') {
            return cell.text.substr(0, 10) + " " + cell.text.substr(11, 8) + " UTC";
        }
        return cell.text;
    default:
        return cell.text;
    }
}

} // namespace tickmark
