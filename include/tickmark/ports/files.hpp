#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// The whole of a small file.
///
/// Errors: store_io (absent, unreadable), no_permission
std::string read_file(const std::string& path);

/// Writes, syncs and renames into place, so that a reader sees the old or the new bytes. A file
/// that is replaced keeps its permissions.
///
/// Errors: no_space, no_permission, store_io
void write_file_whole(const std::string& path, std::string_view bytes);

/// Opens a file to be read from its start. What cannot be read later throws too: it is no end.
///
/// Errors: as read_file
std::unique_ptr<std::istream> open_input(const std::string& path);

/// Whether a file must outlive a crash of the machine.
enum class Lasting { yes, no };

/// Writes a file piece by piece; what was written is complete once `close` returned, and synced
/// where it is to last.
///
/// Errors: no_space, no_permission, store_io
class FileWriter {
public:
    explicit FileWriter(const std::string& path, Lasting lasting = Lasting::yes);
    ~FileWriter();
    FileWriter(const FileWriter&) = delete;
    FileWriter& operator=(const FileWriter&) = delete;
    FileWriter(FileWriter&&) = delete;
    FileWriter& operator=(FileWriter&&) = delete;

    void write(std::string_view bytes);
    /// What was written is in the file then, for one who reads it meanwhile.
    void flush();
    void close();

private:
    std::string path_;
    Lasting lasting_;
    std::string buffer_;
    int file_ = -1;
};

/// Writes a file through a stream; it is complete and synced once this returned.
///
/// Errors: no_space, no_permission, store_io, and what `write` throws
void write_file_by(const std::string& path, const std::function<void(std::ostream&)>& write);

/// Copies a file's bytes as they are; the copy is synced.
void copy_file_whole(const std::string& from, const std::string& to);

/// Syncs a file's or a folder's data to disk.
void sync_path(const std::string& path);

/// Paths that match a glob (`*`, `?`, `[…]`, and `**` for folders in between), sorted by byte
/// value.
std::vector<std::string> matching_paths(const std::string& glob);

/// A folder of its own below the system's temporary folder or `parent`, removed with all it holds
/// at the end.
class ScratchFolder {
public:
    explicit ScratchFolder(const std::string& parent = "");
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ScratchFolder(ScratchFolder&&) = delete;
    ScratchFolder& operator=(ScratchFolder&&) = delete;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

/// Turns an errno into the Error that says what to do.
[[noreturn]] void throw_system_error(int error, const std::string& doing, const std::string& path);

} // namespace tickmark
