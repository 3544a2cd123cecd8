#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/scan_reader.hpp"
#include "tickmark/collect/scan_source.hpp"
#include "tickmark/formats/xml_reader.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <deque>
#include <fmt/format.h>
#include <map>

namespace tickmark::collectors {

namespace {

/// What the benchmark says of a rule.
struct Rule {
    std::string title;
    std::vector<std::string> citations;
};

/// What a test result says of all its rule results.
struct TestRun {
    std::string target;
    std::string profile;
    std::string started;
    std::string ended;
    std::string tool;
};

/// A word that only says which way the scanner came to its answer stands as explanation.
struct Verdict {
    std::string_view word;
    std::string_view result;
    std::string_view meaning;
};

constexpr std::array<Verdict, 9> verdicts{{
    {"pass", "pass", ""},
    {"fixed", "pass", "failed and was fixed during the scan"},
    {"fail", "fail", ""},
    {"error", "error", "the scanner met an error"},
    {"unknown", "error", "the scanner could not tell"},
    {"notapplicable", "not-applicable", "not applicable to this system"},
    {"notselected", "not-applicable", "not selected by the profile"},
    {"notchecked", "not-reviewed", "the scanner has no check for it"},
    {"informational", "info", ""},
}};

/// "BP28(R10)" says where it is from; a bare number does not, so its document follows.
std::string citation_of(const std::string& text, const std::string& document) {
    const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
    });
    if (text.empty() || (is_number && !document.empty())) {
        return text.empty() ? document : text + " (" + document + ")";
    }
    return text;
}

/// "xccdf_org.ssgproject.content_profile_standard" → "standard".
std::string short_profile(const std::string& id) {
    constexpr std::string_view mark = "_profile_";
    const std::size_t at = id.find(mark);
    return at == std::string::npos ? id : id.substr(at + mark.size());
}

/// Turns the elements of a benchmark and its results into rows, as they go by.
class Results final: public XmlEvents {
public:
    void start(std::string_view name, const XmlAttributeList& attributes) override {
        path_.emplace_back(name);
        text_.clear();
        if (name == "Rule") {
            rule_ = &rules_[std::string(attribute(attributes, "id"))];
        } else if (name == "reference" || name == "ident") {
            document_ = attribute(attributes, name == "ident" ? "system" : "href");
        } else if (name == "TestResult") {
            ++test_results_;
            run_ = {};
            run_.started = attribute(attributes, "start-time");
            run_.ended = attribute(attributes, "end-time");
            run_.tool = attribute(attributes, "test-system");
        } else if (name == "profile" && parent() == "TestResult") {
            run_.profile = short_profile(std::string(attribute(attributes, "idref")));
        } else if (name == "rule-result") {
            result_ = {};
            result_.rule = attribute(attributes, "idref");
            result_.severity = attribute(attributes, "severity");
            result_.time = attribute(attributes, "time");
        }
    }

    void text(std::string_view piece) override { text_ += piece; }

    void end(std::string_view name) override {
        path_.pop_back();
        const std::string above(path_.empty() ? "" : path_.back());
        if (name == "Rule") {
            rule_ = nullptr;
        } else if (above == "Rule" && rule_ != nullptr) {
            end_in_rule(name);
        } else if (name == "target" && above == "TestResult") {
            run_.target = one_line(text_);
        } else if (above == "rule-result") {
            end_in_result(name);
        } else if (name == "rule-result") {
            add_row();
        }
        text_.clear();
    }

    std::deque<ScanRow>& rows() { return rows_; }
    int test_results() const { return test_results_; }
    void read_from(const XmlReader& reader, const std::string& file) {
        reader_ = &reader;
        file_ = file;
    }

private:
    struct Result {
        std::string rule;
        std::string severity;
        std::string time;
        std::string word;
        std::string instance;
        std::string message;
        std::vector<std::string> citations;
    };

    std::string_view parent() const {
        return path_.size() < 2 ? std::string_view() : std::string_view(path_[path_.size() - 2]);
    }

    void end_in_rule(std::string_view name) {
        if (name == "title") {
            rule_->title = one_line(text_);
        } else if (name == "reference" || name == "ident") {
            const std::string citation = citation_of(one_line(text_), document_);
            if (!citation.empty()) {
                rule_->citations.push_back(citation);
            }
        }
    }

    void end_in_result(std::string_view name) {
        const std::string text = one_line(text_);
        if (name == "result") {
            result_.word = text;
        } else if (name == "ident") {
            result_.citations.push_back(citation_of(text, document_));
        } else if (name == "instance") {
            result_.instance = text;
        } else if (name == "message" && result_.message.empty()) {
            result_.message = text;
        }
    }

    void add_row() {
        const Rule& rule = rules_[result_.rule];
        const std::string target = run_.target.empty() ? file_stem(file_) : run_.target;
        std::vector<std::string> citations = rule.citations;
        citations.insert(citations.end(), result_.citations.begin(), result_.citations.end());
        const std::string when = !run_.ended.empty()     ? run_.ended
                                 : !run_.started.empty() ? run_.started
                                                         : result_.time;
        ScanRow row;
        row.locator = fmt::format("line {}", reader_->line());
        row.set(
            "evidence_id",
            ids_.unique(
                make_evidence_id({"xccdf", target, run_.profile, result_.rule, result_.instance})));
        row.set("title", rule.title.empty() ? result_.rule : rule.title);
        row.set("kind", "scan");
        row.set("effective_on", when);
        row.set("system", target);
        row.set_list("citations", without_repeats(std::move(citations)));
        row.set("rule", result_.rule);
        row.set("severity", result_.severity);
        row.set("tool", run_.tool);
        row.set("profile", run_.profile);
        judge(row);
        rows_.push_back(std::move(row));
    }

    void judge(ScanRow& row) const {
        const auto verdict =
            std::find_if(verdicts.begin(), verdicts.end(), [&](const Verdict& known) {
                return known.word == result_.word;
            });
        if (verdict == verdicts.end()) {
            row.fault = "the result '" + result_.word + "' is none that XCCDF knows";
            return;
        }
        row.set("result", std::string(verdict->result));
        const std::string severity = result_.severity.empty() ? "" : "severity " + result_.severity;
        row.set("detail", joined_details({severity, verdict->meaning, result_.message}));
    }

    std::vector<std::string> path_;
    std::string text_;
    std::string document_; ///< that the reference being read points to
    std::map<std::string, Rule> rules_;
    Rule* rule_ = nullptr;
    TestRun run_;
    Result result_;
    RepeatedIds ids_;
    std::deque<ScanRow> rows_;
    int test_results_ = 0;
    const XmlReader* reader_ = nullptr;
    std::string file_;
};

/// XCCDF and ARF, streamed; what the benchmark says of its rules is kept in memory.
class XccdfReader final: public ScanReader {
public:
    XccdfReader(const SpooledPayload& payload, std::vector<WantedColumn> wanted) :
        ScanReader(payload.locator, std::move(wanted)),
        name_(payload.locator),
        reader_(open_input(payload.path), payload.locator, results_) {
        results_.read_from(reader_, payload.locator);
    }

protected:
    bool next_result(ScanRow& row) override {
        while (results_.rows().empty()) {
            if (!reader_.pump() && results_.rows().empty()) {
                check_scanned();
                return false;
            }
        }
        row = std::move(results_.rows().front());
        results_.rows().pop_front();
        return true;
    }

private:
    /// A benchmark alone is what to check, not what was found.
    void check_scanned() const {
        if (results_.test_results() == 0) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name_,
                 "it has no TestResult: not the result of a scan",
                 name_,
                 "run oscap with --results or --results-arf"});
        }
    }

    std::string name_;
    Results results_;
    XmlReader reader_;
};

} // namespace

/// Results of OpenSCAP and other SCAP scanners (XCCDF 1.1, 1.2 and ARF): key path.
const Collector& xccdf() {
    static const EvidenceScan<XccdfReader> collector;
    return collector;
}

} // namespace tickmark::collectors
