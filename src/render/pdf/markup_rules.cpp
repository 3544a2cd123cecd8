#include "tickmark/base/text.hpp"

#include "markup_rules_internal.hpp"
#include <algorithm>
#include <array>

namespace tickmark::pdf {

namespace {

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 4> void_elements{"br", "hr", "img", "wbr"};
constexpr std::array<std::string_view, 29> block_elements{
    "section", "article", "div", "header",     "footer",    "h1",    "h2", "h3",
    "h4",      "h5",      "h6",  "p",          "pre",       "ul",    "ol", "li",
    "dl",      "dt",      "dd",  "table",      "thead",     "tbody", "tr", "th",
    "td",      "figure",  "hr",  "figcaption", "blockquote"};
constexpr std::array<std::string_view, 20> inline_elements{
    "a",   "span", "strong", "em",   "b", "i",  "u",   "s",   "small", "sub",
    "sup", "code", "kbd",    "abbr", "q", "br", "wbr", "img", "time",  "mark"};
constexpr std::array<std::string_view, 13> drawing_elements{
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "title",
    "desc"};
constexpr std::array<std::string_view, 16> plain_attributes{
    "id",
    "class",
    "style",
    "lang",
    "dir",
    "title",
    "alt",
    "src",
    "href",
    "role",
    "scope",
    "datetime",
    "width",
    "height",
    "start",
    "value"};

bool starts_with(std::string_view text, std::string_view start) noexcept {
    return text.substr(0, start.size()) == start;
}

bool style_is_harmless(std::string_view value) {
    const std::string low = to_lower(value);
    return low.find('\\') == std::string::npos && low.find("url(") == std::string::npos &&
           low.find("expression") == std::string::npos && low.find("@import") == std::string::npos;
}

bool picture_is_harmless(std::string_view source) {
    return starts_with(source, "image:") || starts_with(source, "data:image/png;base64,") ||
           starts_with(source, "data:image/jpeg;base64,");
}

bool name_is_known(const MarkupNode& node) {
    if (node.foreign) {
        return holds(drawing_elements, node.name);
    }
    return is_block_element(node.name) || holds(inline_elements, node.name);
}

bool attribute_is_known(const MarkupNode& node, std::string_view name) {
    if (starts_with(name, "on") || name.find(':') != std::string_view::npos) {
        return false;
    }
    if (starts_with(name, "aria-") || starts_with(name, "data-")) {
        return true;
    }
    if (node.foreign) {
        return name != "href" && name != "src";
    }
    return holds(plain_attributes, name);
}

} // namespace

bool is_void_element(std::string_view name) noexcept {
    return holds(void_elements, name);
}

bool is_block_element(std::string_view name) noexcept {
    return holds(block_elements, name);
}

std::optional<std::string> check_element(const MarkupNode& node) {
    if (!name_is_known(node)) {
        return "<" + node.name + "> is not allowed";
    }
    for (const MarkupAttribute& attribute : node.attributes) {
        if (!attribute_is_known(node, attribute.name)) {
            return "attribute " + attribute.name + " of <" + node.name + "> is not allowed";
        }
        const bool is_source = attribute.name == "src";
        if (is_source ? !picture_is_harmless(attribute.value)
                      : attribute.name != "href" && attribute.name != "alt" &&
                            (attribute.name == "style" || node.foreign) &&
                            !style_is_harmless(attribute.value)) {
            return "the value of " + attribute.name + " of <" + node.name + "> is not allowed";
        }
    }
    if (const std::string* language = node.attribute("lang");
        language != nullptr && !is_language_tag(*language)) {
        return "\"" + *language + "\" is no language (write en-US)";
    }
    if (node.name == "img" && node.attribute("alt") == nullptr) {
        return std::string("<img> needs an alt text");
    }
    return std::nullopt;
}

} // namespace tickmark::pdf
