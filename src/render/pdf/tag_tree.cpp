#include "tickmark/base/error.hpp"

#include "content_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "structure_internal.hpp"
#include "tag_tree_internal.hpp"
#include "update_writer_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <tuple>

namespace tickmark::pdf {

namespace {

/// Box, page and marked-content number: the engine paints pictures after the text around them, the
/// boxes know where they stand in it.
using Position = std::tuple<std::size_t, std::size_t, int>;

constexpr Position nowhere{std::numeric_limits<std::size_t>::max(), 0, 0};

std::string reference(int number) {
    return fmt::format("{} 0 R", number);
}

/// One section's tree on its way into the file.
class SectionTree {
public:
    SectionTree(
        SectionStructure structure,
        const WrittenNumbers& numbers,
        std::size_t first_page,
        int first_number) :
        structure_(std::move(structure)),
        numbers_(numbers),
        first_page_(first_page),
        first_number_(first_number) {
        const std::size_t count = structure_.nodes.size();
        children_.resize(count);
        first_.assign(count, nowhere);
        for (std::size_t i = count; i-- > 0;) { // children come after their parents
            for (const StructureKid& kid : structure_.kids[i]) {
                if (!kid.annotation) {
                    first_[i] = std::min(first_[i], Position{kid.box, kid.page, kid.number});
                }
            }
            const int parent = structure_.nodes[i].parent;
            if (parent >= 0) {
                const auto up = static_cast<std::size_t>(parent);
                first_[up] = std::min(first_[up], first_[i]);
                children_[up].push_back(i);
            } else {
                top_.push_back(i);
            }
        }
        std::reverse(top_.begin(), top_.end());
        for (std::vector<std::size_t>& each : children_) {
            std::reverse(each.begin(), each.end());
        }
    }

    std::vector<int> top_numbers() const {
        std::vector<int> numbers;
        numbers.reserve(top_.size());
        for (const std::size_t node : top_) {
            numbers.push_back(number_of(node));
        }
        return numbers;
    }

    void write(UpdateWriter& writer, int parent_number, int& heading_level) const {
        for (std::size_t node = 0; node < structure_.nodes.size(); ++node) {
            writer.add(number_of(node), body(node, parent_number, heading_level));
        }
    }

    /// For each page of the section, the element of every marked-content number.
    std::vector<std::vector<int>> owners() const {
        std::vector<std::vector<int>> owners;
        owners.reserve(structure_.marks_on_page.size());
        for (const int marks : structure_.marks_on_page) {
            owners.emplace_back(static_cast<std::size_t>(marks), 0);
        }
        for (std::size_t node = 0; node < structure_.nodes.size(); ++node) {
            for (const StructureKid& kid : structure_.kids[node]) {
                if (!kid.annotation) {
                    owners.at(kid.page).at(static_cast<std::size_t>(kid.number)) = number_of(node);
                }
            }
        }
        return owners;
    }

    /// Element of each link annotation: (page of the volume, index on it, element).
    std::vector<std::tuple<std::size_t, int, int>> links() const {
        std::vector<std::tuple<std::size_t, int, int>> links;
        for (std::size_t node = 0; node < structure_.nodes.size(); ++node) {
            for (const StructureKid& kid : structure_.kids[node]) {
                if (kid.annotation) {
                    links.emplace_back(first_page_ + kid.page, kid.number, number_of(node));
                }
            }
        }
        return links;
    }

private:
    int number_of(std::size_t node) const { return first_number_ + static_cast<int>(node); }

    std::string page_reference(std::size_t page) const {
        return reference(numbers_.pages.at(first_page_ + page));
    }

    std::string body(std::size_t index, int top_parent, int& heading_level) const {
        const StructureNode& node = structure_.nodes[index];
        const int parent =
            node.parent < 0 ? top_parent : number_of(static_cast<std::size_t>(node.parent));
        std::string out = fmt::format("<</S/{}/P {}", role(node, heading_level), reference(parent));
        const std::vector<StructureKid>& kids = structure_.kids[index];
        const std::size_t page = kids.empty() ? 0 : kids.front().page;
        if (!kids.empty()) {
            out += "/Pg " + page_reference(page);
        }
        if (!node.alt.empty()) {
            out += "/Alt" + text_string(node.alt).unparse();
        }
        if (!node.actual.empty()) {
            out += "/ActualText" + text_string(node.actual).unparse();
        }
        if (!node.language.empty()) {
            out += "/Lang" + text_string(node.language).unparse();
        }
        if (!node.scope.empty()) {
            out += "/A<</O/Table/Scope/" + node.scope + ">>";
        }
        if (node.area) {
            const Rect& area = *node.area;
            out += fmt::format(
                "/A<</O/Layout/BBox[{} {} {} {}]>>",
                pdf_number(area.left),
                pdf_number(area.bottom),
                pdf_number(area.right),
                pdf_number(area.top));
        }
        const std::string inside = kids_text(index, page);
        if (!inside.empty()) {
            out += "/K[" + inside + "]";
        }
        return out + ">>";
    }

    /// Headings may not skip a level, wherever their sections come from.
    static std::string role(const StructureNode& node, int& heading_level) {
        const bool heading = node.role.size() == 2 && node.role[0] == 'H';
        if (!heading) {
            return node.role;
        }
        heading_level = std::min(node.role[1] - '0', heading_level + 1);
        return fmt::format("H{}", heading_level);
    }

    std::string kids_text(std::size_t index, std::size_t page) const {
        struct Item {
            Position position;
            std::string text;
        };
        std::vector<Item> items;
        std::string annotations;
        for (const StructureKid& kid : structure_.kids[index]) {
            if (kid.annotation) {
                annotations += fmt::format(
                    " <</Type/OBJR/Obj {}/Pg {}>>",
                    reference(numbers_.annotations.at(first_page_ + kid.page)
                                  .at(static_cast<std::size_t>(kid.number))),
                    page_reference(kid.page));
            } else {
                items.push_back({{kid.box, kid.page, kid.number}, mark_text(kid, page)});
            }
        }
        Position last{0, 0, 0};
        for (const std::size_t child : children_[index]) {
            last = first_[child] == nowhere ? last : first_[child];
            items.push_back({last, reference(number_of(child))});
        }
        if (!structure_.kids[index].empty()) {
            std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
                return a.position < b.position;
            });
        }
        std::string out;
        for (const Item& item : items) {
            out += (out.empty() ? "" : " ") + item.text;
        }
        return out + annotations;
    }

    std::string mark_text(const StructureKid& kid, std::size_t page) const {
        if (kid.page == page) {
            return std::to_string(kid.number);
        }
        return fmt::format("<</Type/MCR/Pg {}/MCID {}>>", page_reference(kid.page), kid.number);
    }

    SectionStructure structure_;
    const WrittenNumbers& numbers_;
    std::size_t first_page_;
    int first_number_;
    std::vector<std::vector<std::size_t>> children_;
    std::vector<Position> first_;
    std::vector<std::size_t> top_;
};

std::string list_of(const std::vector<int>& numbers) {
    std::string out = "[";
    for (const int number : numbers) {
        // A mark without an element can only be an artifact's; it has no owner.
        out += number == 0 ? "null " : reference(number) + " ";
    }
    return out + "]";
}

/// Collects key and value pairs and writes them as a number tree of two levels.
class NumberTree {
public:
    explicit NumberTree(UpdateWriter& writer) : writer_(writer) {}

    void add(std::size_t key, const std::string& value) { values_.emplace(key, value); }

    int write() {
        std::string kids;
        std::string leaf;
        std::size_t first = 0;
        std::size_t held = 0;
        std::size_t last = 0;
        const auto close = [&] {
            if (held > 0) {
                const int number = writer_.reserve();
                writer_.add(number, fmt::format("<</Limits[{} {}]/Nums[{}]>>", first, last, leaf));
                kids += reference(number) + " ";
            }
            leaf.clear();
            held = 0;
        };
        for (const auto& [key, value] : values_) {
            first = held == 0 ? key : first;
            leaf += fmt::format("{} {} ", key, value);
            last = key;
            if (++held == 64) {
                close();
            }
        }
        close();
        const int root = writer_.reserve();
        writer_.add(root, "<</Kids[" + kids + "]>>");
        return root;
    }

private:
    UpdateWriter& writer_;
    std::map<std::size_t, std::string> values_;
};

struct OldTrailer {
    int size = 0;
    std::string id;
    std::uint64_t xref = 0;
};

OldTrailer read_trailer(const std::filesystem::path& path) {
    OldTrailer old;
    QPDF written;
    open_quietly(written, path.string(), "appending the structure tree");
    old.size = static_cast<int>(written.getTrailer().getKey("/Size").getIntValue());
    old.id = written.getTrailer().getKey("/ID").unparse();
    std::ifstream in(path, std::ios::binary);
    std::string tail(64, '\0');
    in.seekg(-64, std::ios::end);
    in.read(tail.data(), 64);
    const auto at = tail.rfind("startxref\n");
    if (at == std::string::npos) {
        throw Error(
            ErrorCode::internal,
            {"appending the structure tree", "the file has no startxref", "", ""});
    }
    old.xref = std::stoull(tail.substr(at + 10));
    return old;
}

} // namespace

QPDFObjectHandle number_for_structure(Volume& volume) {
    long long next = static_cast<long long>(volume.pages.size());
    for (std::size_t i = 0; i < volume.pages.size(); ++i) {
        QPDFObjectHandle page = volume.pages[i];
        page.replaceKey("/StructParents", QPDFObjectHandle::newInteger(static_cast<long long>(i)));
        page.replaceKey("/Tabs", parsed("/S"));
        QPDFObjectHandle annotations = page.getKey("/Annots");
        for (int k = 0; annotations.isArray() && k < annotations.getArrayNItems(); ++k) {
            annotations.getArrayItem(k).replaceKey(
                "/StructParent", QPDFObjectHandle::newInteger(next++));
        }
    }
    QPDFObjectHandle tree = volume.pdf.makeIndirectObject(parsed("<< /Type /StructTreeRoot >>"));
    volume.pdf.getRoot().replaceKey("/StructTreeRoot", tree);
    return tree;
}

void append_tag_tree(
    const VolumePlan& plan, const std::filesystem::path& path, const WrittenNumbers& numbers) {
    const OldTrailer old = read_trailer(path);
    UpdateWriter writer(path, old.size);
    NumberTree parents(writer);
    std::vector<std::size_t> first_annotation;
    std::size_t key = numbers.pages.size();
    for (const std::vector<int>& on_page : numbers.annotations) {
        first_annotation.push_back(key);
        key += on_page.size();
    }
    const int document = writer.reserve();
    std::vector<int> sections;
    int heading_level = 0;
    for (const VolumePart& part : plan.parts) {
        SectionStructure structure = load_structure(part.section->structure);
        const std::size_t first_page = part.first_page - plan.first_page;
        const int section = writer.reserve();
        const int first_number = writer.reserve(structure.nodes.size());
        const SectionTree tree(std::move(structure), numbers, first_page, first_number);
        tree.write(writer, section, heading_level);
        writer.add(
            section,
            fmt::format("<</S/Sect/P {}/K{}>>", reference(document), list_of(tree.top_numbers())));
        sections.push_back(section);
        const auto owners = tree.owners();
        for (std::size_t page = 0; page < owners.size(); ++page) {
            const int number = writer.reserve();
            writer.add(number, list_of(owners[page]));
            parents.add(first_page + page, reference(number));
        }
        for (const auto& [page, index, element] : tree.links()) {
            parents.add(
                first_annotation.at(page) + static_cast<std::size_t>(index), reference(element));
        }
    }
    writer.add(
        document,
        fmt::format("<</S/Document/P {}/K{}>>", reference(numbers.tree), list_of(sections)));
    const int parent_tree = parents.write();
    writer.add(
        numbers.tree,
        fmt::format(
            "<</Type/StructTreeRoot/K {}/ParentTree {}/ParentTreeNextKey {}>>",
            reference(document),
            reference(parent_tree),
            key));
    writer.finish(
        fmt::format(
            "/Root {} /Info {} /ID {}", reference(numbers.root), reference(numbers.info), old.id),
        old.xref);
}

} // namespace tickmark::pdf
