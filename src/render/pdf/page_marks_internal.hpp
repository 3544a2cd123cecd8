#pragma once

#include "content_internal.hpp"
#include "section_internal.hpp"
#include "structure_internal.hpp"
#include <set>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// Decides for each piece of a page which structure element it belongs to, by the smallest box that
/// holds its start.
class PageMarks: public PieceJudge {
public:
    PageMarks(
        const PreparedSection& section,
        bool tagged,
        std::vector<std::vector<StructureKid>>& kids,
        std::size_t page) :
        section_(section), tagged_(tagged), kids_(kids), page_(page) {}

    void add(const Hit& hit);
    PieceMark text(Point start) override;
    PieceMark painting(const Rect& area) override;
    /// Opening marks for something placed into a box by the finisher.
    std::string open_for(const Hit& hit);
    /// A marked-content number for what is drawn into the box later; -1 if the box has no element.
    int reserve(const Hit& hit);
    int used() const noexcept { return used_; }

private:
    struct Candidate {
        Rect rect;
        int node = -1;
        bool figure = false;
        std::size_t box = 0;
    };

    const Candidate* smallest_at(Point p, bool figures_only) const;
    const Candidate* nearest(Point p) const;
    std::string mark(int node, std::size_t box);
    /// Opens a span with the text of the box for its first piece, an empty one for its others.
    std::string actual_text(const Candidate& candidate);

    const PreparedSection& section_;
    bool tagged_;
    std::vector<std::vector<StructureKid>>& kids_;
    std::size_t page_;
    std::vector<Candidate> candidates_;
    std::set<std::size_t> told_; ///< boxes whose text was given
    int used_ = 0;
};

/// Keeps only what starts inside a rectangle.
class KeepInside: public PieceJudge {
public:
    explicit KeepInside(const Rect& rect) : rect_(rect) {}
    PieceMark text(Point start) override { return {inside(start), ""}; }
    PieceMark painting(const Rect& area) override {
        return {inside({(area.left + area.right) / 2, (area.bottom + area.top) / 2}), ""};
    }

private:
    bool inside(Point p) const noexcept { return p.y >= rect_.bottom - 1 && p.y <= rect_.top + 1; }
    Rect rect_;
};

} // namespace tickmark::pdf
