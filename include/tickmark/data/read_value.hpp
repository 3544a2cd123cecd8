#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// A value read as a dataset field, or why it is not one.
struct ReadValue {
    StoredValue value;
    std::string fault; ///< "'31/12/2026' is not a date by %m/%d/%Y"; empty when it was read
};

/// Reads one value by the rules of docs/values.md: text trimmed, an empty cell is no value,
/// booleans true/false, yes/no, 1/0, y/n in any case, numbers and dates strictly, lists split at
/// `;`; then `map`, `default`, `date`, `zone` and `split` of the field's specification.
///
/// `zone` is that of times without an offset, and of the day a moment falls on.
ReadValue
read_value(const RawValue& raw, const Field& field, const FieldSpec& spec, const TimeZone& zone);

/// The value of a text that stands as it will be kept, as most do; none where `read_value` is to be
/// asked.
std::optional<std::string_view>
as_stored(const RawValue& raw, const Field& field, const FieldSpec& spec);

} // namespace tickmark
