#pragma once

#include "store/row_digest.hpp"
#include "store/staging.hpp"
#include <cstddef>
#include <vector>

namespace tickmark::store {

/// A staged row and what makes it the same as another. It must not be moved.
struct DigestedRow {
    StagedRow staged;
    Digest digest;
};

/// Sealed rows in the order of their keys, digested.
class DigestedRows {
public:
    explicit DigestedRows(Staging& staging) :
        rows_(staging.in_order()), digester_(staging.fields()) {}

    /// The size of the next row in bytes, about; 0 at the end.
    std::size_t next(DigestedRow& row) {
        if (!rows_.next(row.staged)) {
            return 0;
        }
        row.digest = digester_.digest(row.staged.key, values());
        return row.staged.text.size();
    }
    const std::vector<SqlCell>& values() const noexcept { return rows_.values(); }

private:
    StagedRows rows_;
    RowDigester digester_;
};

} // namespace tickmark::store
