#pragma once

#include "tickmark/store/store.hpp"

#include <string>
#include <vector>

namespace tickmark {

/// Checks every byte of a pack against its manifests: bagit.txt, bag-info.txt and its payload
/// count, each file below data/, the manifests themselves, and that nothing was added. One check
/// for each thing looked at as a whole, and one, not ok, for each file that is changed, added or
/// missing, named by its path.
///
/// Errors: usage when there is no pack at `folder`
std::vector<IntegrityCheck> verify_pack(const std::string& folder);

} // namespace tickmark
