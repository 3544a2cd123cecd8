#include "tickmark/base/error.hpp"

#include "pdf_lint_internal.hpp"
#include <qpdf/Buffer.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFNameTreeObjectHelper.hh>
#include <stdexcept>

namespace tickmark {

namespace inspect {

namespace {

/// Text between two marks of the metadata; empty when absent.
std::string between(const std::string& text, const std::string& open, const std::string& close) {
    const auto start = text.find(open);
    const auto end = start == std::string::npos ? start : text.find(close, start + open.size());
    return end == std::string::npos ? ""
                                    : text.substr(start + open.size(), end - start - open.size());
}

std::string last_line_item(const std::string& text) {
    const std::string item = between(text, "<rdf:li", "</rdf:li>");
    return item.substr(item.find('>') == std::string::npos ? 0 : item.find('>') + 1);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string plain(std::string text) {
    replace_all(text, "&lt;", "<");
    replace_all(text, "&gt;", ">");
    replace_all(text, "&quot;", "\"");
    replace_all(text, "&amp;", "&");
    return text;
}

std::string digits_of(const std::string& text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            digits += c;
        }
    }
    return digits;
}

std::string read_metadata(PdfInspection& inspection) {
    QPDFObjectHandle metadata = inspection.pdf.getRoot().getKey("/Metadata");
    if (!metadata.isStream()) {
        return {};
    }
    inspection.expect(
        !metadata.getDict().hasKey("/Filter"), "metadata", "catalog", "the metadata is compressed");
    return decoded_text(metadata);
}

/// Properties that PDF/A knows or that the metadata describes itself; any other would need a
/// description.
void check_properties(PdfInspection& inspection, const std::string& xmp) {
    static const std::set<std::string> known{
        "x:xmpmeta",
        "rdf:RDF",
        "rdf:Description",
        "rdf:Alt",
        "rdf:Seq",
        "rdf:Bag",
        "rdf:li",
        "pdfaid:part",
        "pdfaid:conformance",
        "pdfuaid:part",
        "dc:format",
        "dc:title",
        "dc:creator",
        "dc:description",
        "dc:language",
        "xmp:CreateDate",
        "xmp:ModifyDate",
        "xmp:CreatorTool",
        "pdf:Producer",
        "pdfaExtension:schemas",
        "pdfaSchema:schema",
        "pdfaSchema:namespaceURI",
        "pdfaSchema:prefix",
        "pdfaSchema:property",
        "pdfaProperty:name",
        "pdfaProperty:valueType",
        "pdfaProperty:category",
        "pdfaProperty:description"};
    for (auto at = xmp.find('<'); at != std::string::npos; at = xmp.find('<', at + 1)) {
        const std::string name = xmp.substr(at + 1, xmp.find_first_of(" >/", at + 1) - at - 1);
        const bool tag = !name.empty() && name[0] != '?' && name[0] != '!';
        inspection.expect(
            !tag || known.count(name) == 1, "metadata", name, "a property that is not described");
    }
    const std::string packet = xmp.substr(0, xmp.find("?>"));
    inspection.expect(
        packet.find("bytes=") == std::string::npos && packet.find("encoding=") == std::string::npos,
        "metadata",
        "packet",
        "the packet tells its length or encoding");
    inspection.expect(
        xmp.find("<pdfuaid:") == std::string::npos ||
            xmp.find("<pdfaSchema:prefix>pdfuaid<") != std::string::npos,
        "metadata",
        "pdfuaid:part",
        "a property that is not described");
}

void compare_with_info(PdfInspection& inspection, const std::string& xmp) {
    QPDFObjectHandle info = inspection.pdf.getTrailer().getKey("/Info");
    const auto value = [&info](const char* key) {
        QPDFObjectHandle text =
            info.isDictionary() ? info.getKey(key) : QPDFObjectHandle::newNull();
        return text.isString() ? text.getUTF8Value() : std::string();
    };
    const std::string title = plain(last_line_item(between(xmp, "<dc:title>", "</dc:title>")));
    const std::string author = plain(last_line_item(between(xmp, "<dc:creator>", "</dc:creator>")));
    const std::string subject =
        plain(last_line_item(between(xmp, "<dc:description>", "</dc:description>")));
    const std::string tool = plain(between(xmp, "<xmp:CreatorTool>", "</xmp:CreatorTool>"));
    const std::string producer = plain(between(xmp, "<pdf:Producer>", "</pdf:Producer>"));
    inspection.expect(
        tool == value("/Creator") && producer == value("/Producer"),
        "metadata",
        "producer",
        "metadata and information differ");
    const std::string date = between(xmp, "<xmp:CreateDate>", "</xmp:CreateDate>");
    inspection.expect(!title.empty(), "title", "metadata", "the document has no title");
    inspection.expect(
        title == value("/Title"), "metadata", "title", "metadata and information differ");
    inspection.expect(
        author == value("/Author"), "metadata", "author", "metadata and information differ");
    inspection.expect(
        subject == value("/Subject"), "metadata", "subject", "metadata and information differ");
    inspection.expect(
        digits_of(date) == digits_of(value("/CreationDate")),
        "metadata",
        "date",
        "metadata and information differ");
}

} // namespace

void check_metadata(PdfInspection& inspection) {
    const std::string xmp = read_metadata(inspection);
    inspection.expect(!xmp.empty(), "metadata", "catalog", "there is none");
    const std::string part = between(xmp, "<pdfaid:part>", "</pdfaid:part>");
    inspection.part = part.size() == 1 ? part[0] - '0' : 0;
    inspection.conformance = between(xmp, "<pdfaid:conformance>", "</pdfaid:conformance>");
    inspection.expect(
        inspection.part >= 1 && inspection.part <= 3,
        "archive-claim",
        "metadata",
        "no part of PDF/A is claimed");
    compare_with_info(inspection, xmp);
    check_properties(inspection, xmp);
    if (inspection.conformance == "A") {
        inspection.expect(
            between(xmp, "<pdfuaid:part>", "</pdfuaid:part>") == "1",
            "accessibility-claim",
            "metadata",
            "level A without the claim of PDF/UA-1");
    }
}

namespace {

/// One intent of PDF/A with a profile for RGB, the only colours that the pages use.
void check_output_intent(PdfInspection& inspection, QPDFObjectHandle intents) {
    const bool one = intents.isArray() && intents.getArrayNItems() == 1 &&
                     intents.getArrayItem(0).getKey("/DestOutputProfile").isStream();
    inspection.expect(one, "output-intent", "catalog", "there is none with a profile");
    if (!one) {
        return;
    }
    constexpr std::size_t header = 128;
    const std::string profile = decoded_text(intents.getArrayItem(0).getKey("/DestOutputProfile"));
    const bool sound =
        profile.size() > header && profile[8] < 5 &&
        (profile.compare(12, 4, "mntr") == 0 || profile.compare(12, 4, "prtr") == 0) &&
        profile.compare(16, 4, "RGB ") == 0;
    inspection.expect(
        sound && intents.getArrayItem(0).getKey("/S").isNameAndEquals("/GTS_PDFA1"),
        "output-intent",
        "catalog",
        "its profile is not for RGB output");
}

} // namespace

void check_catalog(PdfInspection& inspection) {
    QPDFObjectHandle root = inspection.pdf.getRoot();
    QPDFObjectHandle trailer = inspection.pdf.getTrailer();
    inspection.expect(
        !trailer.hasKey("/Encrypt"), "encryption", "trailer", "the file is encrypted");
    inspection.expect(trailer.getKey("/ID").isArray(), "file-id", "trailer", "there is no /ID");
    inspection.expect(
        root.getKey("/Lang").isString() && is_language(root.getKey("/Lang").getUTF8Value()),
        "language",
        "catalog",
        "no language is given");
    for (const char* key :
         {"/OpenAction", "/AA", "/OCProperties", "/Requirements", "/NeedsRendering", "/Perms"}) {
        inspection.expect(!root.hasKey(key), "actions", "catalog", std::string(key) + " is there");
    }
    QPDFObjectHandle names = root.getKey("/Names");
    for (const char* key : {"/JavaScript", "/AlternatePresentations"}) {
        inspection.expect(
            !names.isDictionary() || !names.hasKey(key),
            "actions",
            "catalog",
            std::string(key) + " is there");
    }
    check_output_intent(inspection, root.getKey("/OutputIntents"));
    QPDFObjectHandle marks = root.getKey("/MarkInfo");
    inspection.tagged = marks.isDictionary() && marks.getKey("/Marked").isBool() &&
                        marks.getKey("/Marked").getBoolValue();
    inspection.expect(
        inspection.tagged || inspection.conformance != "A",
        "tags",
        "catalog",
        "level A without tags");
    if (inspection.tagged) {
        QPDFObjectHandle viewer = root.getKey("/ViewerPreferences");
        inspection.expect(
            viewer.isDictionary() && viewer.getKey("/DisplayDocTitle").isBool() &&
                viewer.getKey("/DisplayDocTitle").getBoolValue(),
            "title",
            "catalog",
            "the title is not shown");
        inspection.expect(
            !marks.hasKey("/Suspects"), "tags", "catalog", "the tags call themselves suspect");
        QPDFObjectHandle tree = root.getKey("/StructTreeRoot");
        inspection.expect(
            tree.isDictionary() && tree.getKey("/ParentTree").isDictionary(),
            "tags",
            "catalog",
            "there is no structure tree");
    }
}

/// What a reader is told of a file is true of the bytes that it takes out.
void check_attached_bytes(
    PdfInspection& inspection, const std::string& name, QPDFObjectHandle stream) {
    QPDFObjectHandle told =
        stream.isStream() ? stream.getDict().getKey("/Params") : QPDFObjectHandle::newNull();
    const std::size_t size =
        stream.isStream() ? stream.getStreamData(qpdf_dl_generalized)->getSize() : 0;
    inspection.expect(
        told.isDictionary() && told.getKey("/Size").isInteger() &&
            told.getKey("/Size").getIntValue() == static_cast<long long>(size),
        "attachments",
        name,
        "its size is not what is told");
}

void check_attachments(PdfInspection& inspection) {
    QPDFEmbeddedFileDocumentHelper files(inspection.pdf);
    const auto attached = files.getEmbeddedFiles();
    inspection.expect(
        attached.empty() || inspection.part == 3,
        "attachments",
        "catalog",
        "only part 3 may carry files");
    std::set<QPDFObjGen> associated;
    QPDFObjectHandle list = inspection.pdf.getRoot().getKey("/AF");
    for (int i = 0; list.isArray() && i < list.getArrayNItems(); ++i) {
        associated.insert(list.getArrayItem(i).getObjGen());
    }
    for (const auto& [name, specification] : attached) {
        QPDFObjectHandle object = specification->getObjectHandle();
        inspection.expect(
            object.hasKey("/AFRelationship"), "attachments", name, "its relation is not given");
        inspection.expect(
            associated.count(object.getObjGen()) == 1, "attachments", name, "it is not in /AF");
        QPDFObjectHandle stream = specification->getEmbeddedFileStream();
        QPDFObjectHandle type =
            stream.isStream() ? stream.getDict().getKey("/Subtype") : QPDFObjectHandle::newNull();
        inspection.expect(
            type.isName() && type.getName().find('/', 1) != std::string::npos &&
                type.getName().find_first_of(" ;") == std::string::npos,
            "attachments",
            name,
            "its media type is not given");
        check_attached_bytes(inspection, name, stream);
    }
}

void collect_destinations(PdfInspection& inspection) {
    QPDFObjectHandle names = inspection.pdf.getRoot().getKey("/Names");
    if (!names.isDictionary() || !names.hasKey("/Dests")) {
        return;
    }
    QPDFNameTreeObjectHelper tree(names.getKey("/Dests"), inspection.pdf);
    for (const auto& [name, destination] : tree) {
        QPDFObjectHandle array = destination;
        const bool sound =
            array.isArray() && array.getArrayNItems() > 1 && array.getArrayItem(0).isPageObject();
        inspection.expect(sound, "destinations", name, "it is not on a page of this file");
        inspection.destinations.insert(QPDFObjectHandle::newUnicodeString(name).getStringValue());
        inspection.destinations.insert(name);
    }
}

} // namespace inspect

std::vector<PdfFault> check_pdf(const std::filesystem::path& path) {
    try {
        inspect::PdfInspection inspection;
        inspection.pdf.setSuppressWarnings(true);
        inspection.pdf.processFile(path.c_str());
        inspect::check_metadata(inspection);
        inspect::check_catalog(inspection);
        inspect::check_attachments(inspection);
        inspect::collect_destinations(inspection);
        inspect::check_fonts(inspection);
        inspect::check_structure(inspection);
        inspect::check_annotations(inspection);
        inspect::check_contents(inspection);
        inspect::check_objects(inspection);
        inspect::check_bytes(inspection, path);
        for (const QPDFExc& warning : inspection.pdf.getWarnings()) {
            inspection.add("syntax", path.filename().string(), warning.what());
        }
        return inspection.faults;
    } catch (const std::runtime_error& problem) { // qpdf's own
        throw Error(
            ErrorCode::render_failed, {"inspecting a PDF", problem.what(), path.string(), ""});
    }
}

std::string describe(const std::vector<PdfFault>& faults) {
    std::string text;
    for (const PdfFault& fault : faults) {
        text += fault.rule + ": " + fault.where + ": " + fault.what + "\n";
    }
    return text;
}

} // namespace tickmark
