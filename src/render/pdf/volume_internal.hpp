#pragma once

#include "tickmark/render/pdf/document.hpp"

#include "section_internal.hpp"
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <qpdf/QPDF.hh>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// Where a destination is, counted over all volumes.
struct Place {
    std::size_t volume = 0;
    std::size_t page = 0; ///< from 0, over all volumes
    double top = 0;
};

struct VolumePart {
    const FinishedSection* section = nullptr;
    std::size_t first_page = 0; ///< from 0, over all volumes
};

struct VolumePlan {
    std::filesystem::path out;
    std::vector<VolumePart> parts;
    std::size_t first_page = 0;
    std::size_t pages = 0;
};

/// The whole document as planned: which section is in which volume, and what every id and page is
/// called.
struct DocumentPlan {
    std::vector<VolumePlan> volumes;
    std::map<std::string, Place, std::less<>> places;
    std::size_t pages = 0;
    std::size_t front_pages = 0; ///< numbered i, ii, iii

    /// The number printed on a page: "iv" or "12".
    std::string label(std::size_t page) const;
    /// "Page 12 of 340"; "Page iv" in the front matter.
    std::string label_of_total(std::size_t page) const;
};

/// Errors: render_failed for an id given twice or a reference without a target, naming it and its
/// section
DocumentPlan plan_document(
    const std::vector<FinishedSection>& sections,
    const PdfDocument& document,
    const std::filesystem::path& out);

std::string roman(std::size_t number);
std::string bates_number(const PdfBates& bates, std::size_t page);

/// One volume while the passes go over it.
struct Volume {
    const PdfDocument* document = nullptr;
    const DocumentPlan* plan = nullptr;
    std::size_t index = 0;
    QPDF pdf;
    std::vector<std::unique_ptr<QPDF>> sources; ///< alive until the file is written
    std::vector<QPDFObjectHandle> pages;
    bool tagged = false;

    const VolumePlan& own() const { return plan->volumes[index]; }
};

// The passes, in this order. Each goes over the whole volume once and leaves it valid.

/// Takes the pages of the sections in, fonts that are equal shared.
void merge_sections(Volume& volume);
/// Ids become named destinations; links into other volumes name the file.
void add_destinations(Volume& volume);
void add_outline(Volume& volume);
void add_page_labels(Volume& volume);
/// Title, dates, language, archive and accessibility claims, output intent.
void describe_document(Volume& volume);
void attach_files(Volume& volume);
/// Writes the volume; with tags, their tree is appended.
void write_volume(Volume& volume, const std::filesystem::path& path);

} // namespace tickmark::pdf
