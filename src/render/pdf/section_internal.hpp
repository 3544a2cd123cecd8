#pragma once

#include "geometry_internal.hpp"
#include "prepared_internal.hpp"
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tickmark::pdf {

struct SectionTarget {
    std::string id;
    std::size_t page = 0; ///< from 0, within the section
    double top = 0;       ///< points from the lower edge
};

/// Where the number of the page of `id` is drawn, or its Bates number.
struct SectionPageNumber {
    std::string id;
    std::size_t page = 0;
    Rect rect;
    int mark = -1; ///< marked-content number reserved for it, -1 untagged
    bool bates = false;
};

struct SectionBookmark {
    int level = 1;
    std::string title;
    std::size_t page = 0;
    double top = 0;
};

/// A section as its own PDF on disk, and what the document needs to know of it.
struct FinishedSection {
    std::string name;
    std::filesystem::path pdf;
    std::filesystem::path structure; ///< empty when untagged
    std::size_t pages = 0;
    bool front_matter = false;
    std::vector<SectionTarget> targets;
    std::vector<std::string> references; ///< ids that links and page numbers point to
    std::vector<SectionPageNumber> page_numbers;
    std::vector<SectionBookmark> bookmarks;
    std::map<char32_t, std::size_t> substitutions;
};

/// Page geometry that the section was rendered with, in points.
struct SectionLayout {
    double top = 0;     ///< upper margin as printed
    double reserve = 0; ///< room below it that the engine kept free for a repeated heading
    double bottom = 0;  ///< lower margin
};

/// A link annotation of the engine that carries a box.
struct Hit {
    std::size_t page = 0;
    std::size_t box = 0;
    Rect rect;
};

} // namespace tickmark::pdf
