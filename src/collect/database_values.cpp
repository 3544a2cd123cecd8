#include "tickmark/base/error.hpp"

#include "database_values_internal.hpp"
#include <regex>
#include <utility>

namespace tickmark {

namespace {

/// "0000-00-00", alone or with a time of zeros after it.
bool is_zero_date(std::string_view text) {
    return text.starts_with("0000-00-00") &&
           text.find_first_not_of("0-:. ") == std::string_view::npos;
}

RawValue moment(std::string text, const std::optional<SessionZone>& zone) {
    if (!zone) {
        return RawValue::of_text(std::move(text));
    }
    if (!zone->named) {
        return RawValue::of_text(text + zone->offset);
    }
    const auto at = parse_iso_datetime(text, *zone->named);
    return RawValue::of_text(at ? at->iso() : std::move(text));
}

} // namespace

ColumnReading reading_of(std::string_view type, std::string_view server) {
    if (server.starts_with("PostgreSQL")) {
        return type == "boolean" ? ColumnReading::yes_or_no : ColumnReading::as_written;
    }
    if (server.starts_with("MariaDB") || server.starts_with("MySQL")) {
        if (type == "date" || type == "datetime") {
            return ColumnReading::day;
        }
        return type == "timestamp" ? ColumnReading::moment : ColumnReading::as_written;
    }
    return ColumnReading::as_written;
}

std::optional<SessionZone> session_zone(std::string_view name) {
    static const std::regex offset("[+-][0-9]{2}:[0-9]{2}");
    const std::string text(name);
    if (std::regex_match(text, offset)) {
        return SessionZone{text, std::nullopt};
    }
    if (text == "SYSTEM (UTC)" || text == "UTC") {
        return SessionZone{"", TimeZone::utc()};
    }
    if (text.find('/') == std::string::npos) {
        return std::nullopt;
    }
    try {
        return SessionZone{"", TimeZone(text)};
    } catch (const Error&) {
        return std::nullopt; // the server knows a zone that this machine does not
    }
}

RawValue read_database_value(
    std::string text, ColumnReading reading, const std::optional<SessionZone>& zone) {
    switch (reading) {
    case ColumnReading::yes_or_no:
        if (text == "t" || text == "f") {
            return RawValue::of_text(text == "t" ? "true" : "false");
        }
        break;
    case ColumnReading::day:
        if (is_zero_date(text)) {
            return RawValue::missing();
        }
        break;
    case ColumnReading::moment:
        return is_zero_date(text) ? RawValue::missing() : moment(std::move(text), zone);
    case ColumnReading::as_written:
        break;
    }
    return RawValue::of_text(std::move(text));
}

} // namespace tickmark
