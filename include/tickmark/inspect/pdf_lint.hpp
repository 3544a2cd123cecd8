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

/// Checks a finished PDF against what docs/pdf.md promises of the archive format and of
/// accessibility: header and ends of streams; fonts embedded, as wide as they say and mapped to
/// Unicode, no missing glyph; output intent, and nothing painted that it does not define; metadata
/// that is described and agrees with the information dictionary; annotation flags, only harmless
/// actions, destinations that exist; attachments with names, media type and relation; numbers and
/// strings within bounds. For a tagged file: elements of known types in their places, regular
/// tables with scopes, figures with alternative and place, headings that skip no level, every piece
/// of a page an artifact or held by just one element, links inside of theirs.
///
/// It is our own reading of the rules, not a validator; at most 50 faults are listed.
///
/// Errors: render_failed, if the file cannot be read as a PDF
std::vector<PdfFault> check_pdf(const std::filesystem::path& path);

/// Faults one a line, for messages.
std::string describe(const std::vector<PdfFault>& faults);

} // namespace tickmark
