#pragma once

#include "tickmark/config/workspace.hpp"

#include <string>

namespace tickmark {

/// How reports look: `render:` of the workspace.
struct RenderSettings {
    std::string logo;        ///< absolute path of a JPEG or PNG for the title page; empty: none
    std::string accent;      ///< "#24506e"; empty: the house's own
    std::string watermark;   ///< across each page of the PDF; empty: none
    bool accessible = true;  ///< the PDF is tagged: PDF/UA-1 and PDF/A level a
    bool attachments = true; ///< the PDF carries its figures and provenance: PDF/A-3
    int bates_width = 6;     ///< digits of a Bates number, at least
    long long bates_start = 1;
};

/// What the schema has said of the block is not said again. Notes an accent that could not be read
/// on white paper.
RenderSettings read_render_settings(const Workspace& workspace, Problems& problems);

} // namespace tickmark
