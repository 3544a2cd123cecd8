#include "operators_internal.hpp"
#include "text_runs_internal.hpp"
#include <charconv>
#include <cmath>

namespace tickmark::pdf {

namespace {

/// Joins glyphs placed one by one (x y Td <hhhh> Tj) into [<…> adjustment <…>] TJ.
class Joiner {
public:
    explicit Joiner(const std::map<std::string, FontWidths, std::less<>>& fonts) : fonts_(fonts) {}

    /// False when the text has another form.
    bool read(std::string_view inside) {
        OperatorReader reader(inside);
        while (reader.next()) {
            if (!take(reader)) {
                return false;
            }
        }
        close_array();
        return true;
    }

    TextRun result() { return {std::move(out_), first_}; }

private:
    static constexpr double tolerance = 2; // thousandths of the size: 0.02 pt at 10 pt

    bool take(const OperatorReader& reader) {
        if (reader.name() == "Td") {
            position_.x += reader.number(0);
            position_.y += reader.number(1);
            moved_ = true;
            return true;
        }
        if (reader.name() == "Tj") {
            return reader.operands().size() == 1 && show(reader.operands()[0]);
        }
        close_array();
        if (reader.name() == "Tf" && reader.operands().size() == 2) {
            const auto found = fonts_.find(reader.operands()[0].substr(1));
            widths_ = found == fonts_.end() ? nullptr : &found->second;
            size_ = reader.number(1);
        } else if (reader.name() == "Tm") {
            position_ = {};
            line_ = {};
            moved_ = false;
        }
        out_ += reader.whole();
        out_ += '\n';
        return widths_ != nullptr && size_ > 0;
    }

    bool show(std::string_view glyph) {
        unsigned code = 0;
        if (glyph.size() != 6 || widths_ == nullptr) {
            return false;
        }
        std::from_chars(glyph.data() + 1, glyph.data() + 5, code, 16);
        if (code >= widths_->size() || !moved_) {
            return false;
        }
        if (!seen_) {
            first_ = position_;
            seen_ = true;
        }
        place();
        out_.append(glyph.substr(1, 4));
        pen_ += (*widths_)[code] * size_ / 1000;
        moved_ = false;
        return true;
    }

    void place() {
        const double gap = (pen_ - position_.x) * 1000 / size_;
        if (open_ && position_.y == line_.y && std::abs(gap) < 20000) {
            if (std::abs(gap) >= tolerance) {
                const double rounded = std::round(gap);
                out_ += '>';
                out_ += pdf_number(rounded);
                out_ += '<';
                pen_ -= rounded * size_ / 1000;
            }
            return;
        }
        close_array();
        out_ +=
            pdf_number(position_.x - line_.x) + " " + pdf_number(position_.y - line_.y) + " Td[<";
        line_ = position_;
        pen_ = position_.x;
        open_ = true;
    }

    void close_array() {
        if (open_) {
            out_ += ">]TJ\n";
        }
        open_ = false;
    }

    const std::map<std::string, FontWidths, std::less<>>& fonts_;
    const FontWidths* widths_ = nullptr;
    std::string out_;
    Point position_;
    Point line_;
    Point first_;
    double size_ = 0;
    double pen_ = 0;
    bool open_ = false;
    bool moved_ = false;
    bool seen_ = false;
};

Point first_position(std::string_view inside) {
    OperatorReader reader(inside);
    Point at;
    while (reader.next() && reader.name() != "Tj" && reader.name() != "TJ") {
        if (reader.name() == "Td") {
            at.x += reader.number(0);
            at.y += reader.number(1);
        }
    }
    return at;
}

} // namespace

TextRun
join_glyphs(std::string_view inside, const std::map<std::string, FontWidths, std::less<>>& fonts) {
    Joiner joiner(fonts);
    if (joiner.read(inside)) {
        return joiner.result();
    }
    return {std::string(inside), first_position(inside)};
}

} // namespace tickmark::pdf
