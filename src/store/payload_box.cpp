#include "store/payload_box.hpp"

#include "tickmark/ports/files.hpp"

#include <filesystem>

namespace tickmark::store {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view marker_suffix = ".placing";

void rename_file(const std::string& from, const std::string& to) {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) {
        throw_system_error(failed.value(), "renaming a payload into place", to);
    }
}

} // namespace

PayloadBox::PayloadBox(std::string store_folder) : folder_(std::move(store_folder)) {}

const std::string& PayloadBox::work_folder() {
    if (!work_) {
        work_ = std::make_unique<WorkFolder>(folder_ + "/spool");
    }
    return work_->path();
}

std::string PayloadBox::place_of(const Digest& digest) const {
    const std::string hex = digest.hex();
    return folder_ + "/payloads/" + hex.substr(0, 2) + "/" + hex.substr(2) + ".zst";
}

bool PayloadBox::is_placed(const Digest& digest) const {
    return fs::is_regular_file(place_of(digest));
}

const CompressedFile* PayloadBox::pending(const Digest& digest) const {
    const auto found = pending_.find(digest);
    return found == pending_.end() ? nullptr : &found->second;
}

PayloadRef PayloadBox::keep(const std::string& spool_path, const std::string& locator) {
    const std::string part = work_folder() + "/" + std::to_string(++serial_) + ".part";
    const CompressedFile file = compress_file(spool_path, part);
    rename_file(part, work_folder() + "/" + file.received.hex() + ".zst");
    pending_[file.received] = file;
    return {file.received, file.received_bytes, locator};
}

std::string PayloadBox::readable_path(const Digest& digest) const {
    if (pending(digest) != nullptr) {
        return work_->path() + "/" + digest.hex() + ".zst";
    }
    if (!is_placed(digest)) {
        throw Error(
            ErrorCode::store_tampered,
            {"reading a payload",
             "the file is missing",
             place_of(digest),
             "restore the file from a backup of the store"});
    }
    return place_of(digest);
}

std::string PayloadBox::marker_of(const Digest& digest) {
    return work_folder() + "/" + digest.hex() + std::string(marker_suffix);
}

void PayloadBox::place(const Digest& digest) {
    const std::string place = place_of(digest);
    const std::string parent = fs::path(place).parent_path().string();
    std::error_code failed;
    fs::create_directories(parent, failed);
    if (failed) {
        throw_system_error(failed.value(), "making a payload folder", parent);
    }
    // Should the process die before the commit, the mark tells the next one that this file belongs
    // to no collection.
    write_file_whole(marker_of(digest), "");
    rename_file(work_folder() + "/" + digest.hex() + ".zst", place);
    sync_path(parent);
    sync_path(folder_ + "/payloads");
}

void PayloadBox::withdraw(const Digest& digest) {
    std::error_code ignored;
    fs::rename(place_of(digest), work_folder() + "/" + digest.hex() + ".zst", ignored);
    fs::remove(marker_of(digest), ignored);
}

void PayloadBox::settle(const Digest& digest) {
    std::error_code ignored;
    fs::remove(marker_of(digest), ignored);
    fs::remove(work_folder() + "/" + digest.hex() + ".zst", ignored);
    pending_.erase(digest);
}

void PayloadBox::sweep(const std::function<bool(const Digest&)>& is_known) {
    sweep_work_folders(folder_ + "/spool", [&](const std::string& dead) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(dead, ignored)) {
            if (entry.path().extension() != marker_suffix) {
                continue;
            }
            const auto digest = Digest::from_hex(entry.path().stem().string());
            if (digest && !is_known(*digest)) {
                fs::remove(place_of(*digest), ignored);
            }
        }
    });
}

} // namespace tickmark::store
