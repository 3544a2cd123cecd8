#include "coverage_internal.hpp"
#include "finish_section_internal.hpp"
#include "markup_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "stamps_internal.hpp"
#include <fmt/format.h>
#include <fstream>

namespace tickmark::pdf {

namespace {

constexpr const char* label_rules =
    "\ndiv.tk-label{margin-bottom:12mm}"
    "\ndiv.tk-label "
    "a{display:inline-block;color:#4a535c;font-size:8pt;line-height:1.2;max-width:60mm}"
    "\ndiv.tk-label "
    "a.classification{color:#1b1f24;font-weight:bold;max-width:46mm;text-align:center}"
    "\ndiv.tk-label a.header_right{text-align:right}"
    "\ndiv.tk-label a.watermark{color:#e3e7ea;font-size:48pt;font-weight:bold;max-width:none}\n";

std::vector<std::pair<std::string, std::string>> texts_of(const PdfStamps& stamps) {
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& [name, text] :
         {std::pair<const char*, const std::string&>{"header_left", stamps.header_left},
          {"header_right", stamps.header_right},
          {"classification", stamps.classification},
          {"footer_left", stamps.footer_left},
          {"watermark", stamps.watermark}}) {
        if (!text.empty()) {
            texts.emplace_back(name, text);
        }
    }
    return texts;
}

} // namespace

LabelSheet render_labels(
    const PdfDocument& document, const HtmlEngine& engine, const std::filesystem::path& folder) {
    const auto texts = texts_of(document.stamps);
    LabelSheet sheet;
    if (texts.empty()) {
        return sheet;
    }
    std::string body;
    std::map<char32_t, std::size_t> ignored;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        body += fmt::format(
            R"(<div class="tk-label"><a class="{}" href="t:{}">{}</a></div>)",
            texts[i].first,
            i,
            escape_markup(substitute_uncovered(texts[i].second, ignored)));
    }
    EngineJob job;
    job.section = "header and footer";
    job.html = folder / "labels.html";
    job.pdf = folder / "labels.pdf";
    job.page = document.page;
    std::ofstream(job.html, std::ios::binary)
        << page_around(document.style_css + label_rules, body);
    engine.render(job, {});
    QPDF drawn;
    open_quietly(drawn, job.pdf.string(), "reading the header and footer");
    for (const Hit& hit : take_hits(drawn)) {
        if (hit.page == 0 && hit.box < texts.size()) {
            sheet.labels.emplace(texts[hit.box].first, hit.rect);
        }
    }
    sheet.pdf = job.pdf;
    return sheet;
}

} // namespace tickmark::pdf
