#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/xlsx_package_internal.hpp"
#include "formats/xlsx_parts_internal.hpp"
#include <algorithm>
#include <fstream>

namespace tickmark::formats {

namespace {

constexpr std::uint64_t largest_small_part = 64ULL * 1024 * 1024;
constexpr std::uint64_t largest_strings = 2ULL * 1024 * 1024 * 1024;

[[noreturn]] void fail(const std::string& name, const std::string& why, const std::string& hint) {
    throw Error(ErrorCode::source_failed, {"reading " + name, why, name, hint});
}

/// Whether bytes stand anywhere in a file, read in pieces.
bool holds(std::istream& file, std::string_view wanted) {
    std::string window;
    std::string block(std::size_t{1024} * 1024, '\0');
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())) ||
           file.gcount() > 0) {
        window.append(block, 0, static_cast<std::size_t>(file.gcount()));
        if (window.find(wanted) != std::string::npos) {
            return true;
        }
        window.erase(0, window.size() - std::min(window.size(), wanted.size()));
    }
    return false;
}

/// An encrypted workbook and an .xls both are OLE2 containers; the names of their streams, in
/// UTF-16, tell them apart.
[[noreturn]] void refuse_ole2(std::istream& file, const std::string& name) {
    std::string encrypted;
    for (const char c : std::string_view("EncryptedPackage")) {
        encrypted += c;
        encrypted += '\0';
    }
    if (holds(file, encrypted)) {
        fail(name, "the workbook is encrypted", "save it without a password");
    }
    fail(name, "this is an old Excel file (.xls)", "open it and save it as .xlsx");
}

void check_signature(const std::string& path, const std::string& name) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        fail(name, "the file cannot be opened", "check the path and its permissions");
    }
    std::string head(8, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    if (head.starts_with("\xD0\xCF\x11\xE0")) {
        file.clear();
        file.seekg(0);
        refuse_ole2(file, name);
    }
    if (head.empty()) {
        fail(name, "the file is empty", "");
    }
    if (!head.starts_with("PK")) {
        fail(name, "this is not a workbook", "a text table is read by collector: csv");
    }
}

class PartReader {
public:
    explicit PartReader(const ZipFile& zip) : zip_(zip) {}

    /// Runs a part through a handler; false when the archive has no such part.
    bool run(const std::string& part, XmlHandler& handler, std::uint64_t limit) const {
        const ZipEntry* entry = zip_.find(part);
        if (entry == nullptr) {
            return false;
        }
        if (entry->inflated > limit) {
            fail(zip_.name(), "the part " + part + " is too large for what it is", "");
        }
        XmlStream(zip_.open(*entry), handler, zip_.name() + " (" + part + ")").run();
        return true;
    }

private:
    const ZipFile& zip_;
};

std::string relations_of(const std::string& part) {
    const std::size_t slash = part.rfind('/');
    const std::size_t cut = slash == std::string::npos ? 0 : slash + 1;
    return part.substr(0, cut) + "_rels/" + part.substr(cut) + ".rels";
}

void refuse_other_formats(const ZipFile& zip) {
    if (const ZipEntry* type = zip.find("mimetype")) {
        const std::string text = zip.read_whole(*type, 4096);
        if (text.find("opendocument") != std::string::npos) {
            fail(zip.name(), "this is an OpenDocument file (.ods)", "open it and save it as .xlsx");
        }
    }
}

std::string workbook_part(const ZipFile& zip) {
    RelationsHandler root;
    if (PartReader(zip).run("_rels/.rels", root, largest_small_part)) {
        for (const auto& relation : root.relations) {
            if (relation.type == "officeDocument") {
                return resolved_part("", relation.target);
            }
        }
    }
    return "xl/workbook.xml";
}

/// Reads what the workbook's relations of one type point to.
void run_related(
    const Workbook& book,
    const std::string& part,
    const RelationsHandler& relations,
    std::string_view type,
    XmlHandler& handler) {
    for (const auto& relation : relations.relations) {
        if (relation.type == type) {
            const std::uint64_t limit =
                type == "sharedStrings" ? largest_strings : largest_small_part;
            PartReader(*book.zip).run(resolved_part(part, relation.target), handler, limit);
            return;
        }
    }
}

void find_sheets(
    Workbook& book,
    const std::string& part,
    const WorkbookHandler& listed,
    const RelationsHandler& relations) {
    for (const WorkbookHandler::Sheet& sheet : listed.sheets) {
        for (const auto& relation : relations.relations) {
            // Chart and dialog sheets are listed among the sheets; they hold no rows.
            if (relation.id == sheet.relation && relation.type == "worksheet") {
                book.sheets.push_back(
                    {sheet.name, resolved_part(part, relation.target), sheet.hidden});
            }
        }
    }
}

} // namespace

std::unique_ptr<Workbook> load_workbook(const std::string& path, const std::string& name) {
    check_signature(path, name);
    auto book = std::make_unique<Workbook>();
    book->zip = std::make_unique<ZipFile>(path, name);
    refuse_other_formats(*book->zip);
    const std::string part = workbook_part(*book->zip);
    if (part.ends_with(".bin")) {
        fail(name, "this is a binary workbook (.xlsb)", "open it and save it as .xlsx");
    }
    const PartReader reader(*book->zip);
    WorkbookHandler listed;
    RelationsHandler relations;
    if (!reader.run(part, listed, largest_small_part) ||
        !reader.run(relations_of(part), relations, largest_small_part)) {
        fail(name, "this is an archive, but not a workbook", "give an .xlsx file");
    }
    book->from_1904 = listed.from_1904;
    find_sheets(*book, part, listed, relations);
    if (book->sheets.empty()) {
        fail(name, "the workbook has no sheet of rows", "");
    }
    StylesHandler styles;
    run_related(*book, part, relations, "styles", styles);
    book->styles = std::move(styles.kinds);
    StringsHandler strings(book->strings);
    run_related(*book, part, relations, "sharedStrings", strings);
    return book;
}

} // namespace tickmark::formats
