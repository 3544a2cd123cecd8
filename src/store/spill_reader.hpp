#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::store {

/// How an item stands in a spill's file: the sizes of key and body, then both.
struct SpillHead {
    std::uint32_t key_size = 0;
    std::uint32_t body_size = 0;
};

/// The first bytes of a key as a number; numbers that differ sort as their keys do.
std::uint64_t front_of(std::string_view key);

/// Items of a spill, one after the other by key; those of one key in the order they were added.
class SpillReader {
public:
    /// Merges sorted files.
    explicit SpillReader(const std::vector<std::string>& files);
    ~SpillReader();
    SpillReader(const SpillReader&) = delete;
    SpillReader& operator=(const SpillReader&) = delete;
    SpillReader(SpillReader&&) = delete;
    SpillReader& operator=(SpillReader&&) = delete;

    /// Moves to the next item; false at the end. Key and body stand until the next call.
    bool next();
    std::string_view key() const noexcept { return key_; }
    std::string_view body() const noexcept { return body_; }

private:
    class Run;
    static bool later(const std::unique_ptr<Run>& one, const std::unique_ptr<Run>& other);
    void advance();

    std::vector<std::unique_ptr<Run>> runs_; ///< a heap of those not at their end, the first on top
    bool started_ = false;
    std::string_view key_;
    std::string_view body_;
};

} // namespace tickmark::store
