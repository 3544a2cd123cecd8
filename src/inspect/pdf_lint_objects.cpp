#include "pdf_lint_internal.hpp"
#include <fmt/format.h>
#include <qpdf/Buffer.hh>

namespace tickmark::inspect {

namespace {

void check_font(PdfInspection& inspection, QPDFObjectHandle font, const std::string& where) {
    QPDFObjectHandle descriptor = font.getKey("/FontDescriptor");
    const bool embedded = descriptor.isDictionary() &&
                          (descriptor.hasKey("/FontFile2") || descriptor.hasKey("/FontFile3") ||
                           descriptor.hasKey("/FontFile"));
    inspection.expect(embedded, "font-embedded", where, "the font program is missing");
    if (!embedded) {
        return;
    }
    inspection.expect(
        font.getKey("/BaseFont").unparse() == descriptor.getKey("/FontName").unparse(),
        "font-name",
        where,
        "the names of the font and of its descriptor differ");
    inspection.expect(
        font.getKey("/CIDToGIDMap").isInitialized() && font.hasKey("/CIDToGIDMap"),
        "font-glyphs",
        where,
        "codes are not mapped to glyphs");
}

void check_to_unicode(PdfInspection& inspection, QPDFObjectHandle font, const std::string& where) {
    QPDFObjectHandle map = font.getKey("/ToUnicode");
    if (!map.isStream()) {
        inspection.add("font-unicode", where, "glyphs are not mapped to text");
        return;
    }
    const auto raw = map.getStreamData(qpdf_dl_generalized);
    const std::string text(
        reinterpret_cast<const char*>(raw->getBuffer()),
        raw->getSize()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    for (const char* bad : {"> <0000>", "> <FEFF>", "> <FFFE>", "> <0009>"}) {
        inspection.expect(
            text.find(bad) == std::string::npos,
            "font-unicode",
            where,
            fmt::format("a glyph is mapped to {}", std::string(bad).substr(2)));
    }
}

bool is_harmless(QPDFObjectHandle action, std::string& why) {
    QPDFObjectHandle kind = action.getKey("/S");
    if (kind.isNameAndEquals("/GoTo")) {
        return true;
    }
    if (kind.isNameAndEquals("/GoToR")) { // only to a volume beside this one
        QPDFObjectHandle file = action.getKey("/F");
        const std::string name = file.isString() ? file.getStringValue() : "";
        why = "it leads to the file " + name;
        return !name.empty() && name.find_first_of("/\\:") == std::string::npos;
    }
    if (!kind.isNameAndEquals("/URI")) {
        why = "its action is " + kind.unparse();
        return false;
    }
    const std::string address = action.getKey("/URI").getStringValue();
    why = "it leads to " + address;
    return address.rfind("http://", 0) == 0 || address.rfind("https://", 0) == 0 ||
           address.rfind("mailto:", 0) == 0;
}

void check_annotation(
    PdfInspection& inspection, QPDFObjectHandle annotation, const std::string& where) {
    QPDFObjectHandle flags = annotation.getKey("/F");
    const bool printed =
        flags.isInteger() && (flags.getIntValue() & 4) != 0 && (flags.getIntValue() & 3) == 0;
    inspection.expect(printed, "annotation-flags", where, "an annotation is not printed");
    inspection.expect(
        annotation.getKey("/Contents").isString() ||
            annotation.getKey("/Subtype").isNameAndEquals("/Widget"),
        "annotation-text",
        where,
        "an annotation has no text");
    inspection.expect(
        !annotation.hasKey("/AA"), "actions", where, "an annotation has further actions");
    QPDFObjectHandle action = annotation.getKey("/A");
    std::string why;
    inspection.expect(!action.isDictionary() || is_harmless(action, why), "actions", where, why);
    QPDFObjectHandle destination = annotation.getKey("/Dest");
    if (destination.isString()) {
        inspection.expect(
            inspection.destinations.count(destination.getStringValue()) == 1,
            "destinations",
            where,
            "a link leads nowhere: " + destination.getStringValue());
    }
    if (inspection.tagged) {
        inspection.expect(
            annotation.hasKey("/StructParent"),
            "tags",
            where,
            "an annotation is not in the structure tree");
    }
}

} // namespace

void check_fonts(PdfInspection& inspection) {
    for (QPDFObjectHandle& object : inspection.pdf.getAllObjects()) {
        if (!object.isDictionary() || !object.getKey("/Type").isNameAndEquals("/Font")) {
            continue;
        }
        const std::string where = fmt::format(
            "font {} (object {})", object.getKey("/BaseFont").unparse(), object.getObjectID());
        if (object.getKey("/Subtype").isNameAndEquals("/Type0")) {
            check_to_unicode(inspection, object, where);
        } else {
            check_font(inspection, object, where);
        }
    }
}

void check_annotations(PdfInspection& inspection) {
    std::size_t number = 0;
    for (QPDFObjectHandle page : inspection.pdf.getAllPages()) {
        const std::string where = fmt::format("page {}", ++number);
        inspection.expect(!page.hasKey("/AA"), "actions", where, "the page has actions");
        QPDFObjectHandle annotations = page.getKey("/Annots");
        for (int i = 0; annotations.isArray() && i < annotations.getArrayNItems(); ++i) {
            check_annotation(inspection, annotations.getArrayItem(i), where);
        }
        if (inspection.tagged && annotations.isArray()) {
            inspection.expect(
                page.getKey("/Tabs").isNameAndEquals("/S"),
                "tags",
                where,
                "the tab order is not the structure's");
        }
    }
}

} // namespace tickmark::inspect
