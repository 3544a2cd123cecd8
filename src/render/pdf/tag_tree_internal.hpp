#pragma once

#include "volume_internal.hpp"

namespace tickmark::pdf {

/// Numbers pages and annotations for the structure tree and reserves its root; before the volume is
/// written.
QPDFObjectHandle number_for_structure(Volume& volume);

/// Object numbers in the written file that the tree points to.
struct WrittenNumbers {
    int root = 0;
    int info = 0;
    int tree = 0;
    std::vector<int> pages;
    std::vector<std::vector<int>> annotations; ///< by page
};

/// Appends the structure tree as an incremental update, section by section, so that the tree of a
/// long register (hundreds of thousands of elements) is never in memory as a whole.
void append_tag_tree(
    const VolumePlan& plan, const std::filesystem::path& path, const WrittenNumbers& numbers);

} // namespace tickmark::pdf
