#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickmark::ldap {

std::string to_base64(std::string_view bytes);
/// None for what is no base64.
std::optional<std::string> from_base64(std::string_view text);

/// The usual text of Active Directory's objectGUID ("6f9619ff-8b86-d011-b42d-00c04fc964ff"), whose
/// first three parts are little-endian; none where it is not 16 bytes.
std::optional<std::string> guid_text(std::string_view bytes);

/// The usual text of Active Directory's objectSid ("S-1-5-21-…"); none where it is malformed.
///
/// Source: [MS-DTYP] 2.4.2
std::optional<std::string> sid_text(std::string_view bytes);

} // namespace tickmark::ldap
