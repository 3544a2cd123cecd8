#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include "formats/sarif_internal.hpp"
#include <algorithm>
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

std::string cve_of(const std::string& rule, const std::vector<std::string>& citations) {
    if (rule.starts_with("CVE-")) {
        return rule;
    }
    const auto found = std::find_if(citations.begin(), citations.end(), [](const auto& citation) {
        return citation.starts_with("CVE-");
    });
    return found == citations.end() ? std::string() : *found;
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
                 "have the tool write SARIF 2.1.0, or check path"});
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
            const JsonNode* rule = rule_of(run, result);
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
        return one_line(!title.empty() ? title : !message.empty() ? message : rule_id(result));
    }

    std::string id_of(const JsonNode& run, const JsonNode& result) {
        return ids_.unique(make_evidence_id(
            {to_lower(tool_of(run)), target_of(run), rule_id(result), identity_of(result)}));
    }

    void fill_shared(
        ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) const {
        row.set("title", title_of(result, rule));
        row.set("rule", rule_id(result));
        row.set("severity", severity_of(rule, level_of(result, rule)));
        row.set("tool", tool_of(run) + " " + text_at(run, {"tool", "driver", "version"}));
        row.set("uri", place_of(result));
        row.set(
            "detail",
            joined_details(
                {"level " + level_of(result, rule),
                 one_line(text_at(result, {"message", "text"})),
                 one_line(suppression_of(result))}));
    }

    void
    fill_evidence(ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) {
        fill_shared(row, run, result, rule);
        row.set("evidence_id", id_of(run, result));
        row.set("kind", "scan");
        row.set("result", result_of(result, level_of(result, rule)));
        row.set("effective_on", time_of(run));
        row.set("system", target_of(run));
        row.set_list("citations", without_repeats(citations_of(result, rule)));
    }

    void fill_vulnerability(
        ScanRow& row, const JsonNode& run, const JsonNode& result, const JsonNode* rule) {
        fill_shared(row, run, result, rule);
        const bool is_gone = text_at(result, {"baselineState"}) == "absent";
        row.set("vulnerability_id", id_of(run, result));
        row.set("asset", target_of(run));
        row.set("level", level_of(result, rule));
        row.set("cve", cve_of(rule_id(result), citations_of(result, rule)));
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
        const SourceConfig& /*source*/,
        const SourceTarget& target,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return std::make_unique<SarifReader>(
            payload, std::move(wanted), target.dataset == "vulnerabilities");
    }
};

} // namespace

const Collector& sarif() {
    static const Sarif collector;
    return collector;
}

} // namespace tickmark::collectors
