#include "tickmark/ports/files.hpp"

#include "coverage_internal.hpp"
#include "markup_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include "volume_internal.hpp"
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

constexpr const char* profile_path = "/usr/share/color/icc/sRGB.icc";

struct Claim {
    int part = 2;
    const char* conformance = "U";
};

Claim claim_of(const Volume& volume) {
    if (volume.document->archive == PdfArchive::part_1b) {
        return {1, "B"};
    }
    return {volume.document->attachments.empty() ? 2 : 3, volume.tagged ? "A" : "U"};
}

/// "2026-10-31T13:45:10Z", which XMP and Info both can say exactly.
std::string xmp_date(const Instant& at) {
    return at.iso().substr(0, 19) + "Z";
}

std::string info_date(const Instant& at) {
    std::string digits = "D:";
    for (const char c : at.iso().substr(0, 19)) {
        if (c >= '0' && c <= '9') {
            digits += c;
        }
    }
    return digits + "Z";
}

std::string volume_title(const Volume& volume) {
    std::string title = replace_unwritable(volume.document->title);
    if (volume.plan->volumes.size() == 1) {
        return title;
    }
    return fmt::format("{}, volume {} of {}", title, volume.index + 1, volume.plan->volumes.size());
}

/// PDF/UA's own property, described as PDF/A demands of every schema it does not know.
constexpr const char* accessibility_schema = R"(
  <rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <pdfuaid:part>1</pdfuaid:part>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 that the document follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>)";

std::string make_xmp(const Volume& volume) {
    const PdfDocument& document = *volume.document;
    const Claim claim = claim_of(volume);
    const std::string date = xmp_date(document.created);
    std::string subject;
    if (!document.subject.empty()) {
        subject = fmt::format(
            "\n   <dc:description><rdf:Alt><rdf:li "
            "xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:description>",
            escape_markup(replace_unwritable(document.subject)));
    }
    return fmt::format(
        R"(<?xpacket begin="{0}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>{1}</pdfaid:part>
   <pdfaid:conformance>{2}</pdfaid:conformance>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{3}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{4}</rdf:li></rdf:Seq></dc:creator>{5}
   <dc:language><rdf:Bag><rdf:li>{6}</rdf:li></rdf:Bag></dc:language>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
   <xmp:CreateDate>{7}</xmp:CreateDate>
   <xmp:ModifyDate>{7}</xmp:ModifyDate>
   <xmp:CreatorTool>tickmark</xmp:CreatorTool>
   <pdf:Producer>tickmark</pdf:Producer>
  </rdf:Description>{8}
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>)",
        "\xEF\xBB\xBF",
        claim.part,
        claim.conformance,
        escape_markup(volume_title(volume)),
        escape_markup(replace_unwritable(document.author)),
        subject,
        escape_markup(document.language),
        date,
        volume.tagged ? accessibility_schema : "");
}

void add_info(Volume& volume) {
    const PdfDocument& document = *volume.document;
    QPDFObjectHandle info = QPDFObjectHandle::newDictionary();
    info.replaceKey("/Title", text_string(volume_title(volume)));
    info.replaceKey("/Author", text_string(replace_unwritable(document.author)));
    if (!document.subject.empty()) {
        info.replaceKey("/Subject", text_string(replace_unwritable(document.subject)));
    }
    info.replaceKey("/Creator", QPDFObjectHandle::newString("tickmark"));
    info.replaceKey("/Producer", QPDFObjectHandle::newString("tickmark"));
    info.replaceKey("/CreationDate", QPDFObjectHandle::newString(info_date(document.created)));
    info.replaceKey("/ModDate", QPDFObjectHandle::newString(info_date(document.created)));
    volume.pdf.getTrailer().replaceKey("/Info", volume.pdf.makeIndirectObject(info));
}

void add_output_intent(Volume& volume) {
    QPDFObjectHandle profile = new_compressed_stream(volume.pdf, read_file(profile_path));
    profile.getDict().replaceKey("/N", QPDFObjectHandle::newInteger(3));
    QPDFObjectHandle intent =
        parsed("<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB "
               "IEC61966-2.1) >>");
    intent.replaceKey("/DestOutputProfile", profile);
    QPDFObjectHandle intents = QPDFObjectHandle::newArray();
    intents.appendItem(volume.pdf.makeIndirectObject(intent));
    volume.pdf.getRoot().replaceKey("/OutputIntents", intents);
}

/// Part 1 wants to know which glyphs a subset holds.
void add_glyph_sets(Volume& volume) {
    for (QPDFObjectHandle& object : volume.pdf.getAllObjects()) {
        if (!object.isDictionaryOfType("/Font", "/CIDFontType2")) {
            continue;
        }
        QPDFObjectHandle descriptor = object.getKey("/FontDescriptor");
        QPDFObjectHandle program = descriptor.getKey("/FontFile2");
        if (descriptor.hasKey("/CIDSet") || !program.isStream()) {
            continue;
        }
        const std::size_t glyphs = count_glyphs(stream_text(program));
        std::string bits((glyphs + 7) / 8, '\0');
        for (std::size_t glyph = 0; glyph < glyphs; ++glyph) {
            bits[glyph / 8] = static_cast<char>(
                static_cast<unsigned char>(bits[glyph / 8]) | (0x80U >> (glyph % 8U)));
        }
        descriptor.replaceKey("/CIDSet", new_compressed_stream(volume.pdf, bits));
    }
}

} // namespace

void describe_document(Volume& volume) {
    add_info(volume);
    add_output_intent(volume);
    QPDFObjectHandle root = volume.pdf.getRoot();
    QPDFObjectHandle metadata = volume.pdf.newStream(make_xmp(volume));
    metadata.getDict().replaceKey("/Type", parsed("/Metadata"));
    metadata.getDict().replaceKey("/Subtype", parsed("/XML"));
    root.replaceKey("/Metadata", metadata);
    root.replaceKey("/Lang", QPDFObjectHandle::newString(volume.document->language));
    root.replaceKey("/ViewerPreferences", parsed("<< /DisplayDocTitle true >>"));
    if (volume.tagged) {
        root.replaceKey("/MarkInfo", parsed("<< /Marked true >>"));
    }
    if (volume.document->archive == PdfArchive::part_1b) {
        add_glyph_sets(volume);
    }
}

} // namespace tickmark::pdf
