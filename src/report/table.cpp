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

std::string csv_text(const Table& table) {
    std::string out;
    const auto add = [&out](std::string_view value, bool first) {
        out += first ? "" : ",";
        if (value.find_first_of("\",\r\n") == std::string_view::npos) {
            out += value;
            return;
        }
        out += '"';
        for (const char c : value) {
            out += c == '"' ? "\"\"" : std::string(1, c);
        }
        out += '"';
    };
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        add(table.columns[i].title, i == 0);
    }
    out += "\r\n";
    table.each([&](const Row& row) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            add(row[i].text, i == 0);
        }
        out += "\r\n";
    });
    return out;
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
    case Cell::Kind::number: { // a database says 9 as 9.0
        const std::size_t last = cell.text.find_last_not_of('0');
        const bool whole = cell.text.find('.') != std::string::npos && last != std::string::npos &&
                           cell.text[last] == '.';
        return whole ? cell.text.substr(0, last) : cell.text;
    }
    default:
        return cell.text;
    }
}

} // namespace tickmark
