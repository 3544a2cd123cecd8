#pragma once

#include "prepare_page_internal.hpp"

namespace tickmark::pdf {

/// The headings of a section's tables, printed once more after the section: the finisher puts these
/// copies on top of the pages that a table goes on to.
class RepeatedHeadings {
public:
    /// `around`: the elements that the heading stands in, outermost first, the table last.
    void
    keep(SectionPage& page, const std::vector<const MarkupNode*>& around, const MarkupNode& head);
    void write(SectionPage& page);

private:
    struct Heading {
        int table = 0;
        std::string before; ///< start tags down to the one that holds the table
        std::string table_open;
        std::string head;
        std::string after;
    };
    std::vector<Heading> headings_;
};

} // namespace tickmark::pdf
