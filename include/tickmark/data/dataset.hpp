#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark {

enum class FieldType { text, integer, number, boolean, date, datetime, enumeration, list };
std::string_view name_of(FieldType type) noexcept;

/// How a field can point to a person; decides what each audience may see.
enum class Personal { none, identifier, quasi, sensitive };

/// One typed field of a dataset.
struct Field {
    std::string name;
    FieldType type = FieldType::text;
    std::string title;
    bool required = false; ///< a row without it is a reject; key fields without fallback are
    Personal personal = Personal::none;
    std::string unit;
    std::optional<std::pair<double, double>> range;
    std::vector<std::string> values; ///< of an enumeration
    /// Field whose value stands in where the source has none; a key field with a fallback may
    /// also stay empty.
    std::string fallback;
};

/// A typed table: what we keep.
struct Dataset {
    enum class Time { event, state };

    std::string id;
    std::string title;
    std::string description;
    std::vector<std::string> key; ///< names of the key fields, in order
    std::vector<Field> fields;    ///< in the order written
    Time time = Time::event;      ///< state: rows say what is so, without a date of their own

    const Field* field(std::string_view name) const noexcept;
    std::vector<std::string> field_names() const;
};

/// All datasets a workspace knows, by id.
using Dictionary = std::map<std::string, Dataset, std::less<>>;

/// Reads the shipped datasets, then the workspace's own; one of the same id extends it (adds
/// fields; a field of the same name replaces it).
Dictionary load_dictionary(const std::vector<std::string>& workspace_files, Problems& problems);

} // namespace tickmark
