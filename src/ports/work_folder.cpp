#include "tickmark/ports/work_folder.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view unborn_prefix = "new-";
constexpr std::string_view live_prefix = "work-";

/// Takes the lock of a folder that may vanish meanwhile under a sweep.
std::unique_ptr<FileLock> try_lock_folder(const std::string& folder) {
    try {
        return FileLock::try_take(folder + "/lock");
    } catch (const Error&) {
        if (fs::exists(folder)) {
            throw;
        }
        return nullptr;
    }
}

} // namespace

WorkFolder::WorkFolder(const std::string& parent) {
    fs::create_directories(parent);
    // The folder gets its lasting name only once its lock is held. A sweep that comes in between
    // takes it for a leftover; then we begin again.
    for (;;) {
        std::string unborn = parent + "/" + std::string(unborn_prefix) + "XXXXXX";
        if (::mkdtemp(unborn.data()) == nullptr) {
            throw_system_error(errno, "making a work folder", parent);
        }
        lock_ = try_lock_folder(unborn);
        path_ = parent + "/" + std::string(live_prefix) +
                unborn.substr(parent.size() + 1 + unborn_prefix.size());
        std::error_code failed;
        if (lock_) {
            fs::rename(unborn, path_, failed);
        }
        if (lock_ && !failed) {
            return;
        }
    }
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void sweep_work_folders(
    const std::string& parent, const std::function<void(const std::string& folder)>& before) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        const std::string path = entry.path().string();
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(live_prefix) && !name.starts_with(unborn_prefix)) {
            fs::remove_all(path, ignored);
            continue;
        }
        if (const auto lock = try_lock_folder(path)) {
            before(path);
            fs::remove_all(path, ignored);
        }
    }
}

} // namespace tickmark
