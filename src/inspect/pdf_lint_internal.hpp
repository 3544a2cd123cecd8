#pragma once

#include "tickmark/inspect/pdf_lint.hpp"

#include <qpdf/QPDF.hh>
#include <set>
#include <string>

namespace tickmark::inspect {

constexpr std::size_t most_faults = 50;

/// The file under inspection and what was found.
struct PdfInspection {
    QPDF pdf;
    std::vector<PdfFault> faults;
    int part = 0;            ///< of PDF/A, as claimed
    std::string conformance; ///< as claimed
    bool tagged = false;
    std::set<std::string> destinations;

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

void check_catalog(PdfInspection& inspection);
void check_metadata(PdfInspection& inspection);
void check_attachments(PdfInspection& inspection);
void collect_destinations(PdfInspection& inspection);
void check_fonts(PdfInspection& inspection);
void check_annotations(PdfInspection& inspection);
void check_contents(PdfInspection& inspection);

} // namespace tickmark::inspect
