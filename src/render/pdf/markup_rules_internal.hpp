#pragma once

#include "markup_internal.hpp"
#include <optional>

namespace tickmark::pdf {

bool is_void_element(std::string_view name) noexcept;
/// Elements that stand on lines of their own; the others flow in a line.
bool is_block_element(std::string_view name) noexcept;
/// What is wrong with an element or its attributes; nothing when it may stand.
std::optional<std::string> check_element(const MarkupNode& node);

} // namespace tickmark::pdf
