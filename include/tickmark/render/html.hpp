#pragma once

#include "tickmark/render/pdf/document.hpp"
#include "tickmark/report/model.hpp"

#include <memory>
#include <string>

namespace tickmark {

/// The sections of a report for `render_pdf`, filled one at a time. `model` must outlive it.
///
/// Shape:  templates are <report folder>/NAME.mustache, or NAME.mustache in the folder `shared`
/// beside it Errors: render_failed, naming template and line
std::unique_ptr<SectionSource> make_section_source(const ReportModel& model);

/// What the PDF is told besides its sections: title, dates, page size, stamps, style.
PdfDocument make_pdf_document(const ReportModel& model);

/// Writes the report as one HTML file that needs nothing else: style inside, no script, links
/// within. Sections go to the file as they are filled. The file appears whole or not at all.
///
/// Errors: render_failed, no_space, no_permission
void write_html_report(const ReportModel& model, const std::string& path);

} // namespace tickmark
