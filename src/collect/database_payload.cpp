#include "tickmark/collect/database_payload.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include "database_values_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <istream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

namespace tickmark {

namespace {

using Json = nlohmann::json;

std::string header_line(const DatabaseFacts& facts, const SqlRows& rows) {
    std::ostringstream line;
    JsonWriter json(line, 0);
    json.begin_object()
        .member("tickmark", "database payload v1")
        .member("query", facts.query)
        .key("parameters")
        .begin_array()
        .end_array()
        .member("server", facts.server)
        .member("snapshot", facts.snapshot)
        .member("time_zone", facts.time_zone)
        .key("columns")
        .begin_array();
    for (const SqlColumn& column : rows.columns()) {
        json.value(column.name);
    }
    json.end_array();
    const bool typed =
        std::any_of(rows.columns().begin(), rows.columns().end(), [](const SqlColumn& column) {
            return !column.type.empty();
        });
    if (typed) {
        json.key("types").begin_array();
        for (const SqlColumn& column : rows.columns()) {
            json.value(column.type);
        }
        json.end_array();
    }
    json.end_object();
    return line.str();
}

/// A value as JSON: text, null, or {"bytes":"hex"} for what is not UTF-8.
std::string value_json(const SqlValue& value) {
    if (!value) {
        return "null";
    }
    if (is_utf8(*value)) {
        return json_quote(*value);
    }
    std::string hex;
    for (const char c : *value) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return "{\"bytes\":\"" + hex + "\"}";
}

/// Column of the result for each wanted one; none where it was only tried.
std::vector<std::optional<std::size_t>> find_columns(
    const std::vector<std::string>& titles,
    const std::vector<WantedColumn>& wanted,
    const std::string& name) {
    std::vector<std::optional<std::size_t>> places;
    for (const WantedColumn& column : wanted) {
        const auto found = std::find(titles.begin(), titles.end(), column.name);
        if (found != titles.end()) {
            places.emplace_back(static_cast<std::size_t>(found - titles.begin()));
            continue;
        }
        if (column.required) {
            throw Error(
                ErrorCode::source_failed,
                {"reading the query's result",
                 "it has no column '" + column.name + "'" + did_you_mean(column.name, titles),
                 name,
                 "the query gives: " + join(titles, ", ")});
        }
        places.emplace_back();
    }
    return places;
}

class DatabasePayloadReader final: public RowReader {
public:
    DatabasePayloadReader(
        const std::string& path, const std::string& name, const std::vector<WantedColumn>& wanted) :
        in_(open_input(path)), name_(name) {
        const Json header = next_line();
        const auto titles = header.at("columns").get<std::vector<std::string>>();
        columns_ = find_columns(titles, wanted, name);
        zone_ = session_zone(header.value("time_zone", ""));
        const auto types = header.value("types", std::vector<std::string>(titles.size()));
        for (const std::string& type : types) {
            readings_.push_back(reading_of(type, header.value("server", "")));
        }
    }

    bool next(RawRow& row) override {
        if (in_->peek() == std::istream::traits_type::eof()) {
            return false;
        }
        const Json values = next_line();
        row = RawRow();
        row.locator = fmt::format("line {}", line_);
        for (const auto& column : columns_) {
            row.values.push_back(column ? value_of(values, *column) : RawValue::missing());
        }
        return true;
    }

private:
    RawValue value_of(const Json& values, std::size_t column) const {
        const Json& value = values.at(column);
        if (value.is_null()) {
            return RawValue::missing();
        }
        if (value.is_string()) {
            return read_database_value(value.get<std::string>(), readings_.at(column), zone_);
        }
        return RawValue::broken("holds bytes that are not UTF-8 text");
    }

    Json next_line() {
        std::string line;
        std::getline(*in_, line);
        ++line_;
        try {
            return Json::parse(line);
        } catch (const Json::exception& error) {
            throw Error(
                ErrorCode::source_failed,
                {"reading a database payload",
                 error.what(),
                 fmt::format("{}:{}", name_, line_),
                 ""});
        }
    }

    std::unique_ptr<std::istream> in_;
    std::string name_;
    std::vector<std::optional<std::size_t>> columns_;
    std::vector<ColumnReading> readings_; ///< of the result's columns
    std::optional<SessionZone> zone_;
    long long line_ = 0;
};

} // namespace

long long write_database_payload(
    const std::string& path,
    const DatabaseFacts& facts,
    SqlRows& rows,
    const std::function<void(long long)>& told) {
    FileWriter out(path);
    out.write(header_line(facts, rows) + "\n");
    const std::size_t columns = rows.columns().size();
    constexpr long long rows_between_looks = 10'000;
    long long count = 0;
    std::string line;
    while (rows.next()) {
        line = "[";
        for (std::size_t i = 0; i < columns; ++i) {
            line += (i == 0 ? "" : ",") + value_json(rows.text(i));
        }
        line += "]\n";
        out.write(line);
        if (++count % rows_between_looks == 0) {
            throw_if_cancelled("collecting");
            if (told) {
                told(count);
            }
        }
    }
    out.close();
    return count;
}

std::unique_ptr<RowReader> open_database_payload(
    const std::string& path, const std::string& name, const std::vector<WantedColumn>& wanted) {
    return std::make_unique<DatabasePayloadReader>(path, name, wanted);
}

} // namespace tickmark
