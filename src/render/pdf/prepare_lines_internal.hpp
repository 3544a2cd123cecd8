#pragma once

#include "prepare_page_internal.hpp"

namespace tickmark::pdf {

/// Writes what flows in lines (text, emphasis, links, pictures), each piece in the box of the
/// structure element `node` (-1: none).
void write_lines(SectionPage& page, const MarkupNode* first, const MarkupNode* last, int node);

/// Whether a link leads somewhere a PDF may: into the document, to the web, to a mailbox.
bool is_kept_link(const SectionPage& page, const MarkupNode& node);

/// An <a> for which is_kept_link holds.
void write_link(SectionPage& page, const MarkupNode& node, int parent);

/// An <img> or <svg>.
void write_picture(SectionPage& page, const MarkupNode& node, int parent);

} // namespace tickmark::pdf
