#pragma once

#include "tickmark/app/assess_workspace.hpp"
#include "tickmark/seal/pack.hpp"

#include <string>
#include <vector>

namespace tickmark {

struct ReportRequest {
    std::string name; ///< folder in templates/: "audit"
    AssessRequest assess;
    /// Folder of the pack, or one that holds other things and gets the pack inside; empty:
    /// output/<name>-<catalogs>-<as-of> in the workspace.
    std::string out;
    unsigned jobs = 1; ///< sections rendered at once
};

struct MadeReport {
    std::string pack; ///< its folder, absolute
    struct File {
        PackFile file;
        std::size_t pages = 0;   ///< of a PDF; 0 for other files
        std::string bates_first; ///< of its first and last page; empty without Bates numbers
        std::string bates_last;
    };
    /// A character that no installed font has, printed by its number.
    struct Substitution {
        std::string character; ///< "U+E123"
        std::string section;
        std::size_t count = 0;
    };
    std::vector<File> files;
    std::string bates_first; ///< over all volumes of the PDF
    std::string bates_last;
    std::vector<Substitution> substitutions;
    std::vector<std::string> remarks; ///< what the reader of the terminal should know
    Assessment assessment;
};

/// Assesses, renders and seals one report into a pack, whole or not at all, and enters it in the
/// custody log.
///
/// Errors: usage for an unknown report; those of assessing, rendering (render_failed) and sealing
MadeReport make_report(const ReportRequest& request);

} // namespace tickmark
