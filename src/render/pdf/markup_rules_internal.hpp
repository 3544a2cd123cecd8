#pragma once

#include "markup_internal.hpp"
#include <optional>

namespace tickmark::pdf {

bool is_void_element(std::string_view name) noexcept;
/// Elements that stand on lines of their own; the others flow in a line.
bool is_block_element(std::string_view name) noexcept;
/// What is wrong with an element or its attributes; nothing when it may stand.
std::optional<std::string> check_element(const MarkupNode& node);

/// Refuses rows, cells and items outside of their tables and lists, anything else inside of those,
/// and tables whose rows differ in length: no structure tree could tell a reader what belongs
/// where.
///
/// Errors: render_failed, naming the section and the text of what is wrong
void check_nesting(const MarkupNode& root, const std::string& section);

/// Whether a text has the form of a language tag (RFC 3066): "en-US".
bool is_language_tag(std::string_view text) noexcept;

} // namespace tickmark::pdf
