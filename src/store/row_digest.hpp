#pragma once

#include "store/cells.hpp"
#include <string>
#include <string_view>
#include <vector>

/// What makes two versions of a record the same.
namespace tickmark::store {

/// Digests rows over the record key and, by name, every field that has a value: in the one form
/// that SQLite gives back for it, a REAL as the shortest decimal that names the same double. A
/// field that a dataset gains later is without value in old rows and so leaves their digests as
/// they are.
class RowDigester {
public:
    /// `fields` in the order in which values will come.
    explicit RowDigester(const std::vector<StoredField>& fields);

    /// `values` has one for each field.
    Digest digest(std::string_view key, const std::vector<SqlCell>& values);

private:
    struct Place {
        std::string field;
        PieceText name;
        std::size_t at = 0;
    };

    std::vector<Place> places_; ///< by name
    PieceText text_;
};

/// The 32 bytes of a digest, as the history table holds it.
std::string_view bytes_of(const Digest& digest);
/// Whether a history table's digest is this one; stores made before the first release hold 64
/// digits.
bool is_digest(const SqlValue& kept, const Digest& digest);

} // namespace tickmark::store
