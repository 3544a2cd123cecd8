#include "pdf_lint_internal.hpp"
#include <fmt/format.h>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>

namespace tickmark::inspect {

namespace {

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

/// A link belongs to the element of its own type that holds it.
void check_annotation_owner(
    PdfInspection& inspection, QPDFObjectHandle annotation, const std::string& where) {
    QPDFObjectHandle tree = inspection.pdf.getRoot().getKey("/StructTreeRoot");
    QPDFObjectHandle key = annotation.getKey("/StructParent");
    const auto holder = inspection.annotations.find(annotation.getObjGen());
    QPDFObjectHandle owner;
    bool sound = key.isInteger() && holder != inspection.annotations.end() &&
                 holder->second.role == "Link" && tree.isDictionary() &&
                 tree.getKey("/ParentTree").isDictionary();
    if (sound) {
        QPDFNumberTreeObjectHelper parents(tree.getKey("/ParentTree"), inspection.pdf);
        sound = parents.findObject(key.getIntValue(), owner) &&
                owner.getObjGen() == holder->second.element;
    }
    inspection.expect(sound, "tags", where, "an annotation is not in a link of the structure tree");
}

void check_annotation(
    PdfInspection& inspection, QPDFObjectHandle annotation, const std::string& where) {
    QPDFObjectHandle flags = annotation.getKey("/F");
    constexpr long long hides = 1 + 2 + 32 + 256; // invisible, hidden, no view, toggled view
    const bool printed =
        flags.isInteger() && (flags.getIntValue() & 4) != 0 && (flags.getIntValue() & hides) == 0;
    inspection.expect(printed, "annotation-flags", where, "an annotation is not printed");
    QPDFObjectHandle text = annotation.getKey("/Contents");
    inspection.expect(
        (text.isString() && !text.getStringValue().empty()) ||
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
        check_annotation_owner(inspection, annotation, where);
    }
}

} // namespace

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
