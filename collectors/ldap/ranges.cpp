#include "tickmark/base/text.hpp"

#include "ranges_internal.hpp"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace tickmark::ldap {

namespace {

/// "member;range=0-1499" in its parts.
struct Part {
    std::string attribute;
    long long first = 0;
    std::optional<long long> last; ///< none: "*", there is no more
};

std::optional<Part> part_of(std::string_view name) {
    constexpr std::string_view mark = ";range=";
    const std::size_t at = to_lower(name).find(mark);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const std::string_view range = name.substr(at + mark.size());
    const std::size_t dash = range.find('-');
    Part part{std::string(name.substr(0, at)), 0, {}};
    const auto number = [](std::string_view text, long long& into) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
        return read.ec == std::errc() && read.ptr == text.data() + text.size();
    };
    if (dash == std::string_view::npos || !number(range.substr(0, dash), part.first)) {
        return std::nullopt;
    }
    const std::string_view end = range.substr(dash + 1);
    long long last = 0;
    if (end != "*" && !number(end, last)) {
        return std::nullopt;
    }
    part.last = end == "*" ? std::nullopt : std::optional(last);
    return part;
}

/// The part of `attribute` that begins at `first`, or nothing.
const LdapAttribute*
find_part(const LdapEntry& entry, const std::string& attribute, long long first) {
    for (const LdapAttribute& one : entry.attributes) {
        const auto part = part_of(one.name);
        if (part && to_lower(part->attribute) == to_lower(attribute) && part->first == first) {
            return &one;
        }
    }
    return nullptr;
}

/// Adds what follows `part` to `values`.
std::string
ask_rest(const std::string& dn, Part part, std::vector<std::string>& values, const AskEntry& ask) {
    while (part.last) {
        LdapSearch rest;
        rest.base = dn;
        rest.scope = LdapScope::base;
        const long long first = *part.last + 1;
        rest.attributes = {fmt::format("{};range={}-*", part.attribute, first)};
        const LdapPage page = ask(rest);
        if (!page.status.ok()) {
            return page.status.words;
        }
        const LdapAttribute* more =
            page.entries.empty() ? nullptr : find_part(page.entries.front(), part.attribute, first);
        if (more == nullptr || more->values.empty()) {
            return fmt::format("the server did not give {} from {} on", part.attribute, first);
        }
        values.insert(values.end(), more->values.begin(), more->values.end());
        const Part next = *part_of(more->name);
        if (next.last && *next.last < first) {
            return "the server counts backwards: " + more->name;
        }
        part = next;
    }
    return {};
}

} // namespace

std::string complete_ranges(LdapEntry& entry, const AskEntry& ask) {
    std::vector<LdapAttribute> whole;
    std::vector<std::string> ranged;
    for (LdapAttribute& attribute : entry.attributes) {
        auto part = part_of(attribute.name);
        if (!part) {
            whole.push_back(std::move(attribute));
            continue;
        }
        LdapAttribute all{part->attribute, std::move(attribute.values)};
        if (std::string fault = ask_rest(entry.dn, *part, all.values, ask); !fault.empty()) {
            return entry.dn + ": " + fault;
        }
        ranged.push_back(to_lower(all.name));
        whole.push_back(std::move(all));
    }
    // The attribute itself comes too, without values, beside its first part.
    std::erase_if(whole, [&](const LdapAttribute& attribute) {
        return attribute.values.empty() &&
               std::find(ranged.begin(), ranged.end(), to_lower(attribute.name)) != ranged.end();
    });
    entry.attributes = std::move(whole);
    return {};
}

} // namespace tickmark::ldap
