#pragma once

#include "tickmark/ports/files.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::store {

/// Items of a spill, one after the other by key; those of one key in the order they were added.
class SpillReader {
public:
    /// Merges the sorted files `runs`.
    explicit SpillReader(const std::vector<std::string>& runs);
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
    bool comes_later(std::size_t one, std::size_t other) const;

    std::vector<std::unique_ptr<Run>> runs_;
    std::vector<std::size_t> heap_; ///< runs that have an item, the first one on top
    std::size_t current_ = 0;
    bool started_ = false;
    std::string_view key_;
    std::string_view body_;
};

/// Sorts any number of items in flat memory: pieces of them are sorted and written to files,
/// which reading merges. Items that come in the order of their keys go to one file as they come.
///
/// Shape:  PATH.0, PATH.1, …: of each item the sizes of key and body, four bytes each, then both;
///         gone at the end
/// Errors: no_space, store_io
class Spill {
public:
    explicit Spill(std::string path, std::size_t piece_size = std::size_t{16} << 20U);
    ~Spill();
    Spill(const Spill&) = delete;
    Spill& operator=(const Spill&) = delete;
    Spill(Spill&&) = delete;
    Spill& operator=(Spill&&) = delete;

    void add(std::string_view key, std::string_view body);
    /// Whether every key came after the one before, so that none came twice.
    bool ascending() const noexcept { return ascending_; }
    /// Nothing can be added afterwards; may be asked for more than once.
    std::unique_ptr<SpillReader> read();

private:
    struct Item {
        std::size_t at;
        std::size_t key_size;
        std::size_t size;
    };
    void write_piece();
    void close_run();
    std::string_view key_of(const Item& item) const;

    std::string path_;
    std::size_t piece_size_;  ///< bytes sorted at once
    std::string piece_;       ///< items as they will stand in the file
    std::vector<Item> items_; ///< of the piece
    std::string last_key_;
    bool ascending_ = true;       ///< so far
    bool piece_ascending_ = true; ///< within the piece
    std::string run_last_;        ///< the last key in the open file
    std::unique_ptr<FileWriter> run_;
    std::vector<std::string> runs_;
};

} // namespace tickmark::store
