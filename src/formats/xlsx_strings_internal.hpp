#pragma once

#include "tickmark/ports/files.hpp"

#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// The shared strings of a workbook in bounded memory: up to `limit` bytes are held, more go to
/// a temporary file, of which a few blocks are kept.
class SharedStrings {
public:
    explicit SharedStrings(std::size_t limit = std::size_t{16} * 1024 * 1024) : limit_(limit) {}

    void add(std::string_view text);
    /// Nothing when there is no such string.
    std::optional<std::string> get(std::size_t index);
    std::size_t size() const noexcept { return ends_.size(); }
    bool is_spooled() const noexcept { return folder_ != nullptr; }

private:
    struct Block {
        std::uint64_t number = static_cast<std::uint64_t>(-1);
        std::string bytes;
    };
    void flush();
    const Block& block(std::uint64_t number);

    std::size_t limit_;
    std::string held_; ///< all of the text, or what is not yet written of it
    std::vector<std::uint64_t> ends_;
    std::uint64_t written_ = 0;
    std::unique_ptr<ScratchFolder> folder_;
    std::fstream file_;
    std::vector<Block> blocks_; ///< by block number modulo their count
};

} // namespace tickmark::formats
