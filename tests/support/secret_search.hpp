#pragma once

#include <map>
#include <string>
#include <vector>

namespace tickmark::testing {

/// Every file below `folder` with its content, payloads, workbooks and PDFs unpacked.
std::map<std::string, std::string> contents_below(const std::string& folder);

/// Files below `folder` (payloads, workbooks and PDFs unpacked) that hold `text`; `except` names
/// one that may.
std::vector<std::string>
files_that_hold(const std::string& folder, const std::string& text, const std::string& except);

} // namespace tickmark::testing
