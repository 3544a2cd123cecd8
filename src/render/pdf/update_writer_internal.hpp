#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// Appends objects to a finished PDF as an incremental update, in compressed object streams, one
/// block at a time.
///
/// Errors: render_failed, if the file cannot be written
class UpdateWriter {
public:
    /// `size` is the trailer's /Size: the first free object number.
    UpdateWriter(std::filesystem::path path, int size);

    /// Takes the next free object number.
    int reserve() { return next_++; }
    /// Takes `count` numbers in a row; the first of them.
    int reserve(std::size_t count);
    void add(int number, const std::string& body);
    /// Writes what is left and the cross-reference stream; `trailer` holds /Root, /Info and /ID.
    void finish(const std::string& trailer, std::uint64_t previous_xref);

private:
    struct Entry {
        std::uint32_t stream = 0; ///< object stream, or the offset of an object of its own
        std::uint16_t index = 0;
        bool own = false;
    };

    void flush();
    void write(const std::string& bytes);
    void write_stream(int number, const std::string& keys, const std::string& data);

    std::filesystem::path path_;
    std::ofstream out_;
    std::uint64_t at_ = 0;
    int next_ = 0;
    std::map<int, Entry> entries_;
    std::string header_;
    std::string bodies_;
    std::vector<int> held_;
};

} // namespace tickmark::pdf
