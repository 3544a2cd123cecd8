#pragma once

#include "markup_internal.hpp"
#include "prepared_internal.hpp"
#include <string>
#include <vector>

namespace tickmark::pdf {

/// Where in the section the preparer is.
struct PreparePlace {
    int hidden = 0;             ///< elements around that are not for assistive technology
    int table = -1;             ///< the table around
    bool in_head = false;       ///< in that table's heading
    bool in_list_item = false;  ///< markers stand to the left of the boxes
    bool row_needs_box = false; ///< no box has been given to this row of the table yet
    bool preformatted = false;  ///< blanks stay as written
    bool after_blank =
        true; ///< at the start of a line, or behind a blank: another one says nothing
};

/// The page of a section while it is written: its HTML, and the boxes, structure and bookmarks that
/// the HTML stands for.
class SectionPage {
public:
    SectionPage(const PdfSection& section, const PrepareOptions& options);

    bool tagged() const noexcept { return options_.tagged; }
    /// Class of an anchor around text: `kind`, and that blanks at the end of lines are written.
    std::string anchor_class(const char* kind) const;
    PreparedSection& section() noexcept { return out_; }
    Box& box(std::size_t index) { return out_.boxes[index]; }
    StructureNode& node(int index) { return out_.nodes[static_cast<std::size_t>(index)]; }

    std::size_t add_box(BoxKind kind, int node = -1);
    /// A box for text at the current place; takes the ids and bookmarks that wait.
    std::size_t add_leaf(int node);
    /// Index of the new element; -1 when the document has no structure tree.
    int add_node(std::string role, int parent, const MarkupNode* from = nullptr);

    /// An element's id and bookmark wait for the next box: containers have none of their own.
    void note_marks(const MarkupNode& node);
    void give_marks(std::size_t box);
    /// What still waits at the section's end gets a box there.
    void settle_marks();
    /// Whether text at the current place must have a box of its own.
    bool wants_box() const noexcept;

    void write(std::string_view html) { html_ += html; }
    void write_open(const MarkupNode& node);
    void write_close(const MarkupNode& node);
    void write_text(const MarkupNode& node);
    /// A node and all below it, without anchors.
    void write_whole(const MarkupNode& node);
    /// The same, apart from the page.
    std::string whole(const MarkupNode& node);

    PreparedSection finish();

    PreparePlace place;

private:
    const PrepareOptions& options_;
    PreparedSection out_;
    std::string html_;
    std::vector<std::string> waiting_ids_;
    std::vector<PreparedBookmark> waiting_bookmarks_;
};

/// 1 to 6 for h1 to h6, else 0.
int heading_level(std::string_view name) noexcept;

/// Start tag as written but for href, and for the id when `without_id`.
std::string open_tag(const MarkupNode& node, bool without_id = false);

} // namespace tickmark::pdf
