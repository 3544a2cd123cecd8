#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

#include "render/pdf/stamp_font_internal.hpp"
#include "render/pdf/update_writer_internal.hpp"
#include "render/pdf/volume_internal.hpp"
#include "support/scratch.hpp"
#include <qpdf/QPDFNameTreeObjectHelper.hh>
#include <qpdf/QPDFOutlineDocumentHelper.hh>
#include <qpdf/QPDFPageLabelDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace tickmark::pdf {

namespace {

FinishedSection finished(const std::string& name, std::size_t pages, bool front = false) {
    FinishedSection section;
    section.name = name;
    section.pages = pages;
    section.front_matter = front;
    return section;
}

/// A volume of blank pages, as the merge would leave it.
struct BlankVolume {
    explicit BlankVolume(
        std::vector<FinishedSection> given, std::size_t index = 0, std::size_t limit = 2000) :
        sections(std::move(given)) {
        document.volume_pages = limit;
        plan = plan_document(sections, document, "out/report.pdf");
        volume.document = &document;
        volume.plan = &plan;
        volume.index = index;
        volume.pdf.emptyPDF();
        for (std::size_t i = 0; i < volume.own().pages; ++i) {
            volume.pdf.addPage(
                volume.pdf.makeIndirectObject(
                    QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 612 792] >>")),
                false);
        }
        volume.pages = volume.pdf.getAllPages();
    }

    std::vector<FinishedSection> sections;
    PdfDocument document;
    DocumentPlan plan;
    Volume volume;
};

} // namespace

TEST(PdfPlan, NumbersTheFrontMatterInRomanAndTheRestFromOne) {
    const BlankVolume blank(
        {finished("title", 1, true), finished("contents", 2, true), finished("body", 4)});
    EXPECT_EQ(blank.plan.label(0), "i");
    EXPECT_EQ(blank.plan.label(2), "iii");
    EXPECT_EQ(blank.plan.label(3), "1");
    EXPECT_EQ(blank.plan.label_of_total(6), "Page 4 of 4");
    EXPECT_EQ(roman(1994), "mcmxciv");
}

TEST(PdfPlan, CutsVolumesBetweenSectionsOnly) {
    const BlankVolume blank(
        {finished("a", 3), finished("b", 9), finished("c", 2), finished("d", 2)}, 0, 5);
    ASSERT_EQ(blank.plan.volumes.size(), 3U);
    EXPECT_EQ(blank.plan.volumes[1].pages, 9U); // larger than the limit, but one section
    EXPECT_EQ(blank.plan.volumes[2].first_page, 12U);
    EXPECT_EQ(blank.plan.volumes[2].out.string(), "out/report-volume-3.pdf");
}

TEST(PdfPlan, PrintsBatesNumbersWithTheirWidth) {
    EXPECT_EQ(bates_number({"MER-OCR-", 7, 41}, 2), "MER-OCR-0000043");
    EXPECT_EQ(bates_number({"X", 2, 99}, 1), "X100");
}

TEST(PdfPasses, PageLabelsSayWhatIsPrinted) {
    BlankVolume blank({finished("contents", 2, true), finished("body", 3)});
    add_page_labels(blank.volume);
    QPDFPageLabelDocumentHelper labels(blank.volume.pdf);
    EXPECT_EQ(labels.getLabelForPage(1).getKey("/S").unparse(), "/r");
    EXPECT_EQ(labels.getLabelForPage(1).getKey("/St").getIntValue(), 2);
    EXPECT_EQ(labels.getLabelForPage(4).getKey("/S").unparse(), "/D");
    EXPECT_EQ(labels.getLabelForPage(4).getKey("/St").getIntValue(), 3);
}

TEST(PdfPasses, ASecondVolumeGoesOnCounting) {
    BlankVolume blank({finished("contents", 1, true), finished("a", 3), finished("b", 3)}, 1, 4);
    add_page_labels(blank.volume);
    QPDFPageLabelDocumentHelper labels(blank.volume.pdf);
    EXPECT_EQ(labels.getLabelForPage(0).getKey("/St").getIntValue(), 4);
}

TEST(PdfPasses, DestinationsAreFoundByName) {
    FinishedSection section = finished("body", 3);
    for (int i = 0; i < 200; ++i) {
        section.targets.push_back(
            {"id-" + std::to_string(i), static_cast<std::size_t>(i % 3), 700.0 - i});
    }
    BlankVolume blank({section});
    add_destinations(blank.volume);
    QPDFNameTreeObjectHelper tree(
        blank.volume.pdf.getRoot().getKey("/Names").getKey("/Dests"), blank.volume.pdf);
    QPDFObjectHandle found;
    for (int i = 0; i < 200; ++i) {
        ASSERT_TRUE(tree.findObject("id-" + std::to_string(i), found)) << i;
        EXPECT_TRUE(found.getArrayItem(0).isSameObjectAs(
            blank.volume.pages[static_cast<std::size_t>(i % 3)]));
    }
    EXPECT_FALSE(tree.findObject("id-200", found));
}

TEST(PdfPasses, ALinkIntoAnotherVolumeNamesItsFile) {
    FinishedSection first = finished("a", 1);
    first.targets.push_back({"here", 0, 700});
    BlankVolume blank({first, finished("b", 1)}, 1, 1);
    QPDFObjectHandle link = QPDFObjectHandle::parse("<< /Subtype /Link /Dest (here) >>");
    QPDFObjectHandle links = QPDFObjectHandle::newArray();
    links.appendItem(link);
    blank.volume.pages[0].replaceKey("/Annots", links);
    add_destinations(blank.volume);
    EXPECT_FALSE(link.hasKey("/Dest"));
    EXPECT_EQ(link.getKey("/A").getKey("/F").getStringValue(), "report.pdf");
}

TEST(PdfPasses, BookmarksNestByTheirLevels) {
    FinishedSection section = finished("body", 3);
    section.bookmarks = {
        {1, "One", 0, 700},
        {2, "One A", 0, 600},
        {3, "Deep", 1, 700},
        {1, "Zwei \xC3\xBC", 2, 700}};
    BlankVolume blank({section});
    add_outline(blank.volume);
    QPDFOutlineDocumentHelper outlines(blank.volume.pdf);
    auto top = outlines.getTopLevelOutlines();
    ASSERT_EQ(top.size(), 2U);
    EXPECT_EQ(top[1].getTitle(), "Zwei \xC3\xBC");
    ASSERT_EQ(top[0].getKids().size(), 1U);
    EXPECT_EQ(top[0].getKids()[0].getKids()[0].getTitle(), "Deep");
    EXPECT_TRUE(
        top[0].getKids()[0].getKids()[0].getDestPage().isSameObjectAs(blank.volume.pages[1]));
}

TEST(PdfUpdate, AppendedObjectsAreReadBack) {
    const testing::Scratch scratch;
    const std::string path = scratch / "a.pdf";
    std::string id;
    int size = 0;
    {
        QPDF pdf;
        pdf.emptyPDF();
        pdf.getRoot().replaceKey("/More", pdf.makeIndirectObject(QPDFObjectHandle::newNull()));
        QPDFWriter writer(pdf, path.c_str());
        writer.setObjectStreamMode(qpdf_o_generate);
        writer.setDeterministicID(true);
        writer.write();
    }
    std::uint64_t xref = 0;
    std::string root;
    {
        QPDF pdf;
        pdf.processFile(path.c_str());
        size = static_cast<int>(pdf.getTrailer().getKey("/Size").getIntValue());
        id = pdf.getTrailer().getKey("/ID").unparse();
        root = pdf.getTrailer().getKey("/Root").unparse();
        const std::string bytes = read_file(path);
        xref = std::stoull(bytes.substr(bytes.rfind("startxref\n") + 10));
    }
    UpdateWriter writer(path, size);
    const int first = writer.reserve(std::size_t{450});
    for (int i = 0; i < 450; ++i) {
        writer.add(first + i, "<</Number " + std::to_string(i) + ">>");
    }
    writer.finish("/Root " + root + " /ID " + id, xref);

    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processFile(path.c_str());
    for (const int i : {0, 199, 200, 449}) {
        EXPECT_EQ(pdf.getObjectByID(first + i, 0).getKey("/Number").getIntValue(), i);
    }
    EXPECT_EQ(pdf.numWarnings(), 0U);
}

TEST(PdfFonts, MeasureAndEncodeDigits) {
    StampFont font;
    EXPECT_NEAR(font.width("111", 10), font.width("888", 10), 1e-9); // columns of numbers align
    EXPECT_EQ(font.encode("11").size(), 10U);
    EXPECT_EQ(font.encode("\xE4\xBD\xA0"), font.encode("?"));
}

} // namespace tickmark::pdf
