#pragma once

#include "tickmark/ports/file_lock.hpp"

#include <functional>
#include <memory>
#include <string>

namespace tickmark {

/// A folder of this process below `parent`, held by a lock as long as the process lives, so that
/// others can tell a folder in use from one that a killed process left. Removed at the end.
///
/// Shape:  <parent>/work-XXXXXX/lock
/// Errors: store_io, no_space, no_permission
class WorkFolder {
public:
    explicit WorkFolder(const std::string& parent);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    WorkFolder(WorkFolder&&) = delete;
    WorkFolder& operator=(WorkFolder&&) = delete;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
    std::unique_ptr<FileLock> lock_;
};

/// Removes what killed processes left below `parent`; `before` sees each such folder first.
void sweep_work_folders(
    const std::string& parent, const std::function<void(const std::string& folder)>& before);

} // namespace tickmark
