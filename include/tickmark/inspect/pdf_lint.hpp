#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tickmark {

/// One thing wrong with a finished PDF.
struct PdfFault {
    std::string rule;  ///< stable word: "font-embedded", "annotation-flags", …
    std::string where; ///< "page 12", "object 40", "catalog"
    std::string what;
};

/// Checks a finished PDF against what docs/pdf.md promises of the archive format: fonts embedded
/// and mapped to Unicode, output intent, metadata that agrees with the information dictionary,
/// annotation flags, only harmless actions, attachments with their relation, destinations that
/// exist, no missing glyph, and for a tagged file that every piece of text is marked and owned.
///
/// It is our own reading of the rules, not a validator; at most 50 faults are listed.
///
/// Errors: render_failed, if the file cannot be read as a PDF
std::vector<PdfFault> check_pdf(const std::filesystem::path& path);

/// Faults one a line, for messages.
std::string describe(const std::vector<PdfFault>& faults);

} // namespace tickmark
