#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include "formats/json_access_internal.hpp"
#include <charconv>
#include <fmt/format.h>
#include <istream>
#include <memory>

namespace tickmark::collectors {

namespace {

using namespace formats;

constexpr std::string_view compliance_finding = "2003";
constexpr std::string_view detection_finding = "2004";

/// The schema counts milliseconds; some tools write seconds. No scan is from 1970.
std::string moment(const std::string& text) {
    constexpr std::int64_t first_in_milliseconds = 100'000'000'000;
    constexpr std::int64_t a_second = 1000;
    std::int64_t count = 0;
    const auto end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, count);
    if (text.empty() || error != std::errc() || last != end) {
        return {};
    }
    return Instant(count < first_in_milliseconds ? count * a_second : count).iso();
}

std::string time_of(const JsonNode& finding) {
    std::string at = moment(text_at(finding, {"time"}));
    return at.empty() ? text_at(finding, {"time_dt"}) : at;
}

bool is_muted(const JsonNode& finding) {
    return to_lower(text_at(finding, {"status"})) == "suppressed" ||
           text_at(finding, {"status_id"}) == "3";
}

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

std::string first_of(std::initializer_list<std::string> texts) {
    for (const std::string& text : texts) {
        if (!text.empty()) {
            return text;
        }
    }
    return {};
}

/// Findings one after the other: a JSON array of them, or one a line.
class OcsfReader final: public ScanReader {
public:
    OcsfReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)),
        name_(payload.locator),
        bytes_(open_input(payload.path)),
        scanner_(*bytes_, payload.locator),
        is_array_(scanner_.peek() == '[') {
        if (is_array_) {
            scanner_.take();
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        if (is_array_) {
            if (ended_ || !scanner_.next_item(first_)) {
                end();
                return false;
            }
            row.locator = fmt::format("/{}", count_++);
        } else {
            if (scanner_.at_end()) {
                return false;
            }
            row.locator = fmt::format("line {}", scanner_.line());
        }
        fill(row, scanner_.read_value());
        return true;
    }

private:
    void end() {
        ended_ = true;
        if (!scanner_.at_end()) {
            scanner_.fail_unexpected("the end of the document");
        }
    }

    static std::string resource_of(const JsonNode& finding) {
        std::string resource = text_at(finding, {"resource", "uid"});
        for (const JsonNode& one : items_at(finding, {"resources"})) {
            if (resource.empty()) {
                resource = first_of({text_at(one, {"uid"}), text_at(one, {"name"})});
            }
        }
        return resource;
    }

    static std::string region_of(const JsonNode& finding) {
        std::string region = text_at(finding, {"cloud", "region"});
        for (const JsonNode& one : items_at(finding, {"resources"})) {
            if (region.empty()) {
                region = text_at(one, {"region"});
            }
        }
        return region;
    }

    void fill(ScanRow& row, const JsonNode& finding) const {
        const std::string tool = first_of(
            {text_at(finding, {"metadata", "product", "name"}),
             text_at(finding, {"metadata", "product", "vendor_name"}),
             "ocsf"});
        const std::string rule = first_of(
            {text_at(finding, {"metadata", "event_code"}),
             text_at(finding, {"compliance", "control"}),
             text_at(finding, {"finding_info", "uid"})});
        const std::string system = first_of(
            {text_at(finding, {"cloud", "account", "uid"}),
             text_at(finding, {"device", "hostname"}),
             file_stem(name_)});
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
        row.set("tool", tool + " " + text_at(finding, {"metadata", "product", "version"}));
        check(row, finding);
    }

    static void check(ScanRow& row, const JsonNode& finding) {
        const std::string kind = text_at(finding, {"class_uid"});
        if (kind != compliance_finding && kind != detection_finding) {
            row.fault = "class_uid is '" + kind +
                        "', not that of a compliance finding (2003) or detection finding (2004)";
        } else if (row.text("result").empty()) {
            row.fault = "status_code '" + text_at(finding, {"status_code"}) +
                        "' is neither PASS, FAIL nor MANUAL";
        } else if (row.text("rule").empty()) {
            row.fault = "a finding without the id of its check";
        }
    }

    std::string name_;
    std::unique_ptr<std::istream> bytes_;
    JsonScanner scanner_;
    bool is_array_;
    bool first_ = true;
    bool ended_ = false;
    std::int64_t count_ = 0;
};

} // namespace

/// Findings in the Open Cybersecurity Schema, as Prowler writes them: key path.
const Collector& ocsf() {
    static const EvidenceScan<OcsfReader> collector;
    return collector;
}

} // namespace tickmark::collectors
