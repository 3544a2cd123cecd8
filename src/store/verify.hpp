#pragma once

#include "store/loader.hpp"
#include <vector>

namespace tickmark::store {

/// Reads everything the store holds and compares it with its digests.
std::vector<IntegrityCheck> verify_store(Core& core);

} // namespace tickmark::store
