#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace tickmark {

/// A lock that one process at a time holds; the system releases it when that process ends,
/// however it ends. The locked file says who holds it.
///
/// Shape:  "pid 4711 (tickmark collect lms) of ana on host7"
/// Errors: store_busy naming the holder; store_io, no_permission
class FileLock {
public:
    /// Waits up to `wait` for the lock.
    FileLock(const std::string& path, std::chrono::milliseconds wait);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    FileLock(FileLock&&) = delete;
    FileLock& operator=(FileLock&&) = delete;

    /// The lock, or nothing when somebody holds it.
    static std::unique_ptr<FileLock> try_take(const std::string& path);

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

} // namespace tickmark
