#pragma once

#include "store/schema.hpp"
#include <optional>
#include <string_view>

/// Values of a history table on their way in or out.
namespace tickmark::store {

enum class CellType { text, real, whole };

CellType cell_type(const StoredField& field);

/// A value in the type of its column.
///
/// Errors: internal, for a text that is no number where one is to be kept
SqlCell cell_of(CellType type, std::string_view text);
inline SqlCell cell_of(CellType type, const SqlValue& value) {
    return value ? cell_of(type, std::string_view(*value)) : SqlCell();
}

} // namespace tickmark::store
