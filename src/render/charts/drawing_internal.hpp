#pragma once

#include "tickmark/render/charts.hpp"

#include <string>
#include <string_view>

namespace tickmark::charts {

constexpr double chart_width = 640;

/// Collects the elements of one drawing.
class Drawing {
public:
    void rect(double x, double y, double width, double height, std::string_view style);
    void line(double x1, double y1, double x2, double y2, std::string_view style);
    /// `anchor` is start, middle or end.
    void text(
        double x,
        double y,
        std::string_view anchor,
        std::string_view what,
        std::string_view style = {});
    void raw(const std::string& element) { body_ += element; }
    /// The whole <svg>, with its text alternative.
    std::string finish(double height, const std::string& alternative) const;

private:
    std::string body_;
};

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`.
double round_up(double value);

/// A value for the text alternative; "not available" for a gap.
std::string spoken(const ChartValue& value);

/// Shortest text of a coordinate.
std::string number(double value);

std::string escaped(std::string_view text);

} // namespace tickmark::charts
