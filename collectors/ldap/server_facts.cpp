#include "server_facts_internal.hpp"
#include <algorithm>

namespace tickmark::ldap {

namespace {

constexpr std::string_view paged_results = "1.2.840.113556.1.4.319";

std::string first_of(const LdapEntry& entry, std::string_view name) {
    const auto* values = entry.find(name);
    return values == nullptr || values->empty() ? std::string() : values->front();
}

bool holds(const LdapEntry& entry, std::string_view name, std::string_view value) {
    const auto* values = entry.find(name);
    return values != nullptr && std::find(values->begin(), values->end(), value) != values->end();
}

std::string product_of(const LdapEntry& root) {
    const std::string vendor = first_of(root, "vendorName");
    const std::string version = first_of(root, "vendorVersion");
    if (!vendor.empty()) {
        return version.empty() ? vendor : vendor + " " + version;
    }
    if (holds(root, "objectClass", "OpenLDAProotDSE")) {
        return "OpenLDAP";
    }
    const std::string level = first_of(root, "domainControllerFunctionality");
    return level.empty() ? version : "Active Directory, functional level " + level;
}

} // namespace

ServerFacts read_server_facts(LdapConnection& connection) {
    LdapSearch root;
    root.scope = LdapScope::base;
    root.attributes = {
        "objectClass",
        "vendorName",
        "vendorVersion",
        "supportedControl",
        "subschemaSubentry",
        "dnsHostName",
        "domainControllerFunctionality"};
    const LdapPage page = connection.search(root);
    ServerFacts facts;
    if (!page.status.ok() || page.entries.empty()) {
        return facts; // many hide it from strangers; the search itself shows what the server can do
    }
    const LdapEntry& entry = page.entries.front();
    facts.product = product_of(entry);
    facts.host = first_of(entry, "dnsHostName");
    facts.schema = first_of(entry, "subschemaSubentry");
    if (entry.find("supportedControl") != nullptr) {
        facts.pages = holds(entry, "supportedControl", paged_results);
    }
    return facts;
}

} // namespace tickmark::ldap
