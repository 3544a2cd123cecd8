#include "drawing_internal.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tickmark::charts {

std::string number(double value) {
    std::string text = fmt::format("{:.2f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string spoken(const ChartValue& value) {
    return value.value ? value.text : "not available";
}

double round_up(double value) {
    if (value <= 0) {
        return 1;
    }
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 2.5, 5.0}) {
        if (step * power >= value * (1 - 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

void Drawing::rect(double x, double y, double width, double height, std::string_view style) {
    body_ += fmt::format(
        R"(<rect x="{}" y="{}" width="{}" height="{}" {}/>)",
        number(x),
        number(y),
        number(width),
        number(height),
        style);
}

void Drawing::line(double x1, double y1, double x2, double y2, std::string_view style) {
    body_ += fmt::format(
        R"(<line x1="{}" y1="{}" x2="{}" y2="{}" {}/>)",
        number(x1),
        number(y1),
        number(x2),
        number(y2),
        style);
}

void Drawing::text(
    double x, double y, std::string_view anchor, std::string_view what, std::string_view style) {
    body_ += fmt::format(
        R"(<text x="{}" y="{}" text-anchor="{}" {}>{}</text>)",
        number(x),
        number(y),
        anchor,
        style,
        escaped(what));
}

std::string Drawing::finish(double height, const std::string& alternative) const {
    return fmt::format(
        R"(<svg role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" font-size="11" fill="#1b1f24">{}</svg>)",
        escaped(alternative),
        number(chart_width),
        number(height),
        number(chart_width),
        number(height),
        body_);
}

} // namespace tickmark::charts
