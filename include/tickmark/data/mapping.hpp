#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/value.hpp"

#include <string>
#include <variant>
#include <vector>

namespace tickmark {

/// Turns rows of a source into records of a dataset by the rules of DESIGN 3 "Reading a value".
class Mapping {
public:
    /// `zone` is the organisation's: times without an offset are local to it unless the field
    /// names another.
    Mapping(const Dataset& dataset, const std::vector<FieldSpec>& fields, const TimeZone& zone);

    /// What the reader must give, one name a column: the `from` of each mapped field, and the
    /// dataset's own field names for fields nothing maps.
    const std::vector<std::string>& columns() const noexcept { return columns_; }
    /// Whether column `i` was asked for by name in `fields` (then a source without it is an
    /// error), or only tried because the dataset has a field of that name.
    bool is_mapped(std::size_t i) const noexcept { return mapped_[i]; }

    /// `row.values` has one value for each of `columns()`.
    std::variant<Record, Reject> read(const RawRow& row) const;

private:
    struct Plan {
        std::size_t column = 0; ///< npos when the field is constant
        FieldSpec spec;
    };
    const Dataset* dataset_;
    TimeZone zone_;
    std::vector<std::string> columns_;
    std::vector<bool> mapped_;
    std::vector<Plan> plans_; ///< one for each dataset field
};

} // namespace tickmark
