#include "pdf_lint_internal.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>

namespace tickmark::inspect {

namespace {

constexpr int deepest_group = 28;

const std::set<std::string>& known_operators() {
    static const std::set<std::string> names{
        "b",  "B",  "b*",  "B*", "BDC", "BI",  "BMC", "BT", "c",  "cm", "CS", "cs", "d",  "Do",
        "DP", "EI", "EMC", "ET", "f",   "F",   "f*",  "G",  "g",  "gs", "h",  "i",  "ID", "j",
        "J",  "K",  "k",   "l",  "m",   "M",   "MP",  "n",  "q",  "Q",  "re", "RG", "rg", "ri",
        "s",  "S",  "SC",  "sc", "SCN", "scn", "sh",  "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ",
        "TL", "Tm", "Tr",  "Ts", "Tw",  "Tz",  "v",   "w",  "W",  "W*", "y",  "'",  "\""};
    return names;
}

bool paints(const std::string& name) {
    static const std::set<std::string> painters{
        "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "Tj", "TJ", "'", "\"", "EI"};
    return painters.count(name) == 1;
}

/// Marked content that is open.
struct Mark {
    bool artifact = false;
    bool owned = false;  ///< part of an element
    bool actual = false; ///< its text is told
};

/// Reads the operators of a page or form: marks are balanced and do not hold what they must not,
/// all that is painted is marked, each code has a glyph of its width and a text.
class ContentReader: public QPDFObjectHandle::ParserCallbacks {
public:
    ContentReader(
        PdfInspection& inspection,
        std::string where,
        const QPDFObjectHandle& resources,
        bool form) :
        inspection_(inspection), where_(std::move(where)), resources_(resources), form_(form) {}

    void handleObject(QPDFObjectHandle object, size_t /*offset*/, size_t /*length*/) override {
        if (!object.isOperator()) {
            operands_.push_back(object);
            return;
        }
        take(object.getOperatorValue());
        operands_.clear();
    }

    void handleEOF() override {
        expect(open_.empty(), "marks", "marked content is not closed");
        expect(groups_.empty(), "marks", "graphics states are not balanced");
    }

    const std::set<long long>& marks() const noexcept { return marks_; }

private:
    void expect(bool holds, const std::string& rule, const std::string& what) {
        inspection_.expect(holds, rule, where_, what);
    }

    void take(const std::string& name) {
        if (paints(name)) {
            check_painted(name);
        }
        if (name == "BDC" || name == "BMC") {
            open_mark();
        } else if (name == "EMC") {
            close_mark();
        } else if (name == "q") {
            groups_.push_back(font_);
            expect(
                groups_.size() <= deepest_group, "limits", "graphics states are nested too deep");
        } else if (name == "Q") {
            close_group();
        } else if (name == "Tf") {
            choose_font();
        } else if (name == "Tj" || name == "TJ") {
            check_glyphs();
        } else if (name == "Do") {
            read_form();
        } else if (name == "K" || name == "k") {
            expect(false, "graphics", "a colour is CMYK, which the output intent does not define");
        } else if (known_operators().count(name) == 0) {
            expect(false, "operators", "an unknown operator: " + name);
        }
    }

    void open_mark() {
        Mark mark;
        mark.artifact = !operands_.empty() && operands_[0].isNameAndEquals("/Artifact");
        if (operands_.size() == 2 && operands_[1].isDictionary()) {
            mark.actual = operands_[1].getKey("/ActualText").isString();
            if (operands_[1].hasKey("/MCID")) {
                mark.owned = true;
                expect(!form_, "marks", "a form holds content of the structure");
                expect(
                    marks_.insert(operands_[1].getKey("/MCID").getIntValue()).second,
                    "marks",
                    "a number of marked content is used twice");
            }
        }
        expect(
            !mark.artifact || !is_inside(&Mark::owned), "marks", "an artifact inside of content");
        expect(
            !mark.owned || !is_inside(&Mark::artifact), "marks", "content inside of an artifact");
        open_.push_back(mark);
    }

    void close_mark() {
        expect(!open_.empty(), "marks", "marked content is closed twice");
        if (!open_.empty()) {
            open_.pop_back();
        }
    }

    void close_group() {
        expect(!groups_.empty(), "marks", "a graphics state is closed twice");
        if (!groups_.empty()) {
            font_ = groups_.back();
            groups_.pop_back();
        }
    }

    bool is_inside(bool Mark::*kind) const {
        return std::any_of(
            open_.begin(), open_.end(), [kind](const Mark& mark) { return mark.*kind; });
    }

    void check_painted(const std::string& what) {
        const bool marked = form_ || is_inside(&Mark::artifact) || is_inside(&Mark::owned);
        expect(
            !inspection_.tagged || marked,
            "tags",
            "something is painted outside of the structure: " + what);
    }

    QPDFObjectHandle resource(const char* kind) {
        QPDFObjectHandle all =
            resources_.isDictionary() ? resources_.getKey(kind) : QPDFObjectHandle::newNull();
        const bool named = !operands_.empty() && operands_[0].isName() && all.isDictionary();
        QPDFObjectHandle found =
            named ? all.getKey(operands_[0].getName()) : QPDFObjectHandle::newNull();
        expect(!found.isNull(), "page", std::string("something that is not in its ") + kind);
        return found;
    }

    void choose_font() {
        QPDFObjectHandle font = resource("/Font");
        font_ = font.isDictionary() ? &facts_of(inspection_, font) : nullptr;
    }

    void read_form() {
        QPDFObjectHandle form = resource("/XObject");
        const bool is_form =
            form.isStream() && form.getDict().getKey("/Subtype").isNameAndEquals("/Form");
        if (!is_form || !inspection_.forms.insert(form.getObjGen()).second) {
            return;
        }
        ContentReader reader(
            inspection_,
            fmt::format("{}, form {}", where_, form.getObjectID()),
            form.getDict().getKey("/Resources"),
            true);
        QPDFObjectHandle::parseContentStream(form, &reader);
    }

    void check_glyphs() {
        for (QPDFObjectHandle& operand : operands_) {
            if (operand.isString()) {
                check_codes(operand.getStringValue());
            }
            for (int i = 0; operand.isArray() && i < operand.getArrayNItems(); ++i) {
                if (operand.getArrayItem(i).isString()) {
                    check_codes(operand.getArrayItem(i).getStringValue());
                }
            }
        }
    }

    /// All fonts of ours have codes of two bytes; code 0 is the box of a missing glyph.
    void check_codes(const std::string& codes) {
        for (std::size_t i = 0; i + 1 < codes.size(); i += 2) {
            const unsigned code = static_cast<unsigned char>(codes[i]) * 256U +
                                  static_cast<unsigned char>(codes[i + 1]);
            expect(code != 0, "missing-glyph", "a character has no glyph");
            if (font_ != nullptr && !font_->advances.empty() && code != 0) {
                check_code(*font_, code);
            }
        }
    }

    void check_code(FontFacts& font, unsigned code) {
        if (font.private_texts.count(code) == 1) {
            expect(
                is_inside(&Mark::actual), "private-text", "a private character without its text");
        }
        if (!font.seen.insert(code).second) {
            return;
        }
        if (code >= font.advances.size()) {
            expect(false, "missing-glyph", fmt::format("no glyph for code {}", code));
            return;
        }
        expect(
            font.told.count(code) == 1, "font-unicode", fmt::format("no text for code {}", code));
        const double told = code < font.widths.size() && font.widths[code] ? *font.widths[code]
                                                                           : font.standard_width;
        expect(
            std::abs(told - font.advances[code]) <= 1,
            "font-widths",
            fmt::format(
                "code {} is {:.1f} wide in the font and {:.1f} in its list",
                code,
                font.advances[code],
                told));
    }

    PdfInspection& inspection_;
    std::string where_;
    QPDFObjectHandle resources_;
    bool form_;
    std::vector<QPDFObjectHandle> operands_;
    std::vector<Mark> open_;
    std::vector<FontFacts*> groups_;
    FontFacts* font_ = nullptr;
    std::set<long long> marks_;
};

/// What is marked on the page, what the tree holds of it and what the page's list of owners says
/// are the same.
void check_owners(
    PdfInspection& inspection,
    QPDFObjectHandle page,
    const std::set<long long>& marks,
    const std::string& where) {
    const std::map<long long, Owner>& held = inspection.marks[page.getObjGen()];
    for (const auto& [mark, owner] : held) {
        inspection.expect(
            marks.count(mark) == 1,
            "tags",
            where,
            fmt::format("{} holds content {} that is not there", owner.role, mark));
    }
    QPDFObjectHandle tree = inspection.pdf.getRoot().getKey("/StructTreeRoot");
    if (marks.empty() || !tree.isDictionary() || !tree.getKey("/ParentTree").isDictionary()) {
        return;
    }
    QPDFNumberTreeObjectHelper parents(tree.getKey("/ParentTree"), inspection.pdf);
    QPDFObjectHandle key = page.getKey("/StructParents");
    QPDFObjectHandle owners;
    if (!key.isInteger() || !parents.findObject(key.getIntValue(), owners) || !owners.isArray()) {
        inspection.add("tags", where, "the page is not in the structure tree");
        return;
    }
    for (const long long mark : marks) {
        const auto holder = held.find(mark);
        const bool owned =
            holder != held.end() && mark < owners.getArrayNItems() &&
            owners.getArrayItem(static_cast<int>(mark)).getObjGen() == holder->second.element;
        inspection.expect(
            owned, "tags", where, fmt::format("marked content {} has no element", mark));
    }
}

} // namespace

void check_contents(PdfInspection& inspection) {
    std::size_t number = 0;
    for (QPDFObjectHandle page : inspection.pdf.getAllPages()) {
        const std::string where = fmt::format("page {}", ++number);
        ContentReader reader(inspection, where, page.getKey("/Resources"), false);
        QPDFObjectHandle::parseContentStream(page.getKey("/Contents"), &reader);
        if (inspection.tagged) {
            check_owners(inspection, page, reader.marks(), where);
        }
    }
}

} // namespace tickmark::inspect
