#pragma once

#include "store/row_digest.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::store {

/// Rows of a load on their way in, in a SQLite file of its own that no lock covers.
///
/// Shape: rows(n, key, digest, payload, locator, f0, f1, …), rejects(n, payload, locator, reason,
///        text); n counts both in the order in which they came
class Staging {
public:
    Staging(std::string path, std::vector<StoredField> fields);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;
    Staging(Staging&&) = delete;
    Staging& operator=(Staging&&) = delete;

    void add(const Record& record, std::size_t payload);
    void reject(const Reject& reject, std::size_t payload);
    /// Turns repeated keys into rejects and closes the file for the commit to attach.
    void seal();

    const std::string& path() const noexcept { return path_; }
    std::size_t field_count() const noexcept { return fields_.size(); }
    std::int64_t rows() const noexcept { return rows_; }
    std::int64_t rejects() const noexcept { return rejects_; }

private:
    void flush_rows();
    void flush_rejects();
    void reject_repeated_keys();

    std::string path_;
    std::vector<StoredField> fields_;
    RowDigester digester_;
    std::unique_ptr<SqlConnection> db_;
    std::string insert_row_;
    std::vector<SqlValue> row_batch_;
    std::vector<SqlValue> reject_batch_;
    std::int64_t next_ = 0;
    std::int64_t rows_ = 0;
    std::int64_t rejects_ = 0;
};

} // namespace tickmark::store
