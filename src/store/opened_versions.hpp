#pragma once

#include "tickmark/base/ahead.hpp"

#include "store/digested_rows.hpp"
#include "store/store_internal.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::store {

/// A payload of a collection as the store has it.
struct SentPayload {
    std::int64_t id;
    std::string sha256; ///< 64 digits
};

/// The versions that a load opens as rows of the history table, made and digested beside their use.
class OpenedVersions final: public SqlFeed {
public:
    /// Of the staged rows, in the order of their keys, those that `opens` marks; all without it.
    /// `fields` are those of the history table, in its order.
    OpenedVersions(
        Staging& staging,
        const std::vector<StoredField>& fields,
        const std::vector<SentPayload>& sent,
        const std::optional<std::vector<bool>>& opens);

    /// All columns of the history table: those that the rows fill, and those that hold the same in
    /// every row.
    std::vector<SqlInsert::Column>
    columns(const std::string& source, const std::string& collection) const;

    const std::vector<SqlCell>* next() override;
    /// Once all rows were read.
    Digest digest() { return digest_.finish(); }

private:
    struct Row {
        DigestedRow digested;
        std::vector<SqlCell> cells;
    };
    std::size_t make(Row& row);

    /// Of each field of the history table its place in a staged row; none where no row has it.
    std::vector<std::optional<std::size_t>> places_;
    const std::vector<StoredField>& fields_;
    const std::vector<SentPayload>& sent_;
    const std::optional<std::vector<bool>>& opens_;
    DigestedRows staged_;
    std::size_t position_ = 0; ///< of the staged row
    PieceDigest digest_;
    Ahead<Row> rows_; ///< last: it ends before what it works on goes
};

} // namespace tickmark::store
