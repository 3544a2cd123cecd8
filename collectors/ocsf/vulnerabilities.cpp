#include "tickmark/base/text.hpp"

#include "vulnerabilities_internal.hpp"
#include <array>

namespace tickmark::ocsf {

using namespace formats;

namespace {

/// Names of status_id, of which not every tool writes the word.
std::string status_of(const JsonNode& finding) {
    constexpr std::array<std::string_view, 7> words{
        "open", "open", "in-progress", "suppressed", "fixed", "archived", "deleted"};
    const std::string id = text_at(finding, {"status_id"});
    if (id.size() == 1 && id.front() >= '0' && id.front() <= '6') {
        return std::string(words.at(static_cast<std::size_t>(id.front() - '0')));
    }
    const std::string status = to_lower(text_at(finding, {"status"}));
    if (status.empty() || status == "new") {
        return "open";
    }
    return status == "resolved" ? "fixed" : status;
}

/// The first detection; the time of the finding itself only says when it was looked at.
std::string found_on(const JsonNode& finding, const JsonNode& weakness) {
    return first_of(
        {moment(text_at(weakness, {"first_seen_time"})),
         text_at(weakness, {"first_seen_time_dt"}),
         moment(text_at(finding, {"finding_info", "first_seen_time"})),
         text_at(finding, {"finding_info", "first_seen_time_dt"})});
}

std::string packages_of(const JsonNode& weakness) {
    std::string all;
    for (const JsonNode& one : items_at(weakness, {"affected_packages"})) {
        const std::string name = text_at(one, {"name"});
        if (!name.empty()) {
            all += (all.empty() ? "" : ", ") + name + " " + text_at(one, {"version"});
        }
    }
    return std::string(trim(all));
}

ScanRow row_of(const JsonNode& finding, const JsonNode& weakness, const std::string& file) {
    const std::string cve = text_at(weakness, {"cve", "uid"});
    const std::string advisory = text_at(weakness, {"advisory", "uid"});
    const std::string cwe = text_at(weakness, {"cwe", "uid"});
    const std::string check = text_at(finding, {"metadata", "event_code"});
    const std::string name =
        first_of({cve, advisory, cwe, check, text_at(finding, {"finding_info", "uid"})});
    const std::string packages = packages_of(weakness);
    ScanRow row;
    row.set("vulnerability_id", make_evidence_id({to_lower(tool_of(finding)), name, packages}));
    row.set("asset", first_of({resource_of(finding), system_of(finding, file)}));
    row.set(
        "title",
        one_line(first_of(
            {text_at(weakness, {"title"}), text_at(finding, {"finding_info", "title"}), name})));
    row.set(
        "severity",
        to_lower(first_of({text_at(weakness, {"severity"}), text_at(finding, {"severity"})})));
    row.set("cve", cve);
    row.set("found_on", found_on(finding, weakness));
    row.set("status", is_muted(finding) ? "suppressed" : status_of(finding));
    row.set("rule", first_of({check, name}));
    row.set("detail", joined_details({packages, one_line(text_at(weakness, {"desc"}))}));
    row.set("tool", tool_with_version(finding));
    row.set("uri", text_at(finding, {"finding_info", "src_url"}));
    if (name.empty()) {
        row.fault = "a weakness without the id of a CVE, an advisory or a check";
    }
    return row;
}

} // namespace

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
        "detail",
        "tool",
        "uri"};
    return columns;
}

std::vector<ScanRow> vulnerabilities_of(const JsonNode& finding, const std::string& file) {
    std::vector<ScanRow> rows;
    for (const JsonNode& weakness : items_at(finding, {"vulnerabilities"})) {
        rows.push_back(row_of(finding, weakness, file));
    }
    if (rows.empty()) {
        rows.emplace_back().fault = "a vulnerability finding that lists no vulnerabilities";
    }
    return rows;
}

} // namespace tickmark::ocsf
