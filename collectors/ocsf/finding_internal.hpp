#pragma once

#include "formats/json_access_internal.hpp"
#include <initializer_list>
#include <string>
#include <string_view>

namespace tickmark::ocsf {

// What findings of every class say alike (schema.ocsf.io).

constexpr std::string_view vulnerability_finding = "2002";
constexpr std::string_view compliance_finding = "2003";
constexpr std::string_view detection_finding = "2004";

std::string class_of(const formats::JsonNode& finding);
/// A count of milliseconds or seconds as an ISO time; empty for anything else.
std::string moment(const std::string& text);
/// When the tool says so.
std::string time_of(const formats::JsonNode& finding);
/// Somebody chose not to see it.
bool is_muted(const formats::JsonNode& finding);
std::string tool_of(const formats::JsonNode& finding);
std::string tool_with_version(const formats::JsonNode& finding);
/// The account or the machine; the file's name where the finding says neither.
std::string system_of(const formats::JsonNode& finding, const std::string& file);
std::string region_of(const formats::JsonNode& finding);
std::string resource_of(const formats::JsonNode& finding);

/// The first that is not empty.
std::string first_of(std::initializer_list<std::string> texts);

} // namespace tickmark::ocsf
