#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/value.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// Turns rows of a source into records of a dataset: which column feeds which field.
///
/// Errors: config_invalid: `fields` names a field the dataset does not have, but for a shared one
class Mapping {
public:
    /// `zone` is the organisation's: times without an offset are local to it unless the field
    /// names another. The dataset must outlive the mapping.
    Mapping(const Dataset& dataset, const std::vector<FieldSpec>& specs, const TimeZone& zone);

    /// What the reader must give, one name a column: the `from` of each mapped field, and the
    /// dataset's own field names for fields nothing maps.
    const std::vector<std::string>& columns() const noexcept { return columns_; }
    /// Whether column `i` was asked for by name in `fields` (then a source without it is an
    /// error), or only tried because the dataset has a field of that name.
    bool is_mapped(std::size_t i) const { return mapped_[i]; }

    /// Makes `record` that of `row`, which has one value for each of `columns()`, or says why it
    /// fits none. The room of the record before is used again.
    std::optional<Reject> read(const RawRow& row, Record& record) const;

private:
    /// How one dataset field is filled.
    struct Plan {
        FieldSpec spec;
        TimeZone zone;
        std::optional<std::size_t> column; ///< none for a constant
        RawValue constant;
    };
    std::size_t column_of(const std::string& name, bool is_mapped);
    void plan_checks();
    std::string missing_field(const std::vector<StoredValue>& values) const;
    void put_key(Record& record) const;
    std::string shown(const RawRow& row) const;

    const Dataset* dataset_;
    std::vector<std::string> columns_;
    std::vector<bool> mapped_;
    std::vector<Plan> plans_; ///< one for each dataset field
    std::vector<std::size_t> key_fields_;
    std::vector<std::pair<std::size_t, std::size_t>>
        fallbacks_;                   ///< field, and whose value it takes
    std::vector<std::size_t> needed_; ///< fields that every record must have
};

} // namespace tickmark
