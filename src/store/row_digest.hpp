#pragma once

#include "store/schema.hpp"
#include <string>
#include <string_view>
#include <vector>

/// What makes two versions of a record the same.
namespace tickmark::store {

/// A stored value in the one form that SQLite gives back for it: a REAL as the shortest decimal
/// that names the same double, all else as it is.
///
/// Errors: internal, for a value that its column cannot hold
SqlValue canonical(const SqlValue& value, const std::string& type);

/// Digests rows over the record key and, by name, every field that has a value. A field that a
/// dataset gains later is without value in old rows and so leaves their digests as they are.
class RowDigester {
public:
    /// `fields` in the order in which values will come.
    explicit RowDigester(const std::vector<StoredField>& fields);

    /// `values` begins at the first field.
    Digest digest(const std::string& key, const std::vector<SqlValue>& values);

private:
    struct Place {
        std::string name;
        std::size_t at = 0;
        std::string type;
        bool is_text = false; ///< stored as it is
    };
    void add(std::string_view piece);

    std::vector<Place> places_; ///< by name
    std::string text_;          ///< what is digested; kept, since a load digests a million rows
};

} // namespace tickmark::store
