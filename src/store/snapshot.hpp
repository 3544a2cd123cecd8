#pragma once

#include "store/schema.hpp"
#include <memory>
#include <string>

namespace tickmark::store {

/// Opens a read-only connection of its own on the store in `folder`.
std::unique_ptr<Snapshot> open_snapshot(
    const std::string& folder,
    const Dictionary& dictionary,
    const TimeTravel& time,
    const TimeZone& zone);

} // namespace tickmark::store
