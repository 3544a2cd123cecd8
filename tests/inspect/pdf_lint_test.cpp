#include "tickmark/base/error.hpp"
#include "tickmark/inspect/pdf_lint.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <algorithm>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

namespace tickmark {

namespace {

/// A page with one annotation and one line of content, and nothing that an archive needs.
std::string bare_pdf(
    const testing::Scratch& scratch, const std::string& annotation, const std::string& content) {
    QPDF pdf;
    pdf.emptyPDF();
    QPDFObjectHandle page = pdf.makeIndirectObject(QPDFObjectHandle::parse(
        "<< /Type /Page /MediaBox [0 0 100 100] /Resources << /Font << /F1 << /Type /Font /Subtype "
        "/Type0 /BaseFont "
        "/Plain >> >> >> /Annots [" +
        annotation + "] >>"));
    page.replaceKey("/Contents", pdf.newStream(content));
    pdf.addPage(page, false);
    const std::string path = scratch / "bare.pdf";
    QPDFWriter writer(pdf, path.c_str());
    writer.write();
    return path;
}

bool has(const std::vector<PdfFault>& faults, const std::string& rule) {
    return std::any_of(
        faults.begin(), faults.end(), [&](const PdfFault& fault) { return fault.rule == rule; });
}

} // namespace

TEST(PdfLint, NamesWhatABareFileLacks) {
    const testing::Scratch scratch;
    const auto faults = check_pdf(bare_pdf(scratch, "", "q Q"));
    for (const char* rule : {"metadata", "archive-claim", "language", "output-intent", "title"}) {
        EXPECT_TRUE(has(faults, rule)) << rule << "\n" << describe(faults);
    }
}

TEST(PdfLint, FindsAnnotationsThatDoWhatTheyMustNot) {
    const testing::Scratch scratch;
    for (const char* action :
         {"/S /JavaScript /JS (1)",
          "/S /Launch /F (a)",
          "/S /URI /URI (file:///etc/passwd)",
          "/S /URI /URI (javascript:1)",
          "/S /GoToR /F << /F (../other.pdf) >>"}) {
        const auto faults = check_pdf(bare_pdf(
            scratch,
            std::string("<< /Subtype /Link /F 4 /Contents (a) /A << ") + action + " >> >>",
            "q Q"));
        EXPECT_TRUE(has(faults, "actions")) << action;
    }
    const auto harmless = check_pdf(bare_pdf(
        scratch,
        "<< /Subtype /Link /F 4 /Contents (a) /A << /S /URI /URI (https://example.org) >> >>",
        "q Q"));
    EXPECT_FALSE(has(harmless, "actions")) << describe(harmless);
    EXPECT_FALSE(has(harmless, "annotation-flags"));
}

TEST(PdfLint, FindsLinksThatLeadNowhereAndAreNotPrinted) {
    const testing::Scratch scratch;
    const auto faults = check_pdf(bare_pdf(scratch, "<< /Subtype /Link /Dest (gone) >>", "q Q"));
    EXPECT_TRUE(has(faults, "destinations"));
    EXPECT_TRUE(has(faults, "annotation-flags"));
    EXPECT_TRUE(has(faults, "annotation-text"));
}

TEST(PdfLint, FindsMissingGlyphsAndUnbalancedContent) {
    const testing::Scratch scratch;
    const auto faults = check_pdf(bare_pdf(scratch, "", "q /P BMC BT /F1 9 Tf <00010000> Tj ET"));
    EXPECT_TRUE(has(faults, "missing-glyph")) << describe(faults);
    EXPECT_TRUE(has(faults, "marks"));
}

TEST(PdfLint, RefusesWhatIsNotAPdf) {
    const testing::Scratch scratch;
    EXPECT_THROW(check_pdf(scratch.file("no.pdf", "this is no PDF")), Error);
}

} // namespace tickmark
