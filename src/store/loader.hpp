#pragma once

#include "store/payload_box.hpp"
#include "store/staging.hpp"
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace tickmark::store {

/// What the parts of one open store share.
struct Core {
    Core(std::string store_folder, std::unique_ptr<SqlConnection> connection, Clock clock) :
        folder(std::move(store_folder)),
        db(std::move(connection)),
        now(std::move(clock)),
        payloads(folder) {}

    std::string folder;
    std::unique_ptr<SqlConnection> db;
    Clock now;
    PayloadBox payloads;
    std::chrono::milliseconds lock_wait{};
    std::atomic<std::int64_t> loads{0};

    FileLock lock() const { return {folder + "/lock", lock_wait}; }
};

std::unique_ptr<Loader> make_loader(Core& core, const Dataset& dataset, LoadRequest request);

/// Keeps a collection without rows.
Collection keep_without_rows(Core& core, Collection facts);

} // namespace tickmark::store
