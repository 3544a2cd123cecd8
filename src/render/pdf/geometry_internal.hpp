#pragma once

#include <algorithm>

namespace tickmark::pdf {

struct Point {
    double x = 0;
    double y = 0;
};

/// In points, the origin at the lower left of the page.
struct Rect {
    double left = 0;
    double bottom = 0;
    double right = 0;
    double top = 0;

    bool contains(Point p) const noexcept {
        return p.x >= left && p.x <= right && p.y >= bottom && p.y <= top;
    }
    double width() const noexcept { return right - left; }
    double height() const noexcept { return top - bottom; }
    double area() const noexcept { return width() * height(); }
    Rect raised(double dy) const noexcept { return {left, bottom + dy, right, top + dy}; }
    Rect within(const Rect& other) const noexcept {
        return {
            std::max(left, other.left),
            std::max(bottom, other.bottom),
            std::min(right, other.right),
            std::min(top, other.top)};
    }
    void extend(Point p) noexcept {
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        bottom = std::min(bottom, p.y);
        top = std::max(top, p.y);
    }
};

/// A PDF transformation matrix.
struct Matrix {
    double a = 1;
    double b = 0;
    double c = 0;
    double d = 1;
    double e = 0;
    double f = 0;

    Point apply(Point p) const noexcept { return {a * p.x + c * p.y + e, b * p.x + d * p.y + f}; }
    /// `first` is applied before this one.
    Matrix after(const Matrix& first) const noexcept {
        return {
            first.a * a + first.b * c,
            first.a * b + first.b * d,
            first.c * a + first.d * c,
            first.c * b + first.d * d,
            first.e * a + first.f * c + e,
            first.e * b + first.f * d + f};
    }
};

} // namespace tickmark::pdf
