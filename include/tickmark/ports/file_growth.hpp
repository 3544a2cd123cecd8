#pragma once

#include <condition_variable>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <string>

namespace tickmark {

/// How far the writing of a file has come, for one that reads it meanwhile on another thread.
class FileGrowth {
public:
    /// The file holds `bytes` by now.
    void reached(std::uint64_t bytes);
    /// Nothing more comes.
    void end();
    /// Waits until the file holds more than `bytes` or nothing more comes; what it holds then.
    std::uint64_t wait_past(std::uint64_t bytes);

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::uint64_t bytes_ = 0;
    bool ended_ = false;
};

/// Ends a growth when it goes, whatever came of the writing.
class EndOfGrowth {
public:
    explicit EndOfGrowth(FileGrowth& growth) : growth_(growth) {}
    ~EndOfGrowth() { growth_.end(); }
    EndOfGrowth(const EndOfGrowth&) = delete;
    EndOfGrowth& operator=(const EndOfGrowth&) = delete;
    EndOfGrowth(EndOfGrowth&&) = delete;
    EndOfGrowth& operator=(EndOfGrowth&&) = delete;

private:
    FileGrowth& growth_;
};

/// Opens a file to be read from its start, up to the end of `growth`; reading waits where the file
/// has not come so far. Where nothing was ever written, it is empty.
///
/// Errors: as read_file; a read that fails throws them too
std::unique_ptr<std::istream>
open_growing(const std::string& path, std::shared_ptr<FileGrowth> growth);

} // namespace tickmark
