#include "store/payload_box.hpp"

#include "tickmark/ports/files.hpp"

#include <exception>
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

std::string PayloadBox::waiting_place(const Digest& digest) {
    return work_folder() + "/" + digest.hex() + ".zst";
}

void PayloadBox::finish_under_way() {
    if (under_way_.valid()) {
        under_way_.get();
    }
}

const CompressedFile& PayloadBox::pending(const Digest& digest) {
    finish_under_way();
    if (const auto failed = failed_.find(digest); failed != failed_.end()) {
        std::rethrow_exception(failed->second);
    }
    const auto found = pending_.find(digest);
    if (found == pending_.end()) {
        throw Error(
            ErrorCode::internal,
            {"keeping a payload", "it was never given to the store", digest.hex(), ""});
    }
    return found->second;
}

Digest PayloadBox::compress(const std::string& spool_path) {
    const std::string part = work_folder() + "/" + std::to_string(++serial_) + ".part";
    const CompressedFile file = compress_file(spool_path, part);
    rename_file(part, waiting_place(file.received));
    pending_[file.received] = file;
    return file.received;
}

PayloadRef PayloadBox::keep(const std::string& spool_path, const std::string& locator) {
    finish_under_way();
    const Digest digest = compress(spool_path);
    return {digest, pending(digest).received_bytes, locator};
}

PayloadRef PayloadBox::keep_known(
    const std::string& spool_path, const std::string& locator, const Digest& digest) {
    finish_under_way();
    std::error_code failed;
    const std::uint64_t bytes = fs::file_size(spool_path, failed);
    if (failed) {
        throw_system_error(failed.value(), "reading what was received", spool_path);
    }
    failed_.erase(digest);
    under_way_ = std::async(std::launch::async, [this, spool_path, digest] {
        try {
            if (compress(spool_path) != digest) {
                throw Error(
                    ErrorCode::store_io,
                    {"keeping a payload",
                     "the bytes written are not those that were received",
                     spool_path,
                     "collect it again"});
            }
        } catch (const Error&) {
            failed_[digest] = std::current_exception(); // for the commit that needs it
        }
    });
    return {digest, bytes, locator};
}

std::string PayloadBox::readable_path(const Digest& digest) {
    finish_under_way();
    if (pending_.contains(digest)) {
        return waiting_place(digest);
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
    rename_file(waiting_place(digest), place);
    sync_path(parent);
    sync_path(folder_ + "/payloads");
}

void PayloadBox::withdraw(const Digest& digest) {
    std::error_code ignored;
    fs::rename(place_of(digest), waiting_place(digest), ignored);
    fs::remove(marker_of(digest), ignored);
}

void PayloadBox::settle(const Digest& digest) {
    finish_under_way(); // of a payload that the store held already, nobody has waited for
    std::error_code ignored;
    fs::remove(marker_of(digest), ignored);
    fs::remove(waiting_place(digest), ignored);
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
