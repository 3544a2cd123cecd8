#pragma once

#include <Poco/Checksum.h>
#include <Poco/DeflatingStream.h>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace tickmark::testing {

/// Builds a ZIP archive part by part, sound or not.
class ZipBuilder {
public:
    /// The size to declare in place of the true one.
    using Lie = std::optional<std::uint32_t>;

    ZipBuilder& add(std::string_view name, std::string_view bytes) {
        return put(name, bytes, std::string(bytes), 0, std::nullopt);
    }

    ZipBuilder&
    add_deflated(std::string_view name, std::string_view bytes, Lie lie = std::nullopt) {
        std::ostringstream out;
        Poco::DeflatingOutputStream deflating(out, -15, 6);
        deflating.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        deflating.close();
        return put(name, bytes, out.str(), 8, lie);
    }

    std::string bytes() const {
        std::string out = body_ + directory_ + "PK\x05\x06";
        append(out, 0, 4);
        append(out, count_, 2);
        append(out, count_, 2);
        append(out, directory_.size(), 4);
        append(out, body_.size(), 4);
        append(out, 0, 2);
        return out;
    }

private:
    static void append(std::string& out, std::uint64_t value, int size) {
        for (int i = 0; i < size; ++i) {
            out += static_cast<char>(value & 0xFFU);
            value >>= 8U;
        }
    }

    ZipBuilder&
    put(std::string_view name,
        std::string_view bytes,
        const std::string& packed,
        std::uint16_t method,
        Lie lie) {
        Poco::Checksum checksum(Poco::Checksum::TYPE_CRC32);
        checksum.update(bytes.data(), static_cast<unsigned>(bytes.size()));
        std::string common;
        append(common, 0, 2);
        append(common, method, 2);
        append(common, 0, 4);
        append(common, checksum.checksum(), 4);
        append(common, packed.size(), 4);
        append(common, lie.value_or(static_cast<std::uint32_t>(bytes.size())), 4);
        append(common, name.size(), 2);
        append(common, 0, 2);
        directory_ += std::string("PK\x01\x02") + std::string("\x14\0\x14\0", 4) + common;
        append(directory_, 0, 10);
        append(directory_, body_.size(), 4);
        directory_ += name;
        body_ += std::string("PK\x03\x04") + std::string("\x14\0", 2) + common + std::string(name) +
                 packed;
        ++count_;
        return *this;
    }

    std::string body_;
    std::string directory_;
    std::uint64_t count_ = 0;
};

/// A workbook of one sheet "S" around its rows' XML, with absolute part names, as Google Sheets
/// writes them.
struct TinyBook {
    std::string rows;         ///< inside <sheetData>
    std::string strings = ""; ///< inside <sst>
    std::string styles = "";  ///< inside <styleSheet>
    std::string behind = "";  ///< behind <sheetData>
    std::string workbook_properties = "";
    std::string target = "/xl/worksheets/sheet1.xml";

    ZipBuilder builder() const {
        constexpr std::string_view types =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        const std::string open = "<Relationships>";
        const std::string part = target.starts_with('/') ? target.substr(1) : "xl/" + target;
        ZipBuilder zip;
        zip.add(
            "_rels/.rels",
            open + "<Relationship Id=\"r\" Type=\"" + std::string(types) +
                "officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>");
        zip.add(
            "xl/workbook.xml",
            "<x:workbook xmlns:x=\"m\" xmlns:r=\"n\">" + workbook_properties +
                "<x:sheets><x:sheet name=\"S\" sheetId=\"1\" r:id=\"rId3\"/></x:sheets>"
                "</x:workbook>");
        std::string relations = open;
        const auto relate =
            [&](const std::string& id, const std::string& type, const std::string& where) {
                relations += "<Relationship Id=\"" + id + "\" Type=\"" + std::string(types) + type +
                             "\" Target=\"" + where + "\"/>";
            };
        relate("rId1", "styles", "styles.xml");
        relate("rId2", "sharedStrings", "/xl/sharedStrings.xml");
        relate("rId3", "worksheet", target);
        zip.add("xl/_rels/workbook.xml.rels", relations + "</Relationships>");
        zip.add("xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>");
        zip.add("xl/sharedStrings.xml", "<sst>" + strings + "</sst>");
        zip.add_deflated(
            part, "<worksheet><sheetData>" + rows + "</sheetData>" + behind + "</worksheet>");
        return zip;
    }
};

} // namespace tickmark::testing
