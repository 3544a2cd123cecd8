#pragma once

#include "tickmark/base/raw_row.hpp"
#include "tickmark/config/workspace.hpp"

#include "payload_internal.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark::ldap {

/// What a column of `fields` asks of an entry (docs/collect-ldap.md).
struct Column {
    enum class Kind {
        attribute,   ///< "mail": its values
        first,       ///< "mail[1]": the first of them
        bits,        ///< "userAccountControl&2": whether all these bits are set
        holds,       ///< "memberOf=cn=admins,…": whether one of the values is that
        dn,          ///< "dn"
        parent_dn,   ///< "parent_dn"
        disabled,    ///< "account_disabled"
        disabled_by, ///< "account_disabled_by"
    };
    Kind kind = Kind::attribute;
    std::string attribute;
    std::string word; ///< holds
    unsigned long bits = 0;
};

/// None where it is no attribute and none of the forms.
std::optional<Column> parse_column(std::string_view text);

/// Attributes a column is read from, to be asked for.
std::vector<std::string> attributes_of(const Column& column);

/// Every column that the source's fields and conditions name, and where.
std::vector<std::pair<std::string, Position>> columns_of(const SourceConfig& source);

/// The value of a column in an entry.
RawValue value_of(const Column& column, const StoredEntry& entry);

} // namespace tickmark::ldap
