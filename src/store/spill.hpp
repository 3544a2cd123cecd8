#pragma once

#include "tickmark/ports/files.hpp"

#include "store/spill_reader.hpp"
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::store {

/// Sorts any number of items in flat memory: pieces of them are sorted and written to files beside
/// the adding of the next, and reading merges the files. Items that come in the order of their keys
/// go to one file as they come.
///
/// Shape:  PATH.0, PATH.1, …: of each item the sizes of key and body, four bytes each, then both;
///         gone at the end
/// Errors: no_space, store_io; those of writing from a later call
class Spill {
public:
    explicit Spill(std::string path, std::size_t piece_size = std::size_t{8} << 20U);
    ~Spill();
    Spill(const Spill&) = delete;
    Spill& operator=(const Spill&) = delete;
    Spill(Spill&&) = delete;
    Spill& operator=(Spill&&) = delete;

    /// Starts an item; its body is what is appended to the text given until `end_item`.
    std::string& begin_item(std::string_view key);
    void end_item();
    void add(std::string_view key, std::string_view body) {
        begin_item(key) += body;
        end_item();
    }
    /// Whether every key came after the one before, so that none came twice.
    bool ascending() const noexcept { return ascending_; }
    /// Nothing can be added afterwards; may be asked for more than once.
    std::unique_ptr<SpillReader> read();

private:
    struct Item {
        std::uint64_t front; ///< the key's first bytes, which sort as the key does
        std::size_t at;
        std::uint32_t key_size;
        std::uint32_t size;
    };
    /// What is sorted at once.
    struct Piece {
        std::string bytes; ///< items as they will stand in the file
        std::vector<Item> items;
        bool ascending = true;

        std::string_view key_of(const Item& item) const;
        void sort();
    };
    void hand_over();
    void write_piece();
    void close_run();

    std::string path_;
    std::size_t piece_size_; ///< bytes
    Piece piece_;
    std::string last_key_;
    bool started_ = false;
    bool ascending_ = true; ///< so far
    Piece writing_;
    std::string run_last_; ///< the last key in the open file
    std::unique_ptr<FileWriter> run_;
    std::vector<std::string> runs_;
    std::future<void> writer_; ///< last: it ends before what it works on goes
};

} // namespace tickmark::store
