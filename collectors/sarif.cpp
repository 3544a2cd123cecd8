#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include "formats/json_access_internal.hpp"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace tickmark::collectors {

namespace {

using namespace formats;

const std::vector<std::string>& vulnerability_columns() {
    static const std::vector<std::string> columns{
        "vulnerability_id",
        "asset",
        "title",
        "severity",
        "cve",
        "found_on",
        "due_on",
        "fixed_on",
        "status",
        "rule",
        "level",
        "detail",
        "tool",
        "uri"};
    return columns;
}

/// Whether somebody's suppression of the result stands.
bool is_suppressed(const JsonNode& result) {
    const auto& all = items_at(result, {"suppressions"});
    return std::any_of(all.begin(), all.end(), [](const JsonNode& one) {
        const std::string status = text_at(one, {"status"});
        return status.empty() || status == "accepted";
    });
}

std::string suppression_of(const JsonNode& result) {
    for (const JsonNode& one : items_at(result, {"suppressions"})) {
        const std::string why = one_line(text_at(one, {"justification"}));
        return "suppressed (" + text_at(one, {"kind"}) + (why.empty() ? ")" : "): " + why);
    }
    return {};
}

/// The result's rule, by its index or its id, in the driver or an extension.
class Rules {
public:
    explicit Rules(const JsonNode& run) : run_(&run) {}

    const JsonNode* of(const JsonNode& result) const {
        const std::string extension = text_at(result, {"rule", "toolComponent", "index"});
        const JsonNode* component = node_at(*run_, {"tool", "driver"});
        if (!extension.empty()) {
            component = item(items_at(*run_, {"tool", "extensions"}), extension);
        }
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
        const std::string id = id_of(result);
        for (const JsonNode& rule : rules) {
            // "CA1000/1" is a more particular result of rule "CA1000".
            if (const std::string known = text_at(rule, {"id"});
                !known.empty() && (known == id || id.starts_with(known + "/"))) {
                return &rule;
            }
        }
        return nullptr;
    }

    static std::string id_of(const JsonNode& result) {
        std::string id = text_at(result, {"ruleId"});
        return id.empty() ? text_at(result, {"rule", "id"}) : id;
    }

private:
    static const JsonNode* item(const std::vector<JsonNode>& items, const std::string& index) {
        if (index.empty() || index.front() == '-') {
            return nullptr;
        }
        const auto at = static_cast<std::size_t>(std::strtoull(index.c_str(), nullptr, 10));
        return at < items.size() ? &items[at] : nullptr;
    }

    const JsonNode* run_;
};

std::string level_of(const JsonNode& result, const JsonNode* rule) {
    std::string level = text_at(result, {"level"});
    if (level.empty() && rule != nullptr) {
        level = text_at(*rule, {"defaultConfiguration", "level"});
    }
    return level.empty() ? "warning" : level;
}

/// What a result says of the rule; `kind` is fail where absent.
std::string result_of(const JsonNode& result, const std::string& level) {
    const std::string kind = text_at(result, {"kind"});
    if (kind == "pass") {
        return "pass";
    }
    if (kind == "notApplicable") {
        return "not-applicable";
    }
    if (kind == "open" || kind == "review") {
        return "not-reviewed";
    }
    if (kind == "informational" || is_suppressed(result) || level == "note" || level == "none" ||
        text_at(result, {"baselineState"}) == "absent") {
        return "info";
    }
    return "fail";
}

/// By the score that code scanners give in `security-severity`, else by the level.
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
    return without_repeats(std::move(all));
}

std::string cve_of(const std::string& rule, const std::vector<std::string>& citations) {
    if (rule.starts_with("CVE-")) {
        return rule;
    }
    const auto found = std::find_if(citations.begin(), citations.end(), [](const auto& citation) {
        return citation.starts_with("CVE-");
    });
    return found == citations.end() ? std::string() : *found;
}

std::string place_of(const JsonNode& result) {
    for (const JsonNode& location : items_at(result, {"locations"})) {
        const std::string uri = text_at(location, {"physicalLocation", "artifactLocation", "uri"});
        const std::string line = text_at(location, {"physicalLocation", "region", "startLine"});
        if (!uri.empty()) {
            return line.empty() ? uri : uri + ":" + line;
        }
    }
    return {};
}

/// What the tool gives to find the result again after lines moved, else its place.
std::string identity_of(const JsonNode& result) {
    for (const std::string_view name : {"fingerprints", "partialFingerprints"}) {
        const JsonNode* prints = member_of(result, name);
        if (prints != nullptr && !prints->children.empty()) {
            std::string first = prints->children.front().text;
            const std::string place = place_of(result);
            return place.substr(0, place.rfind(':')) + ":" + first;
        }
    }
    return place_of(result);
}

/// SARIF logs, whole in memory (64 MB at most).
class SarifReader final: public ScanReader {
public:
    SarifReader(
        const SpooledPayload& payload, std::vector<WantedColumn> wanted, bool vulnerabilities) :
        ScanReader(
            payload.locator,
            std::move(wanted),
            vulnerabilities ? vulnerability_columns() : evidence_columns()),
        name_(payload.locator),
        vulnerabilities_(vulnerabilities) {
        const auto bytes = open_input(payload.path);
        JsonScanner scanner(*bytes, payload.locator);
        document_ = scanner.read_value();
        if (items_at(document_, {"runs"}).empty()) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + payload.locator,
                 "it has no runs: not the result of a scan in SARIF",
                 payload.locator,
                 ""});
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        const auto& runs = items_at(document_, {"runs"});
        while (run_ < runs.size()) {
            const JsonNode& run = runs[run_];
            const auto& results = items_at(run, {"results"});
            if (at_ == 0) {
                check_finished(run);
            }
            if (at_ == results.size()) {
                ++run_;
                at_ = 0;
                continue;
            }
            const JsonNode& result = results[at_];
            row.locator = fmt::format("/runs/{}/results/{}", run_, at_);
            ++at_;
            const JsonNode* rule = Rules(run).of(result);
            if (!vulnerabilities_) {
                fill_evidence(row, run, result, rule);
                return true;
            }
            if (is_weakness(result, rule)) {
                fill_vulnerability(row, run, result, rule);
                return true;
            }
        }
        return false;
    }

private:
    /// No results from a run that broke off, or that leaves them in other files, are not none
    /// found.
    void check_finished(const JsonNode& run) const {
        for (const JsonNode& invocation : items_at(run, {"invocations"})) {
            if (text_at(invocation, {"executionSuccessful"}) == "false") {
                refuse("the tool says that its run was not successful");
            }
        }
        const JsonNode* results = member_of(run, "results");
        if (results == nullptr || results->kind != JsonNode::Kind::array) {
            refuse("a run without results: the tool did not look, or keeps them in another file");
        }
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(
            ErrorCode::source_failed, {"reading " + name_, why, name_, "run the scan again"});
    }

    /// A pass or something not applicable is no weakness; what was suppressed still is one.
    static bool is_weakness(const JsonNode& result, const JsonNode* rule) {
        const std::string kind = text_at(result, {"kind"});
        return (kind.empty() || kind == "fail" || kind == "open" || kind == "review") &&
               level_of(result, rule) != "none";
    }

    std::string target_of(const JsonNode& run) const {
        for (const JsonNode& place : items_at(run, {"versionControlProvenance"})) {
            if (std::string uri = text_at(place, {"repositoryUri"}); !uri.empty()) {
                return uri;
            }
        }
        std::string id = text_at(run, {"automationDetails", "id"});
        // What follows the last slash tells one run from the next; the rest is the same in all.
        if (const std::size_t slash = id.rfind('/'); slash != std::string::npos) {
            id.resize(slash);
        }
        return id.empty() ? file_stem(name_) : id;
    }

    static std::string tool_of(const JsonNode& run) {
        return text_at(run, {"tool", "driver", "name"});
    }

    static std::string time_of(const JsonNode& run) {
        std::string last;
        for (const JsonNode& invocation : items_at(run, {"invocations"})) {
            std::string at = text_at(invocation, {"endTimeUtc"});
            last = std::max(last, at.empty() ? text_at(invocation, {"startTimeUtc"}) : at);
        }
        return last;
    }

    static std::string title_of(const JsonNode& result, const JsonNode* rule) {
        const std::string title =
            rule == nullptr ? "" : text_at(*rule, {"shortDescription", "text"});
        const std::string message = text_at(result, {"message", "text"});
        return one_line(!title.empty() ? title : !message.empty() ? message : Rules::id_of(result));
    }

    std::string id_of(const JsonNode& run, const JsonNode& result) {
        return ids_.unique(make_evidence_id(
            {to_lower(tool_of(run)), target_of(run), Rules::id_of(result), identity_of(result)}));
    }

    void fill_shared(
        ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) const {
        row.set("title", title_of(result, rule));
        row.set("rule", Rules::id_of(result));
        row.set("severity", severity_of(rule, level_of(result, rule)));
        row.set("tool", tool_of(run) + " " + text_at(run, {"tool", "driver", "version"}));
        row.set("uri", place_of(result));
        row.set(
            "detail",
            joined_details(
                {"level " + level_of(result, rule),
                 one_line(text_at(result, {"message", "text"})),
                 suppression_of(result)}));
    }

    void
    fill_evidence(ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) {
        fill_shared(row, run, result, rule);
        row.set("evidence_id", id_of(run, result));
        row.set("kind", "scan");
        row.set("result", result_of(result, level_of(result, rule)));
        row.set("effective_on", time_of(run));
        row.set("system", target_of(run));
        row.set_list("citations", citations_of(result, rule));
    }

    void fill_vulnerability(
        ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) {
        fill_shared(row, run, result, rule);
        const bool is_gone = text_at(result, {"baselineState"}) == "absent";
        row.set("vulnerability_id", id_of(run, result));
        row.set("asset", target_of(run));
        row.set("level", level_of(result, rule));
        row.set("cve", cve_of(Rules::id_of(result), citations_of(result, rule)));
        row.set("found_on", text_at(result, {"provenance", "firstDetectionTimeUtc"}));
        row.set("status", is_gone ? "fixed" : is_suppressed(result) ? "suppressed" : "open");
    }

    std::string name_;
    bool vulnerabilities_;
    JsonNode document_;
    RepeatedIds ids_;
    std::size_t run_ = 0;
    std::size_t at_ = 0;
};

const std::vector<std::string>& sarif_datasets() {
    static const std::vector<std::string> ids{"control_evidence", "vulnerabilities"};
    return ids;
}

/// Static analysis results (SARIF 2.1.0) as evidence or as vulnerabilities: key path.
class Sarif final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_scan(source, sarif_datasets(), problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_scan(*this, source, context, sarif_datasets());
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return std::make_unique<SarifReader>(
            payload, std::move(wanted), source.dataset == "vulnerabilities");
    }
};

} // namespace

const Collector& sarif() {
    static const Sarif collector;
    return collector;
}

} // namespace tickmark::collectors
