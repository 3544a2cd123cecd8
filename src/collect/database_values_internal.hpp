#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// How the texts of one column are read.
enum class ColumnReading {
    as_written,
    yes_or_no, ///< PostgreSQL writes booleans as t and f
    day,       ///< MySQL's zero dates mean "not set"
    moment     ///< a zero date, or a moment shown in the session's zone without naming it
};

/// `type` as the server calls it; `server` as in the payload's header.
ColumnReading reading_of(std::string_view type, std::string_view server);

/// The session's zone, where its name says for certain which it is.
struct SessionZone {
    std::string offset;            ///< "+09:00"; empty where `named` is set
    std::optional<TimeZone> named; ///< "Europe/Berlin", UTC
};

/// `name` as the server gives it; none for "SYSTEM (EST)": an abbreviation means several zones.
std::optional<SessionZone> session_zone(std::string_view name);

RawValue read_database_value(
    std::string text, ColumnReading reading, const std::optional<SessionZone>& zone);

} // namespace tickmark
