#include "pdf_objects_internal.hpp"
#include "tag_tree_internal.hpp"
#include "volume_internal.hpp"
#include <qpdf/QPDFWriter.hh>

namespace tickmark::pdf {

namespace {

WrittenNumbers written_numbers(Volume& volume, QPDFWriter& writer, const QPDFObjectHandle& tree) {
    const auto number = [&writer](const QPDFObjectHandle& object) {
        return writer.getRenumberedObjGen(QPDFObjectHandle(object).getObjGen()).getObj();
    };
    WrittenNumbers numbers;
    numbers.root = number(volume.pdf.getRoot());
    numbers.info = number(volume.pdf.getTrailer().getKey("/Info"));
    numbers.tree = number(tree);
    for (QPDFObjectHandle& page : volume.pages) {
        numbers.pages.push_back(number(page));
        QPDFObjectHandle annotations = page.getKey("/Annots");
        std::vector<int>& on_page = numbers.annotations.emplace_back();
        for (int i = 0; annotations.isArray() && i < annotations.getArrayNItems(); ++i) {
            on_page.push_back(number(annotations.getArrayItem(i)));
        }
    }
    return numbers;
}

} // namespace

void write_volume(Volume& volume, const std::filesystem::path& path) {
    const bool part_1b = volume.document->archive == PdfArchive::part_1b;
    QPDFObjectHandle tree;
    if (volume.tagged) {
        tree = number_for_structure(volume);
    }
    QPDFWriter writer(volume.pdf, path.c_str());
    writer.setStreamDataMode(qpdf_s_preserve);
    writer.setObjectStreamMode(part_1b ? qpdf_o_disable : qpdf_o_generate);
    writer.setNewlineBeforeEndstream(true); // PDF/A 6.1.7.1
    writer.setDeterministicID(true);
    if (part_1b) {
        writer.forcePDFVersion("1.4");
    } else {
        writer.setMinimumPDFVersion("1.7");
    }
    writer.write();
    if (volume.tagged) {
        append_tag_tree(volume.own(), path, written_numbers(volume, writer, tree));
    }
}

} // namespace tickmark::pdf
