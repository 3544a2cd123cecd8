#pragma once

#include "tickmark/render/charts.hpp"

#include <string>
#include <string_view>
#include <vector>

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
    /// The label of a row, ending at `x`: on two lines where one is too short, then cut with "…".
    void label(double x, double middle, std::string_view what, double room);
    void raw(const std::string& element) { body_ += element; }
    /// The whole <svg>, with its text alternative.
    std::string finish(double height, const std::string& alternative) const;

private:
    std::string body_;
};

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`.
double round_up(double value);

/// About how wide a text is at the size of labels.
double width_of(std::string_view text);

/// A label on one line, or on two, the second cut where even that is too short.
std::vector<std::string> label_lines(std::string_view text, double room);

/// A value for the text alternative; "not available" for a gap.
std::string spoken(const ChartValue& value);

/// Shortest text of a coordinate.
std::string number(double value);

std::string escaped(std::string_view text);

} // namespace tickmark::charts
