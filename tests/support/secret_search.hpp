#pragma once

#include <string>
#include <vector>

namespace tickmark::testing {

/// Files below `folder` (payloads unpacked) that hold `text`; `except` names one that may.
std::vector<std::string>
files_that_hold(const std::string& folder, const std::string& text, const std::string& except);

} // namespace tickmark::testing
