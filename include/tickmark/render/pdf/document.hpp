#pragma once

#include "tickmark/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// One part of a document: starts on a new page and is rendered on its own.
///
/// Shape: `html` is a well-formed fragment for <body>. What it may hold and what each thing becomes
/// (ids are
///        destinations, `<a href="#id">` a link, `<a class="page-of" href="#id"></a>` a page
///        number, h1 to h3 bookmarks, thead repeated headings) is in docs/pdf.md
struct PdfSection {
    std::string name; ///< shown in messages: "controls", "register rows 2001 to 3000"
    std::string html;
    bool landscape = false;
    bool front_matter = false; ///< numbered i, ii, iii; only at the start of the document
};

/// Gives the sections of a document one at a time, in order, so that only those being rendered are
/// in memory.
///
/// next() is called by one thread at a time, not always the same one; empty when there are no more.
class SectionSource {
public:
    SectionSource() = default;
    SectionSource(const SectionSource&) = delete;
    SectionSource& operator=(const SectionSource&) = delete;
    SectionSource(SectionSource&&) = delete;
    SectionSource& operator=(SectionSource&&) = delete;
    virtual ~SectionSource() = default;
    virtual std::optional<PdfSection> next() = 0;
};

/// Sections that are already in memory.
class SectionList: public SectionSource {
public:
    explicit SectionList(std::vector<PdfSection> sections) : sections_(std::move(sections)) {}
    std::optional<PdfSection> next() override;

private:
    std::vector<PdfSection> sections_;
    std::size_t at_ = 0;
};

enum class PageSize { letter, a4 };

/// What is printed on every page besides the section. Plain text; an empty one is left out.
struct PdfStamps {
    std::string header_left;    ///< organisation
    std::string header_right;   ///< report and as-of date
    std::string classification; ///< in the middle of the header and of the footer
    std::string footer_left;
    std::string watermark; ///< DRAFT, across each page, behind the text
};

/// Bates numbers: prefix and a number of at least `width` digits on every page.
struct PdfBates {
    std::string prefix;
    int width = 6;
    std::uint64_t start = 1;
};

/// A file carried inside the PDF. Any attachment makes the document PDF/A-3.
struct PdfAttachment {
    std::string name; ///< file name shown to the reader
    std::string media_type;
    std::string description;
    std::string relationship = "Data"; ///< Source, Data, Alternative, Supplement or Unspecified
    std::string bytes;
};

/// A picture placed with its original bytes: `<img src="image:NAME">`. JPEG or PNG.
struct PdfImage {
    std::string name;
    std::string bytes;
};

/// What the file claims to be. `part_1b` is for checks with validators that know nothing newer.
enum class PdfArchive { automatic, part_1b };

struct PdfDocument {
    std::string title;
    std::string author; ///< the organisation
    std::string subject;
    std::string language = "en-US"; ///< BCP 47
    Instant created;                ///< the only date in the file: no clock is read
    PageSize page = PageSize::letter;
    std::string style_css; ///< templates/shared/house.css and what the report adds
    PdfStamps stamps;
    std::optional<PdfBates> bates;
    std::vector<PdfAttachment> attachments;
    std::vector<PdfImage> images;
    PdfArchive archive = PdfArchive::automatic;
    bool accessible = true;          ///< tagged: PDF/UA-1 and PDF/A level a
    std::size_t volume_pages = 2000; ///< a longer document becomes volumes, cut between sections
};

/// A character that no installed font covers, printed as [U+E123].
struct PdfSubstitution {
    char32_t character = 0;
    std::string section;
    std::size_t count = 0;
};

struct PdfVolume {
    std::filesystem::path path;
    std::size_t pages = 0;
    std::string bates_first; ///< empty without Bates numbers
    std::string bates_last;
};

struct PdfResult {
    std::vector<PdfVolume> volumes; ///< one unless the document is longer than volume_pages
    std::size_t pages = 0;
    std::string bates_first;
    std::string bates_last;
    std::vector<PdfSubstitution> substitutions;
};

/// Where and how the document is made.
struct PdfRun {
    std::filesystem::path
        out; ///< appears whole or not at all; volume 2 of report.pdf is report-volume-2.pdf
    std::filesystem::path scratch; ///< an existing folder; what is put there is removed again
    unsigned jobs = 1;             ///< sections rendered at once; the bytes do not depend on it
};

/// Renders the sections and finishes them into one PDF (or volumes).
///
/// Units:  lengths in the sections are CSS lengths and print at their true size
/// Errors: render_failed, naming the section (docs/pdf.md); no_space, no_permission, store_io for
///         files
PdfResult render_pdf(SectionSource& sections, const PdfDocument& document, const PdfRun& run);

} // namespace tickmark
