#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <istream>
#include <map>

namespace tickmark::collectors {

namespace {

/// What the report says of a test, from the weakest to what counts before all else.
enum class Word { clean, skipped, suggestion, exception, warning };

struct Meaning {
    std::string_view severity;
    std::string_view result;
    std::string_view detail;
};

/// The tool says what it warns of. A test without a warning may only have gathered facts, so it is
/// no pass; a skipped one was not made, and the report does not say why.
constexpr std::array<Meaning, 5> meanings{{
    {"clean", "info", "executed without warning or suggestion"},
    {"skipped", "not-reviewed", "skipped"},
    {"suggestion", "info", ""},
    {"exception", "error", "the tool met an exception"},
    {"warning", "fail", ""},
}};

struct Finding {
    Word word = Word::clean;
    long long line = 0;
    std::vector<std::string> texts;
};

/// "KRNL-5788|Determine why …|/vmlinuz|-|" without the id and the places that hold nothing.
std::string finding_text(const std::vector<std::string>& pieces) {
    std::string text;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        const std::string piece = one_line(pieces[i]);
        if (!piece.empty() && piece != "-") {
            text += (text.empty() ? "" : ", ") + piece;
        }
    }
    return text;
}

/// The report of one run: key=value lines, in memory by test (a report has some hundreds).
class Report {
public:
    explicit Report(const SpooledPayload& payload) {
        const auto bytes = open_input(payload.path);
        std::string line;
        while (std::getline(*bytes, line)) {
            ++line_;
            const std::size_t equals = line.find('=');
            if (equals != std::string::npos && line.front() != '#') {
                take(
                    std::string(trim(line.substr(0, equals))),
                    std::string(trim(line.substr(equals + 1))));
            }
        }
        check(payload.locator);
    }

    const std::map<std::string, Finding>& findings() const { return findings_; }
    /// The first value of a key that stands once; empty when absent.
    std::string value(const std::string& key) const {
        const auto found = values_.find(key);
        return found == values_.end() ? std::string() : found->second;
    }

private:
    void take(const std::string& key, const std::string& value) {
        if (key == "warning[]") {
            note(Word::warning, value);
        } else if (key == "suggestion[]") {
            note(Word::suggestion, value);
        } else if (key == "exception_event[]") {
            note(Word::exception, value);
        } else if (key == "tests_executed" || key == "tests_skipped") {
            for (const std::string& id : split(value, '|')) {
                note(key == "tests_executed" ? Word::clean : Word::skipped, id);
            }
        } else if (!key.ends_with("[]")) {
            values_.emplace(key, value);
        }
    }

    void note(Word word, const std::string& value) {
        const std::vector<std::string> pieces = split(value, '|');
        // "BOOT-5104:001" is one of the places of the test at which an exception can happen.
        const std::string id(trim(pieces.front().substr(0, pieces.front().find(':'))));
        if (id.empty()) {
            return;
        }
        Finding& finding = findings_[id];
        if (finding.line == 0 || word > finding.word) {
            finding.line = line_;
        }
        finding.word = std::max(finding.word, word);
        if (std::string text = finding_text(pieces); !text.empty()) {
            finding.texts.push_back(std::move(text));
        }
    }

    void check(const std::string& name) const {
        std::string why;
        if (value("lynis_version").empty()) {
            why = "it has no lynis_version: not a report of lynis";
        } else if (value("finish") != "true" && value("report_datetime_end").empty()) {
            why = "the report has no end: the audit was cut off";
        }
        if (!why.empty()) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name, why, name, "run lynis with --report-file and let it finish"});
        }
    }

    std::map<std::string, std::string> values_;
    std::map<std::string, Finding> findings_;
    long long line_ = 0;
};

class LynisReader final: public ScanReader {
public:
    LynisReader(
        const SourceConfig& source,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)),
        report_(payload),
        at_(report_.findings().begin()) {
        system_ = report_.value("hostname");
        if (system_.empty()) {
            system_ = file_stem(payload.locator);
        }
        when_ = report_.value("report_datetime_end");
        if (when_.empty()) {
            when_ = report_.value("report_datetime_start");
        }
        // The report's times are local to the system scanned and do not say where that is.
        if (const std::string zone = source.options.text_of("zone"); !zone.empty()) {
            if (const auto moment = parse_iso_datetime(when_, TimeZone(zone))) {
                when_ = moment->iso();
            }
        }
    }

protected:
    bool next_result(ScanRow& row) override {
        if (at_ == report_.findings().end()) {
            return false;
        }
        const auto& [id, finding] = *at_++;
        const Meaning& meaning = meanings.at(static_cast<std::size_t>(finding.word));
        row.locator = fmt::format("line {}", finding.line);
        row.set("evidence_id", make_evidence_id({"lynis", system_, id}));
        row.set("title", finding.texts.empty() ? "lynis test " + id : finding.texts.front());
        row.set("kind", "scan");
        row.set("result", std::string(meaning.result));
        row.set("effective_on", when_);
        row.set("system", system_);
        row.set(
            "detail",
            joined_details(
                {meaning.detail.empty() ? meaning.severity : meaning.detail,
                 one_line(join(finding.texts, "; "))}));
        row.set_list("citations", {id});
        row.set("rule", id);
        row.set("severity", std::string(meaning.severity));
        row.set("tool", "lynis " + report_.value("lynis_version"));
        return true;
    }

private:
    Report report_;
    std::map<std::string, Finding>::const_iterator at_;
    std::string system_;
    std::string when_;
};

/// Reports of lynis: keys path, zone.
class Lynis final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_scan(source, {"control_evidence"}, problems);
        const Node* zone = source.options.find("zone");
        if (zone == nullptr) {
            return;
        }
        try {
            const TimeZone known(zone->text());
        } catch (const Error& error) {
            problems.push_back({zone->at(), "zone: " + error.parts().why});
        }
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_scan(*this, source, context);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return std::make_unique<LynisReader>(source, payload, std::move(wanted));
    }
};

} // namespace

const Collector& lynis() {
    static const Lynis collector;
    return collector;
}

} // namespace tickmark::collectors
