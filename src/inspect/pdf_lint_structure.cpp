#include "pdf_lint_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark::inspect {

namespace {

using Words = std::set<std::string>;

/// The types of PDF 1.7 (ISO 32000-1, 14.8.4); others would need a role map, which we do not write.
const Words& known_roles() {
    static const Words roles{
        "Document", "Part",  "Art",   "Sect",   "Div",       "BlockQuote", "Caption", "TOC",
        "TOCI",     "Index", "P",     "H1",     "H2",        "H3",         "H4",      "H5",
        "H6",       "L",     "LI",    "Lbl",    "LBody",     "Table",      "TR",      "TH",
        "TD",       "THead", "TBody", "TFoot",  "Span",      "Quote",      "Note",    "Reference",
        "BibEntry", "Code",  "Link",  "Figure", "NonStruct", "Private",    "Formula"};
    return roles;
}

/// What an element holds, if it holds nothing else.
const Words* only_children_of(const std::string& role) {
    static const std::map<std::string, Words> rules{
        {"Table", {"Caption", "TR", "THead", "TBody", "TFoot"}},
        {"THead", {"TR"}},
        {"TBody", {"TR"}},
        {"TFoot", {"TR"}},
        {"TR", {"TH", "TD"}},
        {"L", {"Caption", "L", "LI"}},
        {"LI", {"Lbl", "LBody"}},
        {"TOC", {"Caption", "TOC", "TOCI"}}};
    const auto found = rules.find(role);
    return found == rules.end() ? nullptr : &found->second;
}

/// Where an element stands, if it stands nowhere else.
const Words* only_parents_of(const std::string& role) {
    static const std::map<std::string, Words> rules{
        {"TR", {"Table", "THead", "TBody", "TFoot"}},
        {"THead", {"Table"}},
        {"TBody", {"Table"}},
        {"TFoot", {"Table"}},
        {"TH", {"TR"}},
        {"TD", {"TR"}},
        {"LI", {"L"}},
        {"LBody", {"LI"}},
        {"TOCI", {"TOC"}}};
    const auto found = rules.find(role);
    return found == rules.end() ? nullptr : &found->second;
}

/// Element, its role and its own elements' roles.
struct Element {
    QPDFObjectHandle object;
    std::string role;
    std::string where;
    std::vector<std::string> children;
    std::size_t contents = 0; ///< pieces of pages held directly
};

class TreeReader {
public:
    explicit TreeReader(PdfInspection& inspection) : inspection_(inspection) {}

    void read(QPDFObjectHandle root) {
        inspection_.expect(!root.hasKey("/RoleMap"), "structure", "root", "there is a role map");
        Element top{root, "", "the root of the structure", {}, 0};
        read_kids(top);
        inspection_.expect(
            top.children == std::vector<std::string>{"Document"},
            "structure",
            top.where,
            "it does not hold one document");
    }

private:
    void expect(bool holds, const Element& element, const std::string& what) {
        inspection_.expect(holds, "structure", element.where, what);
    }

    std::string read_element(QPDFObjectHandle object, const Element& parent) {
        Element element{object, "", "", {}, 0};
        element.role =
            object.getKey("/S").isName() ? object.getKey("/S").getName().substr(1) : "nothing";
        element.where = fmt::format("{} (object {})", element.role, object.getObjectID());
        expect(known_roles().count(element.role) == 1, element, "an unknown type");
        expect(
            object.getKey("/P").getObjGen() == parent.object.getObjGen(),
            element,
            "its parent is not the element that holds it");
        const Words* places = only_parents_of(element.role);
        expect(
            places == nullptr || places->count(parent.role) == 1,
            element,
            "it stands in " + parent.role);
        const Words* children = only_children_of(parent.role);
        expect(
            children == nullptr || children->count(element.role) == 1,
            element,
            "it may not stand in " + parent.role);
        check_heading(element);
        read_kids(element);
        check_own(element);
        return element.role;
    }

    void read_kids(Element& element) {
        QPDFObjectHandle kids = element.object.getKey("/K");
        if (!kids.isArray()) {
            read_kid(kids, element);
            return;
        }
        for (int i = 0; i < kids.getArrayNItems(); ++i) {
            read_kid(kids.getArrayItem(i), element);
        }
    }

    void read_kid(QPDFObjectHandle kid, Element& element) {
        if (kid.isInteger()) {
            own(element.object.getKey("/Pg"), kid.getIntValue(), element);
        } else if (kid.isDictionaryOfType("/MCR")) {
            own(kid.getKey("/Pg"), kid.getKey("/MCID").getIntValue(), element);
        } else if (kid.isDictionaryOfType("/OBJR")) {
            inspection_.annotations[kid.getKey("/Obj").getObjGen()] = {
                element.object.getObjGen(), element.role};
        } else if (kid.isDictionary()) {
            element.children.push_back(read_element(kid, element));
        }
    }

    void own(const QPDFObjectHandle& page, long long mark, Element& element) {
        ++element.contents;
        expect(QPDFObjectHandle(page).isDictionary(), element, "its content is on no page");
        const bool fresh = inspection_.marks[page.getObjGen()]
                               .emplace(mark, Owner{element.object.getObjGen(), element.role})
                               .second;
        expect(fresh, element, fmt::format("its content {} is held twice", mark));
    }

    void check_heading(const Element& element) {
        const std::string& role = element.role;
        if (role.size() != 2 || role[0] != 'H') {
            return;
        }
        const int level = role[1] - '0';
        expect(
            level <= level_ + 1, element, fmt::format("it follows a heading of level {}", level_));
        level_ = level;
    }

    void check_own(const Element& element) {
        QPDFObjectHandle object = element.object;
        expect(
            only_children_of(element.role) == nullptr || element.contents == 0,
            element,
            "content directly in it");
        QPDFObjectHandle language = object.getKey("/Lang");
        expect(
            !language.isString() || is_language(language.getUTF8Value()),
            element,
            "its language is no language tag");
        if (element.role == "Figure") {
            QPDFObjectHandle alt = object.getKey("/Alt");
            expect(
                alt.isString() && !alt.getStringValue().empty(), element, "it has no alternative");
            expect(has_attribute(object, "/BBox"), element, "it does not tell its place");
        } else if (element.role == "TH") {
            expect(has_attribute(object, "/Scope"), element, "it does not tell what it is head of");
        } else if (element.role == "Table") {
            check_table(element);
        } else if (element.role == "Note") {
            expect(object.getKey("/ID").isString(), element, "it has no identifier");
        }
    }

    static bool has_attribute(const QPDFObjectHandle& element, const std::string& name) {
        QPDFObjectHandle attributes = QPDFObjectHandle(element).getKey("/A");
        return attributes.isDictionary() && attributes.hasKey(name);
    }

    /// One head at the most, then a body; as many cells in every row.
    void check_table(const Element& table) {
        const auto count = [&table](const char* role) {
            return std::count(table.children.begin(), table.children.end(), role);
        };
        expect(count("THead") <= 1, table, "it has two heads");
        expect(count("THead") == 0 || count("TBody") > 0, table, "it has a head and no body");
        Words lengths;
        collect_rows(table.object, lengths);
        expect(lengths.size() <= 1, table, "its rows have not the same number of cells");
    }

    static void collect_rows(const QPDFObjectHandle& group, Words& lengths) {
        QPDFObjectHandle kids = QPDFObjectHandle(group).getKey("/K");
        for (int i = 0; kids.isArray() && i < kids.getArrayNItems(); ++i) {
            QPDFObjectHandle kid = kids.getArrayItem(i);
            if (!kid.isDictionary() || !kid.hasKey("/S")) {
                continue;
            }
            if (kid.getKey("/S").isNameAndEquals("/TR")) {
                QPDFObjectHandle cells = kid.getKey("/K");
                lengths.insert(std::to_string(cells.isArray() ? cells.getArrayNItems() : 1));
            } else {
                collect_rows(kid, lengths);
            }
        }
    }

    PdfInspection& inspection_;
    int level_ = 0; ///< of the last heading
};

} // namespace

bool is_language(const std::string& text) {
    bool sound = !text.empty();
    std::size_t length = 0;
    bool first = true;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        if (c == '-') {
            sound = sound && length > 0;
            length = 0;
            first = false;
        } else {
            sound = sound && (letter || (digit && !first)) && ++length <= 8;
        }
    }
    return sound && length > 0;
}

void check_structure(PdfInspection& inspection) {
    QPDFObjectHandle tree = inspection.pdf.getRoot().getKey("/StructTreeRoot");
    if (tree.isDictionary()) {
        TreeReader(inspection).read(tree);
    }
}

} // namespace tickmark::inspect
