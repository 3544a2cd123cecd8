#include "tickmark/ports/file_growth.hpp"

#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <istream>
#include <streambuf>
#include <utility>
#include <vector>

namespace tickmark {

namespace {

class GrowingBuffer final: public std::streambuf {
public:
    GrowingBuffer(std::string path, std::shared_ptr<FileGrowth> growth) :
        path_(std::move(path)), growth_(std::move(growth)), block_(block_size) {}

protected:
    int_type underflow() override {
        const std::uint64_t there = growth_->wait_past(read_);
        if (there == read_) {
            return traits_type::eof();
        }
        if (file_ == nullptr) {
            file_ = open_input(path_);
        }
        const auto most = std::min<std::uint64_t>(there - read_, block_.size());
        file_->read(block_.data(), static_cast<std::streamsize>(most));
        const std::streamsize came = file_->gcount();
        if (came == 0) {
            throw_system_error(EIO, "reading", path_);
        }
        read_ += static_cast<std::uint64_t>(came);
        setg(block_.data(), block_.data(), block_.data() + came);
        return traits_type::to_int_type(block_.front());
    }

private:
    static constexpr std::size_t block_size = std::size_t{64} << 10U;

    std::string path_;
    std::shared_ptr<FileGrowth> growth_;
    std::vector<char> block_;
    std::uint64_t read_ = 0;
    std::unique_ptr<std::istream> file_; ///< once something is in it
};

class GrowingStream final: public std::istream {
public:
    GrowingStream(std::string path, std::shared_ptr<FileGrowth> growth) :
        std::istream(nullptr), buffer_(std::move(path), std::move(growth)) {
        rdbuf(&buffer_);
        // So that the Error of a read reaches the caller instead of becoming a short file.
        exceptions(std::ios::badbit);
    }

private:
    GrowingBuffer buffer_;
};

} // namespace

void FileGrowth::reached(std::uint64_t bytes) {
    const std::scoped_lock lock(mutex_);
    bytes_ = bytes;
    came_.notify_all();
}

void FileGrowth::end() {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    came_.notify_all();
}

std::uint64_t FileGrowth::wait_past(std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return bytes_ > bytes || ended_; });
    return bytes_;
}

std::unique_ptr<std::istream>
open_growing(const std::string& path, std::shared_ptr<FileGrowth> growth) {
    return std::make_unique<GrowingStream>(path, std::move(growth));
}

} // namespace tickmark
