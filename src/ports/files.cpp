#include "tickmark/ports/files.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fnmatch.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t block_size = 65536;

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    int get() const noexcept { return fd_; }

private:
    int fd_;
};

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            throw_system_error(errno, "writing", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

bool has_wildcard(const std::string& text) {
    return text.find_first_of("*?[") != std::string::npos;
}

/// Follows the steps of a glob from `folder`; `**` stands for any number of folders.
void match_steps(
    const fs::path& folder,
    const std::vector<std::string>& steps,
    std::size_t at,
    std::vector<std::string>& found) {
    std::error_code ignored;
    if (at == steps.size()) {
        if (fs::is_regular_file(folder, ignored)) {
            found.push_back(folder.string());
        }
        return;
    }
    const std::string& step = steps[at];
    if (!has_wildcard(step)) {
        match_steps(folder / step, steps, at + 1, found);
        return;
    }
    if (step == "**") {
        match_steps(folder, steps, at + 1, found);
    }
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (step == "**") {
            if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
                match_steps(entry.path(), steps, at, found);
            }
        } else if (::fnmatch(step.c_str(), name.c_str(), FNM_PERIOD) == 0) {
            match_steps(entry.path(), steps, at + 1, found);
        }
    }
}

} // namespace

void throw_system_error(int error, const std::string& doing, const std::string& path) {
    const std::string why = std::generic_category().message(error);
    if (error == ENOSPC || error == EDQUOT) {
        throw Error(ErrorCode::no_space, {doing, why, path, "free some space and run again"});
    }
    if (error == EACCES || error == EPERM || error == EROFS) {
        throw Error(
            ErrorCode::no_permission, {doing, why, path, "check who owns it and its permissions"});
    }
    throw Error(ErrorCode::store_io, {doing, why, path, ""});
}

namespace {

/// Gives bytes of a file; what cannot be read is an Error, where a plain stream would end there.
class InputBuffer final: public std::filebuf {
public:
    explicit InputBuffer(std::string path) : path_(std::move(path)) {}

private:
    template <class Read>
    auto told(const Read& read) {
        try {
            return read();
        } catch (const std::ios_base::failure&) {
            throw_system_error(EIO, "reading", path_);
        }
    }

protected:
    int_type underflow() override {
        return told([&] { return std::filebuf::underflow(); });
    }
    std::streamsize xsgetn(char* to, std::streamsize most) override {
        return told([&] { return std::filebuf::xsgetn(to, most); });
    }

private:
    std::string path_;
};

class InputFile final: public std::istream {
public:
    explicit InputFile(const std::string& path) : std::istream(nullptr), buffer_(path) {
        errno = 0;
        if (buffer_.open(path, std::ios::in | std::ios::binary) == nullptr) {
            throw_system_error(errno == 0 ? EIO : errno, "reading", path);
        }
        rdbuf(&buffer_);
        exceptions(std::ios::badbit); // so that the Error of a read reaches the caller
    }

private:
    InputBuffer buffer_;
};

} // namespace

std::unique_ptr<std::istream> open_input(const std::string& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        throw_system_error(EISDIR, "reading", path);
    }
    return std::make_unique<InputFile>(path);
}

std::string read_file(const std::string& path) {
    const auto in = open_input(path);
    std::string bytes;
    std::array<char, block_size> block{};
    while (in->read(block.data(), block.size()) || in->gcount() > 0) {
        bytes.append(block.data(), static_cast<std::size_t>(in->gcount()));
    }
    return bytes;
}

FileWriter::FileWriter(const std::string& path, Lasting lasting) : path_(path), lasting_(lasting) {
    constexpr mode_t mode = 0644;
    // NOLINTNEXTLINE(*-vararg)
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (file_ < 0) {
        throw_system_error(errno, "writing", path);
    }
}

FileWriter::~FileWriter() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

void FileWriter::flush() {
    write_all(file_, buffer_, path_);
    buffer_.clear();
}

void FileWriter::write(std::string_view bytes) {
    while (buffer_.size() + bytes.size() >= block_size) {
        const std::string_view part = bytes.substr(0, block_size - buffer_.size());
        if (buffer_.empty()) {
            write_all(file_, part, path_); // where it stands
        } else {
            buffer_ += part;
            flush();
        }
        bytes.remove_prefix(part.size());
    }
    buffer_ += bytes;
}

void FileWriter::close() {
    flush();
    if (lasting_ == Lasting::yes && ::fsync(file_) != 0) {
        throw_system_error(errno, "syncing", path_);
    }
    ::close(file_);
    file_ = -1;
}

void write_file_by(const std::string& path, const std::function<void(std::ostream&)>& write) {
    errno = 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (out) {
        write(out);
        out.close();
    }
    if (!out) {
        throw_system_error(errno == 0 ? EIO : errno, "writing", path);
    }
    sync_path(path);
}

void copy_file_whole(const std::string& from, const std::string& to) {
    const auto in = open_input(from);
    FileWriter out(to);
    std::array<char, block_size> block{};
    while (in->read(block.data(), block.size()) || in->gcount() > 0) {
        out.write({block.data(), static_cast<std::size_t>(in->gcount())});
    }
    out.close();
}

void sync_path(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); // NOLINT(*-vararg)
    if (file.get() < 0 || ::fsync(file.get()) != 0) {
        throw_system_error(errno, "syncing", path);
    }
}

void write_file_whole(const std::string& path, std::string_view bytes) {
    const std::string part = path + ".part";
    {
        constexpr mode_t usual = 0644;
        constexpr mode_t permissions = 07777;
        struct stat old {};
        const bool replaces = ::stat(path.c_str(), &old) == 0;
        const mode_t mode = replaces ? old.st_mode & permissions : usual;
        const Descriptor file(
            // NOLINTNEXTLINE(*-vararg)
            ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
        if (file.get() < 0 || (replaces && ::fchmod(file.get(), mode) != 0)) {
            throw_system_error(errno, "writing", part);
        }
        write_all(file.get(), bytes, part);
        if (::fsync(file.get()) != 0) {
            throw_system_error(errno, "syncing", part);
        }
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        throw_system_error(errno, "renaming into place", path);
    }
    sync_path(fs::absolute(path).parent_path().string());
}

std::vector<std::string> matching_paths(const std::string& glob) {
    const fs::path whole = fs::absolute(glob).lexically_normal();
    std::vector<std::string> steps;
    for (const auto& part : whole.relative_path()) {
        steps.push_back(part.string());
    }
    std::vector<std::string> found;
    match_steps(whole.root_path(), steps, 0, found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

ScratchFolder::ScratchFolder(const std::string& parent) {
    const fs::path base = parent.empty() ? fs::temp_directory_path() : fs::path(parent);
    std::string name = (base / "tickmark-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw_system_error(errno, "making a scratch folder", base.string());
    }
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace tickmark
