#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace tickmark::collectors {

namespace {

/// A key of a statement: ours, and that of the attestation files of MITRE's SAF.
struct Key {
    std::string_view ours;
    std::string_view theirs;
};

constexpr Key control_key{"control", "control_id"};
constexpr Key statement_key{"statement", "explanation"};
constexpr Key who_key{"by", "updated_by"};
constexpr Key when_key{"on", "updated"};
constexpr Key validity_key{"valid_for", "frequency"};
constexpr Key result_key{"result", "status"};

std::string text_of(const Node& item, const Key& key) {
    const std::string ours = item.text_of(key.ours);
    return std::string(trim(ours.empty() ? item.text_of(key.theirs) : ours));
}

const std::vector<std::string>& allowed_keys() {
    static const std::vector<std::string> keys{
        "control",
        "control_id",
        "statement",
        "explanation",
        "by",
        "updated_by",
        "on",
        "updated",
        "valid_until",
        "valid_for",
        "frequency",
        "result",
        "status",
        "system",
        "period_start",
        "period_end",
        "uri",
        "citations"};
    return keys;
}

struct Term {
    std::string_view word;
    int days;
    int months;
};

constexpr std::array<Term, 10> terms{{
    {"daily", 1, 0},
    {"weekly", 7, 0},
    {"biweekly", 14, 0},
    {"monthly", 0, 1},
    {"quarterly", 0, 3},
    {"semiannually", 0, 6},
    {"annually", 0, 12},
    {"yearly", 0, 12},
    {"biannually", 0, 6},
    {"biennially", 0, 24},
}};

/// The last day on which a statement of `day` holds, for "90d", "3 months", "1y" or "annually".
std::optional<Date> last_day(Date day, const std::string& validity) {
    constexpr int most = 36'500;
    constexpr int days_a_week = 7;
    constexpr int months_a_year = 12;
    const std::string text = to_lower(trim(validity));
    for (const Term& term : terms) {
        if (text == term.word) {
            return day.plus_months(term.months).plus_days(term.days);
        }
    }
    int count = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, count);
    const std::string unit(trim(std::string_view(rest, static_cast<std::size_t>(end - rest))));
    if (error != std::errc() || count < 1 || count > most) {
        return std::nullopt;
    }
    if (unit == "d" || unit == "day" || unit == "days") {
        return day.plus_days(count);
    }
    if (unit == "w" || unit == "week" || unit == "weeks") {
        return day.plus_days(count * days_a_week);
    }
    if (unit == "m" || unit == "month" || unit == "months") {
        return day.plus_months(count);
    }
    if (unit == "y" || unit == "year" || unit == "years") {
        return day.plus_months(count * months_a_year);
    }
    return std::nullopt;
}

/// The day of a date or of a moment, as the signer wrote it.
std::optional<Date> day_of(const std::string& text) {
    constexpr std::size_t date_size = 10;
    const bool is_moment =
        text.size() > date_size && (text[date_size] == 'T' || text[date_size] == ' ');
    return Date::from_iso(is_moment ? text.substr(0, date_size) : text);
}

std::string result_of(const Node& item) {
    const std::string word = to_lower(text_of(item, result_key));
    if (word.empty() || word == "passed") {
        return "pass";
    }
    return word == "failed" ? "fail" : word;
}

/// What a statement lacks to be one; empty when it is whole.
std::string fault_of(const Node& item) {
    for (const auto& [key, value] : item.members()) {
        const auto& allowed = allowed_keys();
        if (std::find(allowed.begin(), allowed.end(), key.text()) == allowed.end()) {
            return "unknown key '" + key.text() + "'" + did_you_mean(key.text(), allowed);
        }
    }
    for (const Key& key : {control_key, statement_key, who_key, when_key}) {
        if (text_of(item, key).empty()) {
            return fmt::format("a statement without '{}'", key.ours);
        }
    }
    const std::string when = text_of(item, when_key);
    if (!day_of(when)) {
        return "'" + when + "' is not a date like 2026-10-31";
    }
    return {};
}

class AttestationReader final: public ScanReader {
public:
    AttestationReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)), root_(read(payload)) {
        items_ = &root_;
        if (const Node* inner = root_.find("attestations")) {
            items_ = inner;
        }
        if (!items_->is_list()) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + payload.locator,
                 "expected a list of statements",
                 payload.locator,
                 "begin each statement with '- control:'"});
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        if (at_ == items_->items().size()) {
            return false;
        }
        fill(row, items_->items()[at_++]);
        return true;
    }

private:
    static Node read(const SpooledPayload& payload) {
        try {
            return parse_yaml(read_file(payload.path), payload.locator);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::config_invalid) {
                throw;
            }
            throw Error(
                ErrorCode::source_failed,
                {"reading " + payload.locator,
                 error.what(),
                 payload.locator,
                 "correct the file at that line"});
        }
    }

    void fill(ScanRow& row, const Node& item) {
        row.locator = fmt::format("line {}", item.at().line);
        const std::string control = text_of(item, control_key);
        const std::string statement = one_line(text_of(item, statement_key));
        const std::string when = text_of(item, when_key);
        row.set("control_id", control);
        row.set("title", statement);
        row.set("rule", control);
        const std::string fault = fault_of(item);
        if (!fault.empty()) {
            row.fault = fault;
            return;
        }
        // Without the signer's name: an id is shown where a name may not be.
        row.set("evidence_id", ids_.unique(make_evidence_id({"attestation", control, when})));
        row.set("kind", "attestation");
        row.set("result", result_of(item));
        row.set("effective_on", day_of(when)->iso());
        row.set("performed_by", text_of(item, who_key));
        row.set("detail", statement);
        for (const std::string_view name : {"system", "period_start", "period_end", "uri"}) {
            row.set(name, item.text_of(name));
        }
        row.set_list("citations", item.texts_of("citations"));
        set_validity(row, item);
    }

    /// A statement that never ends would go on proving what nobody looks at any more.
    static void set_validity(ScanRow& row, const Node& item) {
        const std::string until = item.text_of("valid_until");
        const std::string validity = text_of(item, validity_key);
        if (!until.empty()) {
            row.set("valid_until", until);
        } else if (validity.empty()) {
            row.fault = "a statement without 'valid_until' or 'valid_for'";
        } else if (const auto last = last_day(*day_of(text_of(item, when_key)), validity)) {
            row.set("valid_until", last->iso());
        } else {
            row.fault = "'" + validity + "' is not a time such as 90d, 3 months or annually";
        }
    }

    Node root_;
    const Node* items_ = nullptr;
    std::size_t at_ = 0;
    RepeatedIds ids_;
};

} // namespace

/// Statements that persons sign, in YAML: key path.
const Collector& attestation() {
    static const EvidenceScan<AttestationReader> collector;
    return collector;
}

} // namespace tickmark::collectors
