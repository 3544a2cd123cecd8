#include "tickmark/config/render_settings.hpp"

#include "source_internal.hpp"
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace tickmark {

namespace {

constexpr double least_contrast = 4.5; ///< of text on its ground (WCAG 2, level AA)

/// Relative luminance of "#24506e" as WCAG 2 defines it; -1 where it is no colour.
double luminance_of(const std::string& colour) {
    if (colour.size() != 7) {
        return -1;
    }
    constexpr std::array<double, 3> weights{0.2126, 0.7152, 0.0722};
    double luminance = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        unsigned value = 0;
        const char* first = colour.data() + 1 + 2 * i;
        if (std::from_chars(first, first + 2, value, 16).ptr != first + 2) {
            return -1;
        }
        const double part = value / 255.0;
        luminance += weights.at(i) *
                     (part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
    }
    return luminance;
}

void check_accent(const Node& node, Problems& problems) {
    const double luminance = luminance_of(node.text());
    const double contrast = 1.05 / (luminance + 0.05);
    if (luminance >= 0 && contrast < least_contrast) {
        problems.push_back(
            {node.at(),
             fmt::format(
                 "accent: headings in {} are hard to read on white (contrast {:.1f}, {} is "
                 "needed); "
                 "take a darker one",
                 node.text(),
                 contrast,
                 least_contrast)});
    }
}

template <class Number>
Number whole_number(const Node& node, const char* key, Number fallback) {
    const std::string text = node.text_of(key);
    Number value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc() && read.ptr == end && !text.empty() ? value : fallback;
}

} // namespace

RenderSettings read_render_settings(const Workspace& workspace, Problems& problems) {
    RenderSettings settings;
    const Node* node = workspace.root_node.find("render");
    if (node == nullptr || !node->is_map()) {
        return settings;
    }
    const std::string logo = node->text_of("logo");
    settings.logo = logo.empty() ? "" : config_internal::absolute_path(workspace.root, logo);
    settings.accent = node->text_of("accent");
    if (const Node* accent = node->find("accent")) {
        check_accent(*accent, problems);
    }
    settings.watermark = node->text_of("watermark");
    settings.accessible = node->text_of("accessible", "true") == "true";
    settings.attachments = node->text_of("attachments", "true") == "true";
    settings.bates_width = whole_number(*node, "bates_width", settings.bates_width);
    settings.bates_start = whole_number(*node, "bates_start", settings.bates_start);
    return settings;
}

} // namespace tickmark
