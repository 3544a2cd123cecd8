#include "tickmark/seal/pack.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include "seal/bag.hpp"
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <sys/stat.h>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

/// bag-info values may not break their line.
std::string one_line(const std::string& text) {
    std::string line = text;
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < 0x20) {
            c = ' ';
        }
    }
    return line;
}

std::string info_text(const PackBuilder::Info& info, std::uint64_t bytes, std::size_t files) {
    std::string text;
    for (const auto& [label, value] : info) {
        text += label + ": " + one_line(value) + "\n";
    }
    text += fmt::format("Payload-Oxum: {}.{}\n", bytes, files);
    return text;
}

void require_replaceable(const std::string& folder) {
    if (fs::exists(folder) && !fs::exists(folder + "/bagit.txt") && !fs::is_empty(folder)) {
        throw Error(
            ErrorCode::usage,
            {"making the pack",
             "a folder that is no pack stands there already",
             folder,
             "give another folder with --out"});
    }
}

/// Puts `part` at `folder`; what stood there moves aside first and is removed last.
void move_into_place(const std::string& part, const std::string& folder) {
    if (!fs::exists(folder)) {
        if (std::rename(part.c_str(), folder.c_str()) != 0) {
            throw_system_error(errno, "putting the pack in place", folder);
        }
        return;
    }
    // One step: a reader sees the old pack or the new one.
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) != 0) {
        throw_system_error(errno, "putting the pack in place", folder);
    }
    fs::remove_all(part);
}

} // namespace

PackBuilder::PackBuilder(const std::string& folder) :
    folder_(fs::absolute(folder).lexically_normal().string()) {
    while (folder_.size() > 1 && folder_.back() == '/') {
        folder_.pop_back();
    }
    require_replaceable(folder_);
    const fs::path target(folder_);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) {
        throw_system_error(error.value(), "making the folder", target.parent_path().string());
    }
    const std::string hidden = "." + target.filename().string() + ".part-XXXXXX";
    std::string part = (target.parent_path() / hidden).string();
    if (::mkdtemp(part.data()) == nullptr) {
        throw_system_error(errno, "making the pack", part);
    }
    constexpr mode_t open_to_read = 0755;
    ::chmod(part.c_str(), open_to_read);
    part_ = part;
    fs::create_directory(data_folder());
}

PackBuilder::~PackBuilder() {
    if (!part_.empty()) {
        std::error_code ignored;
        fs::remove_all(part_, ignored);
    }
}

std::vector<PackFile> PackBuilder::finish(const Info& info) {
    std::vector<std::string> strange;
    std::vector<PackFile> files;
    std::map<std::string, Digest> payload;
    std::uint64_t bytes = 0;
    for (const std::string& name : bag::files_below(data_folder(), strange)) {
        const std::string path = "data/" + name;
        const auto measured = bag::measure(part_ + "/" + path);
        sync_path(part_ + "/" + path);
        files.push_back({path, measured.digest, measured.bytes});
        payload[path] = measured.digest;
        bytes += measured.bytes;
    }
    write_file_whole(part_ + "/bagit.txt", bag::declaration);
    write_file_whole(part_ + "/bag-info.txt", info_text(info, bytes, files.size()));
    write_file_whole(part_ + "/" + bag::manifest_name, bag::manifest_text(payload));
    std::map<std::string, Digest> tags;
    for (const char* name : {"bag-info.txt", "bagit.txt", bag::manifest_name}) {
        const auto measured = bag::measure(part_ + "/" + name);
        tags[name] = measured.digest;
        files.push_back({name, measured.digest, measured.bytes});
    }
    write_file_whole(part_ + "/" + bag::tag_manifest_name, bag::manifest_text(tags));
    const auto measured = bag::measure(part_ + "/" + bag::tag_manifest_name);
    files.push_back({bag::tag_manifest_name, measured.digest, measured.bytes});
    move_into_place(part_, folder_);
    part_.clear();
    sync_path(fs::path(folder_).parent_path().string());
    return files;
}

} // namespace tickmark
