#include "prepared_internal.hpp"

namespace tickmark::pdf {

namespace {

// Nothing is loaded and nothing runs, whatever the text holds.
constexpr const char* policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";

// zoom 5 at QT_FONT_DPI 384 makes CSS lengths come out at their true size; a row can only be kept
// whole when it is a table of its own. The tk- classes are the anchors of this renderer; in tk-w
// the engine writes the blank at which a line ends, which it leaves out elsewhere: without it the
// words on both sides are one for readers of the structure.
constexpr const char* engine_rules = R"(
html { zoom: 5; }
body { margin: 0; }
table, thead, tbody { display: block; border-spacing: 0; }
tr { display: table; width: 100%; table-layout: fixed; page-break-inside: avoid; }
a.page-of { display: inline-block; width: 12mm; height: 1.2em; }
a.bates-of { display: inline-block; width: 40mm; height: 1.2em; vertical-align: -0.25em; }
a.tk-b { display: block !important; color: inherit !important; text-decoration: none !important; }
a.tk-i { display: inline !important; color: inherit !important; text-decoration: none !important; }
.tk-w { white-space: pre-wrap !important; }
a.tk-p { display: inline-block !important; width: 1px; height: 1px; }
a.tk-m { display: inline-block; }
a.tk-r { position: absolute !important; left: 0; top: 0; width: 100mm; height: 1px; }
a.tk-o { position: absolute !important; left: 0; top: 0; right: 0; bottom: 0; }
span.tk-f { position: relative !important; display: inline-block; }
div.tk-h { page-break-before: always; }
div.tk-g { page-break-inside: avoid; margin-bottom: 5mm; }
div.tk-g table { margin: 0 !important; }
)";

} // namespace

std::string page_around(const std::string& style_css, const std::string& body) {
    std::string page = "<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    page += policy;
    page += "\"><title></title><style>";
    page += style_css;
    page += engine_rules;
    page += "</style></head><body>";
    page += body;
    page += "</body></html>";
    return page;
}

} // namespace tickmark::pdf
