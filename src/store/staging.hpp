#pragma once

#include "store/cells.hpp"
#include "store/schema.hpp"
#include "store/spill.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::store {

/// A record as it was staged: one text, and where in it the parts stand. It must not be moved.
struct StagedRow {
    std::string text;
    std::int64_t number = 0; ///< rows and rejects are counted in the order in which they came
    std::string_view key;
    std::size_t payload = 0;
    std::string_view locator;
};

struct StagedReject {
    std::size_t payload = 0;
    std::string locator;
    std::string reason;
    std::string text;
};

/// Staged rows by key, the first of each key alone. The room of a row is used again.
class StagedRows {
public:
    StagedRows(std::unique_ptr<SpillReader> items, const std::vector<StoredField>& fields);
    bool next(StagedRow& row);
    /// The next item even where it repeats a key, and whether it does.
    bool next(StagedRow& row, bool& repeats);
    /// The row's values, one for each field and of its type, until the next row; they stand in the
    /// row's text.
    const std::vector<SqlCell>& values() const noexcept { return values_; }

private:
    std::unique_ptr<SpillReader> items_;
    std::vector<CellType> types_; ///< of the fields
    std::vector<SqlCell> values_;
    std::string last_key_;
    bool started_ = false;
};

/// Rows of a load on their way in, in files of their own that no lock covers.
///
/// Errors: of writing them, from a later call
class Staging {
public:
    /// The files' names begin with `path`.
    Staging(const std::string& path, std::vector<StoredField> fields);

    void add(const Record& record, std::size_t payload);
    void reject(const Reject& reject, std::size_t payload);
    /// Turns repeated keys into rejects; nothing is added afterwards.
    void seal();

    /// Sealed rows in the order of their keys.
    StagedRows in_order() { return {spilled_rows_.read(), fields_}; }
    /// Calls with each reject in the order in which they came.
    void each_reject(const std::function<void(const StagedReject&)>& use);

    const std::vector<StoredField>& fields() const noexcept { return fields_; }
    /// The fields that any row has a value of.
    std::vector<std::size_t> filled() const;
    std::int64_t rows() const noexcept { return rows_; }
    std::int64_t rejects() const noexcept { return rejects_; }

private:
    bool has_repeats();
    void add_reject(std::int64_t number, const StagedReject& reject);

    std::vector<StoredField> fields_;
    std::vector<char> is_filled_; ///< of each field
    Spill spilled_rows_;
    Spill spilled_rejects_;
    std::int64_t next_ = 0;
    std::int64_t rows_ = 0;
    std::int64_t rejects_ = 0;
};

} // namespace tickmark::store
