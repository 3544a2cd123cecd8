#include "tickmark/base/text.hpp"
#include "tickmark/render/visible.hpp"

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
    return html_text(text);
}

double width_of(std::string_view text) {
    constexpr double narrow = 5.6; // the average of a text face at 11 pixels
    constexpr double wide = 11.2;  // Chinese, Japanese, Korean, pictures
    double width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool mark = c >= 0x300 && c <= 0x36F;
        const bool is_wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xD7FF) ||
                             (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
                             (c >= 0xFF00 && c <= 0xFF60) || c >= 0x1F000;
        width += mark ? 0 : is_wide ? wide : narrow;
    }
    return width;
}

namespace {

/// The longest start of `text` that fits: up to a blank if there is one, else between characters.
std::size_t fitting_start(std::string_view text, double room) {
    std::size_t last_blank = 0;
    std::size_t last = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == ' ') {
            last_blank = at;
        }
        next_code_point(text, at);
        if (width_of(text.substr(0, at)) > room) {
            return last_blank > 0 ? last_blank : last;
        }
        last = at;
    }
    return text.size();
}

} // namespace

std::vector<std::string> label_lines(std::string_view text, double room) {
    const std::size_t first = fitting_start(text, room);
    std::vector<std::string> lines{std::string(text.substr(0, first))};
    const std::string_view rest = trim(text.substr(first));
    if (!rest.empty()) {
        const bool fits = width_of(rest) <= room;
        const std::size_t end = fits ? rest.size() : fitting_start(rest, room - width_of("…"));
        lines.push_back(std::string(rest.substr(0, end)) + (fits ? "" : "…"));
    }
    return lines;
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

void Drawing::label(double x, double middle, std::string_view what, double room) {
    const std::vector<std::string> lines = label_lines(what, room);
    double y = middle + 4 - 6.5 * static_cast<double>(lines.size() - 1);
    for (const std::string& line : lines) {
        text(x, y, "end", line);
        y += 13;
    }
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
