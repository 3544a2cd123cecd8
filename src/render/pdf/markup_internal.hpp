#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tickmark::pdf {

struct MarkupAttribute {
    std::string name;
    std::string value; ///< character references resolved
};

/// An element or a run of text of a section.
struct MarkupNode {
    std::string name; ///< lower case as in HTML; empty for text
    std::string text; ///< of a text node, character references as written
    std::vector<MarkupAttribute> attributes;
    std::vector<MarkupNode> children;
    bool foreign = false; ///< inside <svg>

    bool is_text() const noexcept { return name.empty(); }
    bool is_blank() const noexcept;
    /// The attribute's value, or null.
    const std::string* attribute(std::string_view key) const noexcept;
    bool has_class(std::string_view word) const;
};

/// Reads a section's HTML and refuses what docs/pdf.md does not allow: the first of the layers
/// between data and the engine (then the policy in the page, the engine's switches and the kernel).
///
/// Errors: render_failed, naming the section and the element
MarkupNode read_markup(std::string_view html, const std::string& section);

/// Text with & < > and " escaped.
std::string escape_markup(std::string_view text);

/// Text of character references resolved: &amp; &lt; &gt; &quot; &apos; &nbsp; and numbers.
std::string unescape_markup(std::string_view text);

/// All text below a node, white space collapsed.
std::string text_of(const MarkupNode& node);

} // namespace tickmark::pdf
