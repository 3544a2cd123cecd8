#pragma once

#include "tickmark/base/row_reader.hpp"

#include <string>
#include <vector>

namespace tickmark::testing {

using Rows = std::vector<RawRow>;

inline Rows read_all(RowReader& reader) {
    Rows rows;
    RawRow row;
    while (reader.next(row)) {
        rows.push_back(row);
    }
    return rows;
}

/// One line a row: its values in brackets, "-" for a missing one, "!" before a broken one.
inline std::string shown(const RawValue& value) {
    switch (value.kind) {
    case RawValue::Kind::missing:
        return "-";
    case RawValue::Kind::text:
    case RawValue::Kind::date:
        return "[" + value.text + "]";
    case RawValue::Kind::broken:
        return "!" + value.text;
    case RawValue::Kind::list:
        break;
    }
    std::string out = "(";
    for (const std::string& item : value.items) {
        out += "[" + item + "]";
    }
    return out + ")";
}

inline std::string shown(const RawRow& row) {
    std::string out = row.locator + ":";
    for (const RawValue& value : row.values) {
        out += " " + shown(value);
    }
    return row.fault ? out + " fault " + *row.fault : out;
}

} // namespace tickmark::testing
