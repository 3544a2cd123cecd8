#include "pdf_objects_internal.hpp"
#include "volume_internal.hpp"
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>

namespace tickmark::pdf {

namespace {

std::string date_of(const Instant& at) {
    const std::string iso = at.iso();
    return "D:" + iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + iso.substr(11, 2) +
           iso.substr(14, 2) + iso.substr(17, 2) + "Z";
}

} // namespace

void attach_files(Volume& volume) {
    const PdfDocument& document = *volume.document;
    if (document.attachments.empty() || volume.index != 0) {
        return; // what is attached belongs to the whole document and goes with its first volume
    }
    QPDFEmbeddedFileDocumentHelper files(volume.pdf);
    QPDFObjectHandle associated = QPDFObjectHandle::newArray();
    for (const PdfAttachment& attachment : document.attachments) {
        auto stream = QPDFEFStreamObjectHelper::createEFStream(volume.pdf, attachment.bytes);
        stream.setSubtype(attachment.media_type);
        stream.setCreationDate(date_of(document.created));
        stream.setModDate(date_of(document.created));
        set_compressed(stream.getObjectHandle(), attachment.bytes); // size and digest stay its own
        auto specification =
            QPDFFileSpecObjectHelper::createFileSpec(volume.pdf, attachment.name, stream);
        specification.setDescription(attachment.description);
        QPDFObjectHandle object = specification.getObjectHandle();
        object.replaceKey(
            "/AFRelationship", QPDFObjectHandle::newName("/" + attachment.relationship));
        files.replaceEmbeddedFile(attachment.name, specification);
        associated.appendItem(object);
    }
    volume.pdf.getRoot().replaceKey("/AF", associated);
}

} // namespace tickmark::pdf
