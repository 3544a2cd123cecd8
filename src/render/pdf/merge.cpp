#include "tickmark/base/digest.hpp"

#include "pdf_objects_internal.hpp"
#include "volume_internal.hpp"
#include <qpdf/Buffer.hh>
#include <set>

namespace tickmark::pdf {

namespace {

void hash_raw(Sha256& hash, QPDFObjectHandle stream) {
    if (stream.isStream()) {
        const auto raw = stream.getRawStreamData();
        hash.update(
            {reinterpret_cast<const char*>(raw->getBuffer()),
             raw->getSize()}); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    }
}

/// What makes two font objects the same: program, map to Unicode, widths.
Digest font_identity(QPDFObjectHandle font) {
    Sha256 hash;
    QPDFObjectHandle descendant = font.getKey("/DescendantFonts").getArrayItem(0);
    hash_raw(hash, descendant.getKey("/FontDescriptor").getKey("/FontFile2"));
    hash_raw(hash, font.getKey("/ToUnicode"));
    hash.update(descendant.getKey("/W").unparse());
    return hash.finish();
}

class FontSharer {
public:
    void share(QPDFObjectHandle resources) {
        QPDFObjectHandle fonts = resources.getKey("/Font");
        if (!fonts.isDictionary()) {
            return;
        }
        for (const std::string& name : fonts.getKeys()) {
            QPDFObjectHandle font = fonts.getKey(name);
            if (font.getKey("/Subtype").isNameAndEquals("/Type0")) {
                fonts.replaceKey(name, common(font));
            }
        }
    }

private:
    QPDFObjectHandle common(QPDFObjectHandle font) {
        const auto seen = by_object_.find(font.getObjGen());
        if (seen != by_object_.end()) {
            return seen->second;
        }
        QPDFObjectHandle first = by_identity_.emplace(font_identity(font), font).first->second;
        by_object_.emplace(font.getObjGen(), first);
        return first;
    }

    std::map<QPDFObjGen, QPDFObjectHandle> by_object_;
    std::map<Digest, QPDFObjectHandle> by_identity_;
};

} // namespace

void merge_sections(Volume& volume) {
    volume.pdf.emptyPDF();
    for (const VolumePart& part : volume.own().parts) {
        auto source = std::make_unique<QPDF>();
        open_quietly(
            *source, part.section->pdf.string(), "merging section \"" + part.section->name + "\"");
        for (const QPDFObjectHandle& page : source->getAllPages()) {
            volume.pdf.addPage(page, false);
        }
        volume.sources.push_back(std::move(source));
    }
    volume.pages = volume.pdf.getAllPages();
    FontSharer sharer;
    for (QPDFObjectHandle& page : volume.pages) {
        QPDFObjectHandle resources = page.getKey("/Resources");
        sharer.share(resources);
        QPDFObjectHandle forms = resources.getKey("/XObject");
        if (forms.isDictionary() && forms.hasKey("/TkHead")) {
            sharer.share(forms.getKey("/TkHead").getDict().getKey("/Resources"));
        }
    }
}

} // namespace tickmark::pdf
