#include "pdf_lint_internal.hpp"
#include <array>
#include <fmt/format.h>
#include <qpdf/QPDFNumberTreeObjectHelper.hh>
#include <vector>

namespace tickmark::inspect {

namespace {

/// Reads one page's operators: marks are balanced, all that is painted is marked, no glyph is
/// missing.
class PageReader: public QPDFObjectHandle::ParserCallbacks {
public:
    PageReader(PdfInspection& inspection, std::string where) :
        inspection_(inspection), where_(std::move(where)) {}

    void handleObject(QPDFObjectHandle object, size_t /*offset*/, size_t /*length*/) override {
        if (!object.isOperator()) {
            operands_.push_back(object);
            return;
        }
        take(object.getOperatorValue());
        operands_.clear();
    }

    void handleEOF() override {
        inspection_.expect(open_ == 0, "marks", where_, "marked content is not closed");
        inspection_.expect(groups_ == 0, "marks", where_, "graphics states are not balanced");
    }

    const std::set<long long>& marks() const noexcept { return marks_; }

private:
    void take(const std::string& name) {
        if (name == "BDC" || name == "BMC") {
            ++open_;
            note_mark();
        } else if (name == "EMC") {
            --open_;
            inspection_.expect(open_ >= 0, "marks", where_, "marked content is closed twice");
        } else if (name == "q") {
            ++groups_;
        } else if (name == "Q") {
            --groups_;
        } else if (name == "Tj" || name == "TJ") {
            check_painted("text");
            check_glyphs();
        } else if (paints(name)) {
            check_painted(name);
        }
    }

    static bool paints(const std::string& name) {
        static const std::set<std::string> painters{
            "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "'", "\""};
        return painters.count(name) == 1;
    }

    void note_mark() {
        if (operands_.size() == 2 && operands_[1].isDictionary() && operands_[1].hasKey("/MCID")) {
            marks_.insert(operands_[1].getKey("/MCID").getIntValue());
        }
    }

    void check_painted(const std::string& what) {
        if (inspection_.tagged && open_ <= 0) {
            inspection_.add(
                "tags", where_, "something is painted outside of the structure: " + what);
        }
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
            if (codes[i] == '\0' && codes[i + 1] == '\0') {
                inspection_.add("missing-glyph", where_, "a character has no glyph");
                return;
            }
        }
    }

    PdfInspection& inspection_;
    std::string where_;
    std::vector<QPDFObjectHandle> operands_;
    std::set<long long> marks_;
    int open_ = 0;
    int groups_ = 0;
};

void check_owners(
    PdfInspection& inspection,
    QPDFObjectHandle page,
    const std::set<long long>& marks,
    const std::string& where) {
    QPDFObjectHandle tree = inspection.pdf.getRoot().getKey("/StructTreeRoot");
    if (marks.empty() || !tree.isDictionary()) {
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
        const bool owned = mark < owners.getArrayNItems() &&
                           owners.getArrayItem(static_cast<int>(mark)).isDictionary();
        inspection.expect(
            owned, "tags", where, fmt::format("marked content {} has no element", mark));
    }
}

} // namespace

void check_contents(PdfInspection& inspection) {
    std::size_t number = 0;
    for (QPDFObjectHandle page : inspection.pdf.getAllPages()) {
        const std::string where = fmt::format("page {}", ++number);
        PageReader reader(inspection, where);
        QPDFObjectHandle::parseContentStream(page.getKey("/Contents"), &reader);
        if (inspection.tagged) {
            check_owners(inspection, page, reader.marks(), where);
        }
    }
}

} // namespace tickmark::inspect
