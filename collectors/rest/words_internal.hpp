#pragma once

#include "tickmark/collect/collector.hpp"
#include "tickmark/ports/http.hpp"

#include <string>
#include <string_view>

namespace tickmark::rest {

std::string base64(std::string_view bytes);

Outcome outcome_of(HttpFault fault) noexcept;
/// Of an answer that is none of 200 to 299.
Outcome outcome_of(int status) noexcept;

std::string_view hint_for(HttpFault fault) noexcept;
std::string_view hint_for(int status) noexcept;

} // namespace tickmark::rest
