#include "formats/sarif_internal.hpp"
#include <algorithm>
#include <cstdlib>

namespace tickmark::formats {

bool is_suppressed(const JsonNode& result) {
    const auto& all = items_at(result, {"suppressions"});
    return std::any_of(all.begin(), all.end(), [](const JsonNode& one) {
        const std::string status = text_at(one, {"status"});
        return status.empty() || status == "accepted";
    });
}

std::string suppression_of(const JsonNode& result) {
    const auto& all = items_at(result, {"suppressions"});
    if (all.empty()) {
        return {};
    }
    const std::string why = text_at(all.front(), {"justification"});
    return "suppressed (" + text_at(all.front(), {"kind"}) + (why.empty() ? ")" : "): " + why);
}

namespace {

const JsonNode* item(const std::vector<JsonNode>& items, const std::string& index) {
    if (index.empty() || index.front() == '-') {
        return nullptr;
    }
    const auto at = static_cast<std::size_t>(std::strtoull(index.c_str(), nullptr, 10));
    return at < items.size() ? &items[at] : nullptr;
}

} // namespace

std::string rule_id(const JsonNode& result) {
    std::string id = text_at(result, {"ruleId"});
    return id.empty() ? text_at(result, {"rule", "id"}) : id;
}

const JsonNode* rule_of(const JsonNode& run, const JsonNode& result) {
    const std::string extension = text_at(result, {"rule", "toolComponent", "index"});
    const JsonNode* component = extension.empty()
                                    ? node_at(run, {"tool", "driver"})
                                    : item(items_at(run, {"tool", "extensions"}), extension);
    if (component == nullptr) {
        return nullptr;
    }
    const auto& rules = items_at(*component, {"rules"});
    std::string index = text_at(result, {"ruleIndex"});
    if (index.empty()) {
        index = text_at(result, {"rule", "index"});
    }
    if (const JsonNode* rule = item(rules, index)) {
        return rule;
    }
    const std::string id = rule_id(result);
    for (const JsonNode& rule : rules) {
        // "CA1000/1" is a more particular result of rule "CA1000".
        const std::string known = text_at(rule, {"id"});
        if (!known.empty() && (known == id || id.starts_with(known + "/"))) {
            return &rule;
        }
    }
    return nullptr;
}

std::string level_of(const JsonNode& result, const JsonNode* rule) {
    std::string level = text_at(result, {"level"});
    if (level.empty() && rule != nullptr) {
        level = text_at(*rule, {"defaultConfiguration", "level"});
    }
    return level.empty() ? "warning" : level;
}

std::string severity_of(const JsonNode* rule, const std::string& level) {
    constexpr double critical = 9;
    constexpr double high = 7;
    constexpr double medium = 4;
    const std::string score =
        rule == nullptr ? "" : text_at(*rule, {"properties", "security-severity"});
    if (!score.empty()) {
        const double value = std::strtod(score.c_str(), nullptr);
        return value >= critical ? "critical"
               : value >= high   ? "high"
               : value >= medium ? "medium"
                                 : "low";
    }
    return level == "error" ? "high" : level == "warning" ? "medium" : "low";
}

std::vector<std::string> citations_of(const JsonNode& result, const JsonNode* rule) {
    std::vector<std::string> all;
    for (const JsonNode& taxon : items_at(result, {"taxa"})) {
        all.push_back(text_at(taxon, {"id"}));
    }
    if (rule != nullptr) {
        for (const JsonNode& relation : items_at(*rule, {"relationships"})) {
            all.push_back(text_at(relation, {"target", "id"}));
        }
        for (const std::string& tag : texts_at(*rule, {"properties", "tags"})) {
            const std::size_t cwe = tag.find("cwe-");
            if (tag.starts_with("external/cwe/") && cwe != std::string::npos) {
                all.push_back("CWE-" + tag.substr(cwe + std::string_view("cwe-").size()));
            } else if (tag.starts_with("CWE-") || tag.starts_with("CVE-")) {
                all.push_back(tag);
            }
        }
    }
    all.erase(std::remove(all.begin(), all.end(), std::string()), all.end());
    return all;
}

std::string place_of(const JsonNode& result) {
    for (const JsonNode& location : items_at(result, {"locations"})) {
        std::string place = text_at(location, {"physicalLocation", "artifactLocation", "uri"});
        const std::string line = text_at(location, {"physicalLocation", "region", "startLine"});
        if (place.empty()) {
            continue;
        }
        return line.empty() ? place : place.append(":").append(line);
    }
    return {};
}

std::string identity_of(const JsonNode& result) {
    for (const std::string_view name : {"fingerprints", "partialFingerprints"}) {
        const JsonNode* prints = member_of(result, name);
        if (prints != nullptr && !prints->children.empty()) {
            std::string identity = place_of(result);
            if (const std::size_t colon = identity.rfind(':'); colon != std::string::npos) {
                identity.resize(colon);
            }
            return identity.append(":").append(prints->children.front().text);
        }
    }
    return place_of(result);
}

} // namespace tickmark::formats
