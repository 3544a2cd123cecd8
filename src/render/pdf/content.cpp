#include "tickmark/base/error.hpp"

#include "content_internal.hpp"
#include "operators_internal.hpp"
#include "text_runs_internal.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace tickmark::pdf {

namespace {

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 7> path_operators{"m", "l", "c", "v", "y", "re", "h"};
constexpr std::array<std::string_view, 9> painting_operators{
    "f", "F", "f*", "B", "B*", "b", "b*", "S", "s"};

class Rewriter {
public:
    Rewriter(const std::map<std::string, FontWidths, std::less<>>& fonts, PieceJudge& judge) :
        fonts_(fonts), judge_(judge) {}

    std::string run(std::string_view content) {
        OperatorReader reader(content);
        while (reader.next()) {
            if (reader.name() == "BT") {
                take_text(reader, content);
            } else {
                take(reader);
            }
        }
        while (!groups_.empty()) { // Qt leaves its outermost group open
            close_group();
        }
        return std::move(out_);
    }

private:
    struct Group {
        std::size_t start = 0; ///< in the output
        Matrix matrix;
        std::optional<Rect> clip;
        bool paints = false;
        bool white = false;
    };

    void take(const OperatorReader& reader) {
        const std::string_view name = reader.name();
        if (name == "q") {
            groups_.push_back({out_.size(), matrix_, clip_, false, white_});
            out_ += "q\n";
        } else if (name == "Q") {
            close_group();
        } else if (name == "cm") {
            matrix_ = matrix_.after(
                {reader.number(0),
                 reader.number(1),
                 reader.number(2),
                 reader.number(3),
                 reader.number(4),
                 reader.number(5)});
            pass(reader);
        } else if (holds(path_operators, name)) {
            take_path(reader);
        } else if (name == "W" || name == "W*") {
            path_ += reader.whole();
            path_ += ' ';
            clips_ = true;
        } else if (name == "n") {
            out_ += path_ + "n\n";
            end_path();
        } else if (holds(painting_operators, name)) {
            path_ += reader.whole();
            paint_path(name);
        } else if (name == "Do" || name == "sh") {
            take_picture(reader);
        } else {
            if (name == "scn") {
                white_ = is_white(reader);
            }
            pass(reader);
        }
    }

    static bool is_white(const OperatorReader& reader) {
        const auto& operands = reader.operands();
        return operands.size() == 3 &&
               std::all_of(operands.begin(), operands.end(), [](auto each) { return each == "1"; });
    }

    /// The engine begins each page with white paper, which would hide what is stamped behind the
    /// text.
    void paint_path(std::string_view name) {
        const bool paper = !painted_ && white_ && name.front() == 'f';
        painted_ = true;
        if (!paper) {
            emit_piece(judge_.painting(area_), path_);
        }
        end_path();
    }

    void pass(const OperatorReader& reader) {
        out_ += reader.whole();
        out_ += '\n';
    }

    void close_group() {
        if (groups_.empty()) {
            throw Error(
                ErrorCode::render_failed,
                {"reading a page that the engine made",
                 "it closes a group that it did not open",
                 "",
                 ""});
        }
        const Group group = groups_.back();
        groups_.pop_back();
        matrix_ = group.matrix;
        clip_ = group.clip;
        white_ = group.white;
        if (!group.paints) {
            out_.resize(group.start);
            return;
        }
        out_ += "Q\n";
        if (!groups_.empty()) {
            groups_.back().paints = true;
        }
    }

    void add_point(double x, double y) {
        const Point p = matrix_.apply({x, y});
        if (!has_area_) {
            area_ = {p.x, p.y, p.x, p.y};
            has_area_ = true;
        }
        area_.extend(p);
    }

    void take_path(const OperatorReader& reader) {
        if (reader.name() == "re") {
            add_point(reader.number(0), reader.number(1));
            add_point(reader.number(0) + reader.number(2), reader.number(1) + reader.number(3));
        } else {
            for (std::size_t i = 0; i + 1 < reader.operands().size(); i += 2) {
                add_point(reader.number(i), reader.number(i + 1));
            }
        }
        path_ += reader.whole();
        path_ += ' ';
    }

    void end_path() {
        if (clips_ && has_area_) {
            clip_ = clip_ ? clip_->within(area_) : area_;
        }
        clips_ = false;
        path_.clear();
        has_area_ = false;
        area_ = {};
    }

    void take_picture(const OperatorReader& reader) {
        has_area_ = false;
        add_point(0, 0);
        add_point(1, 1);
        emit_piece(judge_.painting(area_), reader.whole());
        end_path();
    }

    void take_text(OperatorReader& reader, std::string_view content) {
        const std::size_t inside = reader.position();
        Matrix text_matrix;
        double size = 0;
        while (reader.next() && reader.name() != "ET") {
            if (reader.name() == "Tf") {
                size = reader.number(1);
            } else if (reader.name() == "Tm") {
                text_matrix = {
                    reader.number(0),
                    reader.number(1),
                    reader.number(2),
                    reader.number(3),
                    reader.number(4),
                    reader.number(5)};
            }
        }
        const TextRun run = join_glyphs(content.substr(inside, reader.start() - inside), fonts_);
        const Point start = matrix_.apply(text_matrix.apply(run.start));
        if (is_cut_away(start, size * std::hypot(matrix_.c, matrix_.d))) {
            return;
        }
        emit_piece(judge_.text(start), "BT\n" + run.content + "ET");
    }

    /// The engine paints a line on both sides of a page's end when its letters are taller than the
    /// line: once in sight, once cut away by the clip, where readers of text still find it.
    bool is_cut_away(Point start, double size) const noexcept {
        constexpr double tallest_letter = 0.75;
        constexpr double descent = 0.1;
        return clip_ && (start.y < clip_->bottom - tallest_letter * size ||
                         start.y > clip_->top + descent * size);
    }

    void emit_piece(const PieceMark& mark, std::string_view piece) {
        if (!mark.keep) {
            return;
        }
        if (!mark.open.empty()) {
            out_ += mark.open;
            out_ += '\n';
        }
        out_ += piece;
        out_ += '\n';
        for (int i = 0; i < mark.closes && !mark.open.empty(); ++i) {
            out_ += "EMC\n";
        }
        if (!groups_.empty()) {
            groups_.back().paints = true;
        }
    }

    const std::map<std::string, FontWidths, std::less<>>& fonts_;
    PieceJudge& judge_;
    std::string out_;
    std::vector<Group> groups_;
    Matrix matrix_;
    std::string path_;
    Rect area_;
    std::optional<Rect> clip_; ///< box of what can be seen
    bool clips_ = false;       ///< the path being built will clip
    bool has_area_ = false;
    bool white_ = false;   ///< the fill colour
    bool painted_ = false; ///< some path was painted already
};

} // namespace

std::string rewrite_content(
    std::string_view content,
    const std::map<std::string, FontWidths, std::less<>>& fonts,
    PieceJudge& judge) {
    return Rewriter(fonts, judge).run(content);
}

std::string pdf_number(double value) {
    const double rounded = std::round(value * 10000) / 10000;
    if (rounded == std::round(rounded)) {
        return fmt::format("{:.0f}", rounded == 0 ? 0.0 : rounded);
    }
    std::string text = fmt::format("{:.4f}", rounded);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

} // namespace tickmark::pdf
