#pragma once

#include "tickmark/render/pdf/document.hpp"

#include "geometry_internal.hpp"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// An element of the structure tree of one section, parents before children.
struct StructureNode {
    std::string role; ///< P, H2, TD, …
    int parent = -1;  ///< index in the section's list, -1 at the top
    std::string alt;
    std::string actual; ///< the characters, where those of the glyphs are only alike
    std::string language;
    std::string scope;        ///< Row or Column for TH
    std::optional<Rect> area; ///< of a figure, on the page where it begins
};

enum class BoxKind {
    ruler,    ///< 100 mm wide
    leaf,     ///< holds text
    link,     ///< to a destination or the web
    page_of,  ///< where a page number is drawn
    bates_of, ///< where the Bates number of a page is drawn
    figure,   ///< a drawing or picture made by the engine
    image,    ///< where an original picture is placed
    trailer,  ///< the first page of heading copies: the section's own pages end before it
    heading   ///< a copy of a table's heading row
};

/// A rectangle that the engine reports back through a link annotation with the address t:INDEX.
struct Box {
    BoxKind kind = BoxKind::leaf;
    int node = -1;                ///< structure element of what is inside
    int table = -1;               ///< the table this cell or heading belongs to
    bool in_head = false;         ///< a cell of the table's own heading row
    bool list_item = false;       ///< its marker stands to the left of the box
    std::vector<std::string> ids; ///< destinations that start here
    std::string
        target; ///< "#id" or an address of a link, id of a page or Bates number, name of an image
    std::string contents; ///< a link's text, for readers that show it
    std::string actual;   ///< the text as written, where glyphs alone do not tell it
};

/// Whether a number is drawn there once all pages are known.
inline bool awaits_number(const Box& box) noexcept {
    return box.kind == BoxKind::page_of || box.kind == BoxKind::bates_of;
}

struct PreparedBookmark {
    int level = 1;
    std::string title;
    std::size_t box = 0;
};

/// A section ready for the engine, and what to look for in what the engine makes.
struct PreparedSection {
    std::string name;
    std::string html; ///< a whole page
    bool landscape = false;
    bool front_matter = false;
    std::vector<Box> boxes;
    std::vector<StructureNode> nodes;
    std::vector<PreparedBookmark> bookmarks;
    std::map<char32_t, std::size_t> substitutions;
    bool has_repeated_heading = false;
};

struct PrepareOptions {
    const std::string* style_css = nullptr;
    bool tagged = true;
};

/// Puts anchors into a section's HTML and lists what they stand for.
///
/// Errors: render_failed, naming the section
PreparedSection prepare_section(const PdfSection& section, const PrepareOptions& options);

/// The page around a section: policy, true sizes, rows kept whole.
std::string page_around(const std::string& style_css, const std::string& body);

} // namespace tickmark::pdf
