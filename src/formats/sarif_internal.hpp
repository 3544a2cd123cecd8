#pragma once

#include "formats/json_access_internal.hpp"
#include <string>
#include <vector>

namespace tickmark::formats {

// What a result of a SARIF 2.1.0 run says, its rule (or nullptr) at hand.

std::string rule_id(const JsonNode& result);
/// The result's rule, by its index or its id, in the driver or an extension; nullptr when absent.
const JsonNode* rule_of(const JsonNode& run, const JsonNode& result);
/// error, warning, note or none.
std::string level_of(const JsonNode& result, const JsonNode* rule);
/// By the score that code scanners give in `security-severity`, else by the level.
std::string severity_of(const JsonNode* rule, const std::string& level);
/// Taxa of the result, and those its rule is related to: "CWE-120".
std::vector<std::string> citations_of(const JsonNode& result, const JsonNode* rule);
/// Whether somebody's suppression of the result stands.
bool is_suppressed(const JsonNode& result);
/// "suppressed (inSource): …"; empty when nobody did.
std::string suppression_of(const JsonNode& result);
/// "src/a.c:36"; empty when absent.
std::string place_of(const JsonNode& result);
/// What the tool gives to find the result again after lines moved, else its place.
std::string identity_of(const JsonNode& result);

} // namespace tickmark::formats
