#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include "formats/json_access_internal.hpp"
#include "ocsf/finding_internal.hpp"
#include "ocsf/vulnerabilities_internal.hpp"
#include <deque>
#include <fmt/format.h>
#include <istream>
#include <memory>

namespace tickmark::collectors {

namespace {

using namespace formats;
using namespace tickmark::ocsf;

/// Empty for a status that is none of the known ones.
std::string result_of(const JsonNode& finding) {
    std::string code = to_lower(text_at(finding, {"status_code"}));
    if (code.empty()) {
        code = to_lower(text_at(finding, {"compliance", "status"}));
    }
    if (code == "pass") {
        return "pass";
    }
    if (code == "fail") {
        // Somebody chose not to see it: that is neither a pass nor a plain failure.
        return is_muted(finding) ? "info" : "fail";
    }
    if (code == "manual" || code == "unknown" || code == "warning") {
        return "not-reviewed";
    }
    if (code == "not_applicable" || code == "not_available" || code == "not applicable") {
        return "not-applicable";
    }
    return code == "error" ? "error" : "";
}

/// "CIS-1.4:1.20": the framework and its requirement, as the tool names them.
std::vector<std::string> citations_of(const JsonNode& finding) {
    std::vector<std::string> all;
    if (const JsonNode* frameworks = node_at(finding, {"unmapped", "compliance"})) {
        for (const JsonNode& framework : frameworks->children) {
            for (const std::string& requirement : texts_at(framework, {})) {
                all.push_back(framework.name + ":" + requirement);
            }
        }
    }
    for (const std::string_view name : {"standards", "requirements"}) {
        for (std::string& text : texts_at(finding, {"compliance", name})) {
            all.push_back(std::move(text));
        }
    }
    return without_repeats(std::move(all));
}

/// Which findings a reader gives.
struct Wanted {
    bool weaknesses = false; ///< vulnerabilities; else evidence
    bool both = false;       ///< another reader of the same file gives the others
    bool may_be_empty = false;
};

/// Findings one after the other: a JSON array of them, or one a line.
class OcsfReader final: public ScanReader {
public:
    OcsfReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted, Wanted want) :
        ScanReader(
            payload.locator,
            std::move(wanted),
            want.weaknesses ? vulnerability_columns() : evidence_columns()),
        name_(payload.locator),
        want_(want),
        bytes_(open_input(payload.path)),
        scanner_(*bytes_, payload.locator),
        is_array_(scanner_.peek() == '[') {
        if (is_array_) {
            scanner_.take();
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        while (rows_.empty()) {
            if (!read_finding()) {
                require_some();
                return false;
            }
            ++count_;
        }
        row = std::move(rows_.front());
        rows_.pop_front();
        return true;
    }

private:
    bool read_finding() {
        if (is_array_) {
            if (ended_ || !scanner_.next_item(first_)) {
                end();
                return false;
            }
            add_rows(scanner_.read_value(), fmt::format("/{}", count_));
            return true;
        }
        if (scanner_.at_end()) {
            return false;
        }
        const std::string locator = fmt::format("line {}", scanner_.line());
        add_rows(scanner_.read_value(), locator);
        return true;
    }

    /// An export that came out empty must not read as a scan that found nothing.
    void require_some() const {
        if (count_ == 0 && !want_.may_be_empty) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name_,
                 "it has no findings",
                 name_,
                 "run the scan again; where none is right, say expect: {rows: \">= 0\"}"});
        }
    }

    void end() {
        ended_ = true;
        if (!scanner_.at_end()) {
            scanner_.fail_unexpected("the end of the document");
        }
    }

    /// The rows of one finding; those that belong to the source's other dataset are read there.
    void add_rows(const JsonNode& finding, const std::string& locator) {
        const bool is_weakness = class_of(finding) == vulnerability_finding;
        if (is_weakness != want_.weaknesses && want_.both && is_known(finding)) {
            return;
        }
        if (!want_.weaknesses) {
            fill(rows_.emplace_back(), finding);
        } else if (is_weakness) {
            for (ScanRow& row : vulnerabilities_of(finding, name_)) {
                rows_.push_back(std::move(row));
            }
        } else {
            rows_.emplace_back().fault =
                is_known(finding)
                    ? "class_uid is '" + class_of(finding) +
                          "': evidence, not a vulnerability; name both datasets to keep it"
                    : unknown_class(finding);
        }
        for (ScanRow& row : rows_) {
            row.locator = locator;
        }
    }

    static bool is_known(const JsonNode& finding) {
        const std::string kind = class_of(finding);
        return kind == vulnerability_finding || kind == compliance_finding ||
               kind == detection_finding;
    }

    static std::string unknown_class(const JsonNode& finding) {
        return "class_uid is '" + class_of(finding) +
               "', not that of a compliance (2003), detection (2004) or vulnerability finding "
               "(2002)";
    }

    void fill(ScanRow& row, const JsonNode& finding) const {
        const std::string tool = tool_of(finding);
        const std::string rule = first_of(
            {text_at(finding, {"metadata", "event_code"}),
             text_at(finding, {"compliance", "control"}),
             text_at(finding, {"finding_info", "uid"})});
        const std::string system = system_of(finding, name_);
        const std::string resource = resource_of(finding);
        const std::string severity = to_lower(text_at(finding, {"severity"}));
        row.set(
            "evidence_id",
            make_evidence_id({to_lower(tool), system, region_of(finding), rule, resource}));
        row.set("title", one_line(first_of({text_at(finding, {"finding_info", "title"}), rule})));
        row.set("kind", "scan");
        row.set("result", result_of(finding));
        row.set("effective_on", time_of(finding));
        row.set("system", system);
        row.set(
            "detail",
            joined_details(
                {severity.empty() ? "" : "severity " + severity,
                 resource.empty() ? "" : "resource " + resource,
                 one_line(first_of(
                     {text_at(finding, {"status_detail"}), text_at(finding, {"message"})})),
                 is_muted(finding) ? "muted in the tool" : ""}));
        row.set_list("citations", citations_of(finding));
        row.set("rule", rule);
        row.set("severity", severity);
        row.set("tool", tool_with_version(finding));
        check(row, finding);
    }

    static void check(ScanRow& row, const JsonNode& finding) {
        if (class_of(finding) == vulnerability_finding) {
            row.fault = "class_uid is '2002': a vulnerability; name the dataset vulnerabilities to "
                        "keep it";
        } else if (!is_known(finding)) {
            row.fault = unknown_class(finding);
        } else if (row.text("result").empty()) {
            row.fault = "status_code '" + text_at(finding, {"status_code"}) +
                        "' is neither PASS, FAIL nor MANUAL";
        } else if (row.text("rule").empty()) {
            row.fault = "a finding without the id of its check";
        }
    }

    std::string name_;
    Wanted want_;
    std::deque<ScanRow> rows_;
    std::unique_ptr<std::istream> bytes_;
    JsonScanner scanner_;
    bool is_array_;
    bool first_ = true;
    bool ended_ = false;
    std::int64_t count_ = 0; ///< of findings read
};

const std::vector<std::string>& ocsf_datasets() {
    static const std::vector<std::string> ids{"control_evidence", "vulnerabilities"};
    return ids;
}

/// Findings in the Open Cybersecurity Schema, as Prowler writes them: key path.
class Ocsf final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_scan(source, ocsf_datasets(), problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_scan(*this, source, context, ocsf_datasets());
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& target,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        const Wanted want{
            target.dataset == "vulnerabilities", source.targets.size() > 1, may_be_empty(source)};
        return std::make_unique<OcsfReader>(payload, std::move(wanted), want);
    }
};

} // namespace

const Collector& ocsf() {
    static const Ocsf collector;
    return collector;
}

} // namespace tickmark::collectors
