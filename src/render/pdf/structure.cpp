#include "tickmark/base/error.hpp"

#include "structure_internal.hpp"
#include <cstdint>
#include <fstream>

namespace tickmark::pdf {

namespace {

// Numbers and counted strings in the machine's own form: the file lives for one run only.
void put(std::ostream& out, std::int32_t number) {
    out.write(
        reinterpret_cast<const char*>(&number),
        sizeof number); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

void put(std::ostream& out, const std::string& text) {
    put(out, static_cast<std::int32_t>(text.size()));
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void put(std::ostream& out, const std::optional<Rect>& area) {
    put(out, area ? 1 : 0);
    if (area) {
        out.write(
            reinterpret_cast<const char*>(&*area),
            sizeof *area); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    }
}

std::int32_t get_number(std::istream& in) {
    std::int32_t number = 0;
    in.read(
        reinterpret_cast<char*>(&number),
        sizeof number); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    return number;
}

std::string get_text(std::istream& in) {
    std::string text(static_cast<std::size_t>(get_number(in)), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

std::optional<Rect> get_area(std::istream& in) {
    if (get_number(in) == 0) {
        return std::nullopt;
    }
    Rect area;
    in.read(
        reinterpret_cast<char*>(&area),
        sizeof area); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    return area;
}

[[noreturn]] void refuse(const std::filesystem::path& path) {
    throw Error(
        ErrorCode::render_failed,
        {"keeping a section's structure",
         "the scratch file cannot be written or read",
         path.string(),
         ""});
}

} // namespace

void write_structure(const SectionStructure& structure, const std::filesystem::path& path) {
    std::ofstream out(path, std::ios::binary);
    put(out, static_cast<std::int32_t>(structure.nodes.size()));
    for (std::size_t i = 0; i < structure.nodes.size(); ++i) {
        const StructureNode& node = structure.nodes[i];
        put(out, node.role);
        put(out, node.parent);
        put(out, node.alt);
        put(out, node.actual);
        put(out, node.language);
        put(out, node.scope);
        put(out, node.area);
        put(out, static_cast<std::int32_t>(structure.kids[i].size()));
        for (const StructureKid& kid : structure.kids[i]) {
            put(out, kid.annotation ? 1 : 0);
            put(out, static_cast<std::int32_t>(kid.box));
            put(out, static_cast<std::int32_t>(kid.page));
            put(out, kid.number);
        }
    }
    put(out, static_cast<std::int32_t>(structure.marks_on_page.size()));
    for (const int marks : structure.marks_on_page) {
        put(out, marks);
    }
    out.close();
    if (!out) {
        refuse(path);
    }
}

SectionStructure load_structure(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    SectionStructure structure;
    const auto count = static_cast<std::size_t>(get_number(in));
    structure.nodes.resize(count);
    structure.kids.resize(count);
    for (std::size_t i = 0; i < count && in; ++i) {
        StructureNode& node = structure.nodes[i];
        node.role = get_text(in);
        node.parent = get_number(in);
        node.alt = get_text(in);
        node.actual = get_text(in);
        node.language = get_text(in);
        node.scope = get_text(in);
        node.area = get_area(in);
        structure.kids[i].resize(static_cast<std::size_t>(get_number(in)));
        for (StructureKid& kid : structure.kids[i]) {
            kid.annotation = get_number(in) != 0;
            kid.box = static_cast<std::size_t>(get_number(in));
            kid.page = static_cast<std::size_t>(get_number(in));
            kid.number = get_number(in);
        }
    }
    structure.marks_on_page.resize(static_cast<std::size_t>(get_number(in)));
    for (int& marks : structure.marks_on_page) {
        marks = get_number(in);
    }
    if (!in) {
        refuse(path);
    }
    return structure;
}

} // namespace tickmark::pdf
