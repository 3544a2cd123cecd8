#include "tickmark/inspect/pdf_lint.hpp"

#include <gtest/gtest.h>

#include "render/pdf_sample.hpp"
#include <algorithm>
#include <fstream>
#include <functional>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

namespace tickmark {

namespace {

using Change = std::function<void(QPDF&)>;

/// A sound document of every kind of element; each test breaks one thing in it.
class SystemPdfLint: public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        scratch_ = new testing::Scratch;
        PdfDocument document = testing::sample_document();
        document.attachments = {{"a.json", "application/json", "origin", "Data", "{}"}};
        SectionList sections(
            {{"contents",
              "<h1>Contents</h1><div class=\"contents-line\"><a href=\"#one\">One</a>"
              "<a class=\"page-of\" href=\"#one\"></a></div>",
              false,
              true},
             {"one",
              "<h1 id=\"one\">One</h1><h2>Two</h2><p>Text and <a href=\"#one\">a link</a></p>"
              "<ul><li>Item</li></ul><blockquote>Quote</blockquote><table><thead><tr><th>Key</"
              "th><th>Value</th></tr></thead>"
              "<tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"
              "<p><svg role=\"img\" aria-label=\"a bar\" width=\"90\" height=\"30\">"
              "<rect width=\"50\" height=\"20\"/></svg></p>",
              false,
              false}});
        render_pdf(sections, document, {sound(), scratch_->path(), 2});
    }
    static void TearDownTestSuite() {
        delete scratch_;
        scratch_ = nullptr;
    }
    static std::string sound() { return *scratch_ / "sound.pdf"; }

    /// Rules that the document breaks after a change.
    static std::set<std::string> broken(const Change& change, bool line_ends = true) {
        const std::string path = *scratch_ / "broken.pdf";
        QPDF pdf;
        pdf.processFile(sound().c_str());
        change(pdf);
        QPDFWriter writer(pdf, path.c_str());
        writer.setNewlineBeforeEndstream(line_ends);
        writer.write();
        return rules_of(path);
    }
    static std::set<std::string> rules_of(const std::string& path) {
        std::set<std::string> rules;
        for (const PdfFault& fault : check_pdf(path)) {
            rules.insert(fault.rule);
        }
        return rules;
    }
    static void expect(const std::string& rule, const std::string& what, const Change& change) {
        EXPECT_EQ(broken(change).count(rule), 1U) << rule << ": " << what;
    }

    static testing::Scratch* scratch_;
};

testing::Scratch* SystemPdfLint::scratch_ = nullptr;

QPDFObjectHandle parsed(const std::string& text) {
    return QPDFObjectHandle::parse(text);
}

QPDFObjectHandle first_where(QPDF& pdf, const std::function<bool(QPDFObjectHandle)>& wanted) {
    for (QPDFObjectHandle& object : pdf.getAllObjects()) {
        if (wanted(object)) {
            return object;
        }
    }
    throw std::runtime_error("nothing of the kind in the sound document");
}

QPDFObjectHandle element(QPDF& pdf, const std::string& role) {
    return first_where(pdf, [&](QPDFObjectHandle object) {
        return object.isDictionary() && object.hasKey("/P") &&
               object.getKey("/S").isNameAndEquals("/" + role);
    });
}

QPDFObjectHandle of_type(QPDF& pdf, const std::string& type, const std::string& subtype = "") {
    return first_where(
        pdf, [&](QPDFObjectHandle object) { return object.isDictionaryOfType(type, subtype); });
}

QPDFObjectHandle link_of(QPDF& pdf) {
    QPDFObjectHandle page = pdf.getAllPages().at(1);
    return page.getKey("/Annots").getArrayItem(0);
}

QPDFObjectHandle descriptor(QPDF& pdf) {
    return of_type(pdf, "/FontDescriptor");
}

Change content(const std::string& added) {
    return [added](QPDF& pdf) {
        QPDFObjectHandle page = pdf.getAllPages().at(1);
        page.addPageContents(pdf.newStream(added), false);
    };
}

Change put(const std::string& role, const std::string& key, const std::string& value) {
    return [=](QPDF& pdf) { element(pdf, role).replaceKey(key, parsed(value)); };
}

Change drop(const std::string& role, const std::string& key) {
    return [=](QPDF& pdf) { element(pdf, role).removeKey(key); };
}

Change in_root(const std::string& key, const std::string& value) {
    return [=](QPDF& pdf) { pdf.getRoot().replaceKey(key, parsed(value)); };
}

void replace_data(QPDFObjectHandle stream, const std::string& from, const std::string& to) {
    const auto buffer = stream.getStreamData(qpdf_dl_generalized);
    std::string data(
        reinterpret_cast<const char*>(buffer->getBuffer()),
        buffer->getSize()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    ASSERT_NE(data.find(from), std::string::npos) << from;
    data.replace(data.find(from), from.size(), to);
    stream.replaceStreamData(data, QPDFObjectHandle::newNull(), QPDFObjectHandle::newNull());
}

} // namespace

TEST_F(SystemPdfLint, FindsNothingInASoundDocument) {
    const auto faults = check_pdf(sound());
    EXPECT_TRUE(faults.empty()) << describe(faults);
    EXPECT_EQ(broken([](QPDF& /*pdf*/) {}).size(), 0U);
}

TEST_F(SystemPdfLint, FindsElementsThatDoNotFit) {
    expect("structure", "an unknown type", put("P", "/S", "/Paragraph"));
    expect("structure", "no parent", drop("H1", "/P"));
    expect("structure", "a head without a scope", drop("TH", "/A"));
    expect("structure", "a figure without an alternative", drop("Figure", "/Alt"));
    expect("structure", "a figure without a place", drop("Figure", "/A"));
    expect("structure", "a heading that skips a level", put("H2", "/S", "/H4"));
    expect("structure", "a row of something else", put("TD", "/S", "/P"));
    expect("structure", "an item outside of a list", put("L", "/S", "/Div"));
    expect("structure", "a line outside of contents", put("TOC", "/S", "/Div"));
    expect("structure", "no language", put("P", "/Lang", "(en_US)"));
    expect("structure", "a head without a body", put("TBody", "/S", "/THead"));
    expect("structure", "a note without an identifier", put("BlockQuote", "/S", "/Note"));
}

TEST_F(SystemPdfLint, FindsTablesWhoseRowsDiffer) {
    expect("structure", "a cell less", [](QPDF& pdf) {
        element(pdf, "TR").getKey("/K").eraseItem(0);
    });
}

TEST_F(SystemPdfLint, FindsContentThatNobodyHolds) {
    expect("tags", "a mark that is not on the page", [](QPDF& pdf) {
        element(pdf, "H1").getKey("/K").appendItem(QPDFObjectHandle::newInteger(999));
    });
    expect("tags", "an owner that is not told", [](QPDF& pdf) {
        element(pdf, "H1").replaceKey("/K", parsed("[]"));
    });
    expect("tags", "a drawing outside of the structure", content("0 0 m 9 9 l S"));
    expect("tags", "a mark without an element", content("/P <</MCID 900>> BDC EMC"));
}

TEST_F(SystemPdfLint, FindsLinksOutsideOfTheStructure) {
    expect("tags", "no parent", [](QPDF& pdf) { link_of(pdf).removeKey("/StructParent"); });
    expect("tags", "held by something else", put("Link", "/S", "/Span"));
    expect("annotation-text", "no text", [](QPDF& pdf) {
        link_of(pdf).replaceKey("/Contents", parsed("()"));
    });
    expect("annotation-flags", "not shown", [](QPDF& pdf) {
        link_of(pdf).replaceKey("/F", parsed("36"));
    });
}

TEST_F(SystemPdfLint, FindsMarksThatHoldWhatTheyMustNot) {
    expect(
        "marks", "content in an artifact", content("/Artifact BMC /P <</MCID 900>> BDC EMC EMC"));
    expect(
        "marks", "an artifact in content", content("/P <</MCID 900>> BDC /Artifact BMC EMC EMC"));
    expect("marks", "a number used twice", content("/P <</MCID 0>> BDC EMC"));
    expect("operators", "an unknown operator", content("1 2 frobnicate"));
    expect("graphics", "a colour of print", content("0 0 0 1 k"));
    std::string deep;
    for (int i = 0; i < 29; ++i) {
        deep += "q ";
    }
    expect("limits", "too many groups", content(deep));
}

TEST_F(SystemPdfLint, FindsFontsThatContradictThemselves) {
    expect("font-widths", "other widths", [](QPDF& pdf) {
        of_type(pdf, "/Font", "/CIDFontType2").replaceKey("/W", parsed("[1 200 10]"));
    });
    expect("font-glyphs", "no map", [](QPDF& pdf) {
        of_type(pdf, "/Font", "/CIDFontType2").removeKey("/CIDToGIDMap");
    });
    expect("font-glyphs", "a list of glyphs", [](QPDF& pdf) {
        descriptor(pdf).replaceKey("/CIDSet", pdf.newStream("x"));
    });
    expect("font-embedded", "no program", [](QPDF& pdf) {
        descriptor(pdf).replaceKey("/FontFile2", pdf.newStream("no font"));
    });
    expect("font-unicode", "no text", [](QPDF& pdf) {
        of_type(pdf, "/Font", "/Type0").replaceKey("/ToUnicode", pdf.newStream("none"));
    });
    expect("private-text", "a private character", [](QPDF& pdf) {
        QPDFObjectHandle map = of_type(pdf, "/Font", "/Type0").getKey("/ToUnicode");
        replace_data(map, "endbfchar", "<0001> <E000>\nendbfchar");
    });
}

TEST_F(SystemPdfLint, FindsGraphicsThatAnArchiveMustNotHold) {
    expect("graphics", "a transfer function", [](QPDF& pdf) {
        pdf.getRoot().replaceKey(
            "/X", pdf.makeIndirectObject(parsed("<</Type /ExtGState /TR /Identity>>")));
    });
    expect("graphics", "a blend mode of its own", [](QPDF& pdf) {
        pdf.getRoot().replaceKey(
            "/X", pdf.makeIndirectObject(parsed("<</Type /ExtGState /BM /Shiny>>")));
    });
    expect("graphics", "a form without resources", [](QPDF& pdf) {
        first_where(
            pdf,
            [](QPDFObjectHandle object) {
                return object.isStream() &&
                       object.getDict().getKey("/Subtype").isNameAndEquals("/Form");
            })
            .getDict()
            .removeKey("/Resources");
    });
    expect("graphics", "a smoothed picture", [](QPDF& pdf) {
        QPDFObjectHandle picture = pdf.newStream("x");
        picture.getDict().replaceKey("/Subtype", parsed("/Image"));
        picture.getDict().replaceKey("/Interpolate", parsed("true"));
        pdf.getRoot().replaceKey("/X", picture);
    });
    expect("filters", "a filter that is not allowed", [](QPDF& pdf) {
        QPDFObjectHandle stream = pdf.newStream("x");
        stream.replaceStreamData("x", parsed("/JPXDecode"), QPDFObjectHandle::newNull());
        pdf.getRoot().replaceKey("/X", stream);
    });
}

TEST_F(SystemPdfLint, FindsPagesAndObjectsOutOfBounds) {
    const auto page = [](const std::string& key, const std::string& value) -> Change {
        return [=](QPDF& pdf) {
            QPDFObjectHandle first = pdf.getAllPages().at(0);
            first.replaceKey(key, parsed(value));
        };
    };
    expect("page", "too small", page("/MediaBox", "[0 0 2 2]"));
    expect("page", "steps of a presentation", page("/PresSteps", "<<>>"));
    expect("page", "a font that is not there", page("/Resources", "<<>>"));
    expect("limits", "a long string", in_root("/X", "(" + std::string(32768, 'x') + ")"));
    expect("limits", "a long name", in_root("/X", "/" + std::string(128, 'x')));
    expect("limits", "a large integer", in_root("/X", "2147483648"));
}

TEST_F(SystemPdfLint, FindsACatalogThatPromisesOtherThings) {
    expect("language", "no language tag", in_root("/Lang", "(en_US)"));
    expect("title", "a title that is not shown", in_root("/ViewerPreferences", "<<>>"));
    expect("actions", "requirements", in_root("/Requirements", "[]"));
    expect("tags", "suspect tags", in_root("/MarkInfo", "<</Marked true /Suspects true>>"));
    expect("output-intent", "a profile for grey", [](QPDF& pdf) {
        replace_data(
            pdf.getRoot().getKey("/OutputIntents").getArrayItem(0).getKey("/DestOutputProfile"),
            "RGB ",
            "GRAY");
    });
}

TEST_F(SystemPdfLint, FindsMetadataThatNobodyDescribes) {
    expect("metadata", "an unknown property", [](QPDF& pdf) {
        replace_data(
            pdf.getRoot().getKey("/Metadata"),
            "<pdf:Producer>",
            "<pdf:Trapped>a</pdf:Trapped><pdf:Producer>");
    });
    expect("metadata", "the packet's length", [](QPDF& pdf) {
        replace_data(pdf.getRoot().getKey("/Metadata"), "<?xpacket", "<?xpacket bytes=\"9\"");
    });
    expect("metadata", "another producer", [](QPDF& pdf) {
        pdf.getTrailer().getKey("/Info").replaceKey("/Producer", parsed("(other)"));
    });
    expect("metadata", "no description of PDF/UA", [](QPDF& pdf) {
        replace_data(
            pdf.getRoot().getKey("/Metadata"),
            "<pdfaSchema:prefix>pdfuaid",
            "<pdfaSchema:prefix>other");
    });
}

TEST_F(SystemPdfLint, FindsFilesThatAreNotDescribed) {
    expect("attachments", "another file's dictionary", [](QPDF& pdf) {
        QPDFObjectHandle link = link_of(pdf);
        link.replaceKey(
            "/X", pdf.makeIndirectObject(parsed("<</Type /Filespec /F (a.pdf) /UF (a.pdf)>>")));
    });
    expect("attachments", "one name only", [](QPDF& pdf) {
        of_type(pdf, "/Filespec").removeKey("/UF");
    });
    expect("attachments", "no media type", [](QPDF& pdf) {
        of_type(pdf, "/Filespec")
            .getKey("/EF")
            .getKey("/UF")
            .getDict()
            .replaceKey("/Subtype", parsed("/json"));
    });
    expect("attachments", "another size", [](QPDF& pdf) {
        of_type(pdf, "/Filespec")
            .getKey("/EF")
            .getKey("/UF")
            .getDict()
            .getKey("/Params")
            .replaceKey("/Size", parsed("1"));
    });
}

TEST_F(SystemPdfLint, FindsBytesOutOfPlace) {
    EXPECT_EQ(broken([](QPDF& /*pdf*/) {}, false).count("stream-end"), 1U);
    const auto changed = [](const std::function<void(std::string&)>& change) {
        std::string bytes = read_file(sound());
        change(bytes);
        const std::string path = *scratch_ / "bytes.pdf";
        std::ofstream(path, std::ios::binary) << bytes;
        return rules_of(path);
    };
    EXPECT_EQ(changed([](std::string& bytes) { bytes += "more"; }).count("file-end"), 1U);
    EXPECT_EQ(changed([](std::string& bytes) { bytes[10] = 'a'; }).count("file-header"), 1U);
}

} // namespace tickmark
