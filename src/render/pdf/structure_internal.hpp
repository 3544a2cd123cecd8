#pragma once

#include "prepared_internal.hpp"
#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// What a structure element holds: marked content on a page, or the link annotation there.
struct StructureKid {
    bool annotation = false;
    std::size_t box = 0;  ///< of the section: boxes come in the order of its text
    std::size_t page = 0; ///< from 0, within the section
    int number = 0;       ///< marked-content number, or index of the annotation on its page
};

/// The structure tree of one section with what the pages showed of it. Written beside the section's
/// PDF, so that a long document does not hold its tree in memory.
struct SectionStructure {
    std::vector<StructureNode> nodes;
    std::vector<std::vector<StructureKid>> kids; ///< by node
    std::vector<int> marks_on_page;              ///< how many marked-content numbers each page uses
};

void write_structure(const SectionStructure& structure, const std::filesystem::path& path);
SectionStructure load_structure(const std::filesystem::path& path);

} // namespace tickmark::pdf
