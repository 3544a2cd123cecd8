#pragma once

#include "tickmark/inspect/pdf_lint.hpp"

#include <map>
#include <optional>
#include <qpdf/QPDF.hh>
#include <set>
#include <string>
#include <vector>

namespace tickmark::inspect {

constexpr std::size_t most_faults = 50;

/// What a font's dictionary and program say of its codes.
struct FontFacts {
    std::vector<double> advances; ///< of the program by glyph, in thousandths; empty: unreadable
    std::vector<std::optional<double>> widths; ///< of the dictionary by code
    double standard_width = 1000;
    std::set<unsigned> told;          ///< codes with a text
    std::set<unsigned> private_texts; ///< codes whose text is of the private use area
    std::set<unsigned> seen;          ///< codes that were looked at
};

/// The element that holds something of a page.
struct Owner {
    QPDFObjGen element;
    std::string role;
};

/// The file under inspection and what was found.
struct PdfInspection {
    QPDF pdf;
    std::vector<PdfFault> faults;
    int part = 0;            ///< of PDF/A, as claimed
    std::string conformance; ///< as claimed
    bool tagged = false;
    std::set<std::string> destinations;
    std::map<QPDFObjGen, FontFacts> fonts;
    std::map<QPDFObjGen, std::map<long long, Owner>> marks; ///< by page, as the tree has them
    std::map<QPDFObjGen, Owner> annotations;                ///< by annotation, as the tree has them
    std::set<QPDFObjGen> forms;                             ///< whose content was read

    void add(const std::string& rule, const std::string& where, const std::string& what) {
        if (faults.size() < most_faults) {
            faults.push_back({rule, where, what});
        }
    }
    void
    expect(bool holds, const std::string& rule, const std::string& where, const std::string& what) {
        if (!holds) {
            add(rule, where, what);
        }
    }
};

void check_bytes(PdfInspection& inspection, const std::filesystem::path& path);
void check_catalog(PdfInspection& inspection);
void check_metadata(PdfInspection& inspection);
void check_attachments(PdfInspection& inspection);
void collect_destinations(PdfInspection& inspection);
void check_fonts(PdfInspection& inspection);
void check_structure(PdfInspection& inspection);
void check_annotations(PdfInspection& inspection);
void check_contents(PdfInspection& inspection);
void check_objects(PdfInspection& inspection);

/// Facts of a font that some content uses, read once.
FontFacts& facts_of(PdfInspection& inspection, QPDFObjectHandle font);

std::string decoded_text(QPDFObjectHandle stream);

/// Whether a text has the form of a language tag (RFC 3066).
bool is_language(const std::string& text);

} // namespace tickmark::inspect
