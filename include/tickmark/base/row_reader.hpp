#pragma once

#include "tickmark/base/raw_row.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tickmark {

/// A column a reader is asked for.
struct WantedColumn {
    std::string name;      ///< title, JSON pointer or result column
    bool required = false; ///< the source must have it
};

/// Notes a reader makes about what it found: delimiter, encoding, hidden rows, …
using ReaderNotes = std::vector<std::string>;

/// Rows of one payload, one after the other, in flat memory.
class RowReader {
public:
    RowReader() = default;
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;
    RowReader(RowReader&&) = delete;
    RowReader& operator=(RowReader&&) = delete;
    virtual ~RowReader() = default;

    /// The next row with a value for each wanted column, in their order; false at the end.
    virtual bool next(RawRow& row) = 0;
    /// What the reader found out, complete once `next` returned false.
    virtual ReaderNotes notes() const { return {}; }
};

} // namespace tickmark
