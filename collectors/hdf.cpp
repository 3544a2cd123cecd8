#include "tickmark/base/error.hpp"
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

bool has_result(const JsonNode& control, std::string_view status) {
    const auto& results = items_at(control, {"results"});
    return std::any_of(results.begin(), results.end(), [&](const JsonNode& result) {
        return text_at(result, {"status"}) == status;
    });
}

bool has_backtrace(const JsonNode& control) {
    const auto& results = items_at(control, {"results"});
    return std::any_of(results.begin(), results.end(), [](const JsonNode& result) {
        const JsonNode* trace = member_of(result, "backtrace");
        return trace != nullptr && trace->kind != JsonNode::Kind::null;
    });
}

/// The rules by which the format's authors count: impact 0 comes first, then error.
std::string result_of(const JsonNode& control) {
    const std::string impact = text_at(control, {"impact"});
    if (!impact.empty() && std::strtod(impact.c_str(), nullptr) == 0) {
        return "not-applicable";
    }
    if (items_at(control, {"results"}).empty() || has_backtrace(control)) {
        return "error";
    }
    if (has_result(control, "failed")) {
        return "fail";
    }
    return has_result(control, "passed") ? "pass" : "not-reviewed";
}

std::string severity_of(const JsonNode& control) {
    constexpr double critical = 0.9;
    constexpr double high = 0.7;
    constexpr double medium = 0.4;
    const double impact = std::strtod(text_at(control, {"impact"}).c_str(), nullptr);
    if (impact >= critical) {
        return "critical";
    }
    if (impact >= high) {
        return "high";
    }
    if (impact >= medium) {
        return "medium";
    }
    return impact > 0 ? "low" : "none";
}

/// The last of the times at which the control's results began: then it was so.
std::string time_of(const JsonNode& control) {
    std::string last;
    for (const JsonNode& result : items_at(control, {"results"})) {
        last = std::max(last, text_at(result, {"start_time"}));
    }
    return last;
}

/// The first result that explains the status.
std::string explanation(const JsonNode& control) {
    const JsonNode* chosen = nullptr;
    for (const std::string_view status : {"failed", "skipped", "passed"}) {
        for (const JsonNode& result : items_at(control, {"results"})) {
            if (chosen == nullptr && text_at(result, {"status"}) == status) {
                chosen = &result;
            }
        }
    }
    if (chosen == nullptr) {
        return {};
    }
    for (const std::string_view name : {"message", "skip_message", "code_desc"}) {
        if (const std::string text = text_at(*chosen, {name}); !text.empty()) {
            return one_line(text);
        }
    }
    return {};
}

std::vector<std::string> citations_of(const JsonNode& control) {
    std::vector<std::string> all;
    for (const std::string_view tag : {"nist", "cci", "stig_id", "gtitle", "cis", "cis_controls"}) {
        for (std::string& text : texts_at(control, {"tags", tag})) {
            all.push_back(std::move(text));
        }
    }
    return without_repeats(std::move(all));
}

std::string waiver_of(const JsonNode& control) {
    const std::string why = text_at(control, {"waiver_data", "justification"});
    return why.empty() ? std::string() : "waived: " + one_line(why);
}

/// Whether `child` is a profile that `parent` lays itself over.
bool is_overlay_of(const JsonNode& parent, const JsonNode& child) {
    const std::string name = text_at(child, {"name"});
    if (text_at(child, {"parent_profile"}) == text_at(parent, {"name"})) {
        return true;
    }
    const auto& depends = items_at(parent, {"depends"});
    return std::any_of(depends.begin(), depends.end(), [&](const JsonNode& dependency) {
        return text_at(dependency, {"name"}) == name;
    });
}

/// HDF documents, whole in memory (64 MB at most).
class HdfReader final: public ScanReader {
public:
    HdfReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)) {
        const auto bytes = open_input(payload.path);
        JsonScanner scanner(*bytes, payload.locator);
        document_ = scanner.read_value();
        if (items_at(document_, {"profiles"}).empty()) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + payload.locator,
                 "it has no profiles: not a result in the Heimdall Data Format",
                 payload.locator,
                 "convert the scan to HDF, or name the collector of its own format"});
        }
        target_ = text_at(document_, {"platform", "target_id"});
        if (target_.empty()) {
            target_ = file_stem(payload.locator);
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        const auto& profiles = items_at(document_, {"profiles"});
        while (profile_ < profiles.size()) {
            const auto& controls = items_at(profiles[profile_], {"controls"});
            if (control_ == controls.size()) {
                ++profile_;
                control_ = 0;
                continue;
            }
            const std::size_t at = control_++;
            if (!is_laid_over(profiles[profile_], controls[at])) {
                row.locator = fmt::format("/profiles/{}/controls/{}", profile_, at);
                fill(row, profiles[profile_], controls[at]);
                return true;
            }
        }
        return false;
    }

private:
    /// The results of a control stand in the profile at the bottom; what overlays say of the same
    /// control must not be counted again.
    bool is_laid_over(const JsonNode& profile, const JsonNode& control) const {
        const std::string id = text_at(control, {"id"});
        const auto& profiles = items_at(document_, {"profiles"});
        return std::any_of(profiles.begin(), profiles.end(), [&](const JsonNode& child) {
            if (&child == &profile || !is_overlay_of(profile, child)) {
                return false;
            }
            const auto& controls = items_at(child, {"controls"});
            return std::any_of(controls.begin(), controls.end(), [&](const JsonNode& below) {
                return text_at(below, {"id"}) == id;
            });
        });
    }

    void fill(ScanRow& row, const JsonNode& profile, const JsonNode& control) const {
        const std::string id = text_at(control, {"id"});
        const std::string profile_name = text_at(profile, {"name"});
        const std::string title = one_line(text_at(control, {"title"}));
        row.set("evidence_id", make_evidence_id({"hdf", target_, profile_name, id}));
        row.set("title", title.empty() ? id : title);
        row.set("kind", "scan");
        row.set("result", result_of(control));
        row.set("effective_on", time_of(control));
        row.set("system", target_);
        row.set(
            "detail",
            joined_details(
                {"severity " + severity_of(control), explanation(control), waiver_of(control)}));
        row.set_list("citations", citations_of(control));
        row.set("rule", id);
        row.set("severity", severity_of(control));
        row.set("tool", "HDF " + text_at(document_, {"version"}));
        row.set("profile", profile_name);
        if (id.empty()) {
            row.fault = "a control without an id";
        }
    }

    JsonNode document_;
    std::string target_;
    std::size_t profile_ = 0;
    std::size_t control_ = 0;
};

} // namespace

/// Heimdall Data Format, to which many scanners' results can be converted: key path.
const Collector& hdf() {
    static const EvidenceScan<HdfReader> collector;
    return collector;
}

} // namespace tickmark::collectors
