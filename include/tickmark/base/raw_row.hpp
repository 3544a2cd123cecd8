#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// A value as a source gave it, before it is read as a dataset field.
struct RawValue {
    enum class Kind {
        missing, ///< no such cell, an empty cell, JSON null
        text,    ///< text, a number or a boolean in its written form
        date,    ///< a date or time the source itself knows as one, as ISO 8601 text
        list,    ///< a JSON array of scalars
        broken   ///< a spreadsheet error cell, a nested object, …: `text` says what
    };
    Kind kind = Kind::missing;
    std::string text;
    std::vector<std::string> items;

    static RawValue missing() { return {}; }
    static RawValue of_text(std::string value) { return {Kind::text, std::move(value), {}}; }
    static RawValue of_date(std::string iso) { return {Kind::date, std::move(iso), {}}; }
    static RawValue of_list(std::vector<std::string> values) {
        return {Kind::list, {}, std::move(values)};
    }
    static RawValue broken(std::string why) { return {Kind::broken, std::move(why), {}}; }

    bool operator==(const RawValue&) const = default;
};

/// One row of a source: a value for each column the reader was asked for, and where it stood.
struct RawRow {
    std::vector<RawValue> values;
    std::string locator; ///< within its payload: "line 14", "/items/3", "Sheet1!7", "row 12"
    /// Set when the row as a whole cannot be read (wrong number of fields): the reason.
    std::optional<std::string> fault;
    /// The row as it stood, for the rejects, shortened to 2,000 characters; set with `fault`.
    std::string text;
};

} // namespace tickmark
