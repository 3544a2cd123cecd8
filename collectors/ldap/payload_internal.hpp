#pragma once

#include "tickmark/base/row_reader.hpp"
#include "tickmark/ports/ldap.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::ldap {

/// An attribute as a payload keeps it.
struct StoredAttribute {
    std::string name;                ///< as the server wrote it
    std::vector<std::string> values; ///< bytes, sorted
};

/// An entry as a payload keeps it; attributes by their name in lower case.
struct StoredEntry {
    std::string dn;
    std::map<std::string, StoredAttribute, std::less<>> attributes;

    /// The values of an attribute (case ignored), or nothing.
    const std::vector<std::string>* find(std::string_view name) const;
    /// Its first value, or empty.
    std::string text(std::string_view name) const;
};

/// An entry as one line of JSON: name first, attributes and values sorted by bytes, so that the
/// same entry is the same line from run to run. What is no text is {"base64":"…"}.
///
/// Shape:  docs/formats.md "directory payload v1"
std::string entry_line(const LdapEntry& entry);

/// Whether an attribute's values are bytes whatever they look like (objectGUID, jpegPhoto, …).
bool is_binary(std::string_view attribute);

/// Rows of such a payload; locators are "line N".
///
/// Errors: source_failed: it is no such payload, or a column is no attribute
std::unique_ptr<RowReader> open_directory_payload(
    const std::string& path, const std::string& name, const std::vector<WantedColumn>& wanted);

} // namespace tickmark::ldap
