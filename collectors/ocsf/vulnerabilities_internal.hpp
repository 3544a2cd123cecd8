#pragma once

#include "tickmark/collect/scan_reader.hpp"

#include "finding_internal.hpp"
#include <string>
#include <vector>

namespace tickmark::ocsf {

/// The columns that a vulnerability finding fills.
const std::vector<std::string>& vulnerability_columns();

/// A row for each weakness that a vulnerability finding (class 2002) lists; where it lists none,
/// one row with its fault. Rows are without locator.
std::vector<ScanRow> vulnerabilities_of(const formats::JsonNode& finding, const std::string& file);

} // namespace tickmark::ocsf
