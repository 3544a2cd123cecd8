#include "page_marks_internal.hpp"
#include "pdf_objects_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace tickmark::pdf {

namespace {

constexpr double marker_room = 24; // points to the left of a list item where its marker stands

double distance(const Rect& rect, Point p) noexcept {
    const double dx = std::max({rect.left - p.x, 0.0, p.x - rect.right});
    const double dy = std::max({rect.bottom - p.y, 0.0, p.y - rect.top});
    return dx * dx + dy * dy;
}

} // namespace

void PageMarks::add(const Hit& hit) {
    const Box& box = section_.boxes[hit.box];
    const bool holds_text = box.kind == BoxKind::leaf || box.kind == BoxKind::link ||
                            box.kind == BoxKind::figure || box.kind == BoxKind::image;
    if (!holds_text || (!tagged_ && box.actual.empty())) {
        return;
    }
    Candidate candidate{hit.rect, box.node, box.kind == BoxKind::figure, hit.box};
    if (box.list_item) {
        candidate.rect.left -= marker_room;
    }
    candidates_.push_back(candidate);
}

const PageMarks::Candidate* PageMarks::smallest_at(Point p, bool figures_only) const {
    const Candidate* best = nullptr;
    for (const Candidate& each : candidates_) {
        const bool wanted = !figures_only || each.figure;
        if (wanted && each.rect.contains(p) &&
            (best == nullptr || each.rect.area() < best->rect.area())) {
            best = &each;
        }
    }
    return best;
}

const PageMarks::Candidate* PageMarks::nearest(Point p) const {
    const Candidate* best = nullptr;
    double least = std::numeric_limits<double>::max();
    for (const Candidate& each : candidates_) {
        const double away = distance(each.rect, p);
        if (away < least) {
            least = away;
            best = &each;
        }
    }
    return best;
}

std::string PageMarks::mark(int node, std::size_t box) {
    if (node < 0) {
        return "/Artifact BMC";
    }
    const auto index = static_cast<std::size_t>(node);
    kids_[index].push_back({false, box, page_, used_});
    return fmt::format("/{} <</MCID {}>> BDC", section_.nodes[index].role, used_++);
}

std::string PageMarks::actual_text(const Candidate& candidate) {
    const std::string& actual = section_.boxes[candidate.box].actual;
    if (actual.empty()) {
        return "";
    }
    const bool first = told_.insert(candidate.box).second;
    return "/Span <</ActualText " + (first ? text_string(actual).unparse() : "()") + ">> BDC";
}

PieceMark PageMarks::text(Point start) {
    // A little to the right and above the base line: a start on the very edge belongs inside.
    const Point probe{start.x + 1, start.y + 1.5};
    const Candidate* found = smallest_at(probe, false);
    const std::string actual = found == nullptr ? "" : actual_text(*found);
    if (!tagged_) {
        return {true, actual};
    }
    if (found == nullptr) {
        found = nearest(probe);
    }
    const std::string element = found == nullptr ? mark(-1, 0) : mark(found->node, found->box);
    return actual.empty() ? PieceMark{true, element} : PieceMark{true, element + "\n" + actual, 2};
}

PieceMark PageMarks::painting(const Rect& area) {
    if (!tagged_) {
        return {};
    }
    const Point middle{(area.left + area.right) / 2, (area.bottom + area.top) / 2};
    const Candidate* figure = smallest_at(middle, true);
    return {true, figure == nullptr ? mark(-1, 0) : mark(figure->node, figure->box)};
}

std::string PageMarks::open_for(const Hit& hit) {
    return tagged_ ? mark(section_.boxes[hit.box].node, hit.box) : "";
}

int PageMarks::reserve(const Hit& hit) {
    const int node = section_.boxes[hit.box].node;
    if (node < 0) {
        return -1;
    }
    mark(node, hit.box);
    return used_ - 1;
}

} // namespace tickmark::pdf
