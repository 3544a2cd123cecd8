#include "tickmark/base/error.hpp"

#include "formats/xlsx_strings_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

constexpr std::size_t block_size = std::size_t{64} * 1024;
constexpr std::size_t block_count = 64;

} // namespace

void SharedStrings::add(std::string_view text) {
    held_ += text;
    ends_.push_back(written_ + held_.size());
    const std::size_t full = folder_ ? block_size * 16 : limit_;
    if (held_.size() > full) {
        flush();
    }
}

void SharedStrings::flush() {
    if (!folder_) {
        folder_ = std::make_unique<ScratchFolder>();
        const auto mode = std::ios::binary | std::ios::in | std::ios::out | std::ios::trunc;
        file_.open(folder_->path() + "/strings", mode);
        blocks_.resize(block_count);
    }
    file_.seekp(static_cast<std::streamoff>(written_));
    file_.write(held_.data(), static_cast<std::streamsize>(held_.size()));
    file_.flush();
    if (!file_) {
        throw Error(
            ErrorCode::no_space,
            {"reading a workbook's strings",
             "the temporary file could not be written",
             folder_->path(),
             "make room, or set TMPDIR to a folder with more"});
    }
    written_ += held_.size();
    held_ = {};
}

const SharedStrings::Block& SharedStrings::block(std::uint64_t number) {
    Block& slot = blocks_[static_cast<std::size_t>(number % block_count)];
    if (slot.number != number) {
        const std::uint64_t start = number * block_size;
        slot.bytes.resize(
            static_cast<std::size_t>(std::min<std::uint64_t>(block_size, written_ - start)));
        file_.seekg(static_cast<std::streamoff>(start));
        file_.read(slot.bytes.data(), static_cast<std::streamsize>(slot.bytes.size()));
        if (!file_) {
            throw Error(
                ErrorCode::store_io,
                {"reading a workbook's strings",
                 "the temporary file could not be read back",
                 folder_->path(),
                 ""});
        }
        slot.number = number;
    }
    return slot;
}

std::optional<std::string> SharedStrings::get(std::size_t index) {
    if (index >= ends_.size()) {
        return std::nullopt;
    }
    if (folder_ && !held_.empty()) {
        flush();
    }
    std::uint64_t at = index == 0 ? 0 : ends_[index - 1];
    const std::uint64_t end = ends_[index];
    if (!folder_) {
        return held_.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(end - at));
    }
    std::string out;
    while (at < end) {
        const Block& from = block(at / block_size);
        const auto offset = static_cast<std::size_t>(at % block_size);
        const auto left = static_cast<std::size_t>(end - at);
        const std::size_t size = std::min(from.bytes.size() - offset, left);
        out.append(from.bytes, offset, size);
        at += size;
    }
    return out;
}

} // namespace tickmark::formats
