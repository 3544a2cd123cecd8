#pragma once

#include "tickmark/render/pdf/document.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tickmark {

/// A table whose rows come one at a time, cut into sections that render side by side.
///
/// Shape: every section is `before` (first section only) + `table_open` + `head` + rows +
/// `</tbody></table>` + `after` (last only);
///        `head` is the whole <thead>, a row the whole <tr>. A table without rows gives one section
///        with its head.
struct TableSectionsSpec {
    std::string name; ///< "register"; sections are named "register rows 1 to 800"
    std::string before;
    std::string table_open = "<table>";
    std::string head;
    std::string after;
    bool landscape = false;
    std::size_t rows_per_section = 800;
};

/// Pulls rows from `next_row` (empty at the end) and yields sections; at most one section is in
/// memory.
class TableSections: public SectionSource {
public:
    using NextRow = std::function<std::optional<std::string>()>;
    TableSections(TableSectionsSpec spec, NextRow next_row);
    std::optional<PdfSection> next() override;

private:
    TableSectionsSpec spec_;
    NextRow next_row_;
    std::optional<std::string> pending_;
    std::size_t rows_done_ = 0;
    bool finished_ = false;
    bool started_ = false;
};

/// Several sources, one after the other.
class SectionChain: public SectionSource {
public:
    explicit SectionChain(std::vector<std::unique_ptr<SectionSource>> sources);
    std::optional<PdfSection> next() override;

private:
    std::vector<std::unique_ptr<SectionSource>> sources_;
    std::size_t at_ = 0;
};

} // namespace tickmark
