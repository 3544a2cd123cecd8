#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// Canonical text of a stored value, or none: what the history table holds in the column.
///
/// Shape: integer "12"; number the shortest decimal "0.5"; boolean "1" or "0"; date "2026-10-31";
///        datetime "2026-10-31T13:45:10.123Z"; list a JSON array "[\"a\",\"b\"]"
using StoredValue = std::optional<std::string>;

/// One normalised row of a dataset, with the place it came from.
struct Record {
    std::string key;                 ///< record key: key values joined with " | "
    std::vector<StoredValue> values; ///< one for each field of the dataset, in its order
    std::string locator;
};

/// A source row that does not fit, kept with its reason.
struct Reject {
    std::string locator;
    std::string reason; ///< "due_on: '31/12/2026' is not a date by %m/%d/%Y"
    std::string text;   ///< the row as read, shortened to 2,000 characters
};

} // namespace tickmark
